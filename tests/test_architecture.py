"""The design's rules for the modules of utils, by reading their source."""

import ast
import statistics
from pathlib import Path

import pytest

UTILS = Path(__file__).resolve().parent.parent / "utils"
MODULES = sorted(p for p in UTILS.rglob("*.py") if p.name != "__init__.py")
PACKAGES = sorted(UTILS.rglob("__init__.py"))
ALLOWED_EDGES = {
    ("reading", "network"),
    ("reading", "plotting"),
    ("reading", "preprocessing"),
    ("digit_panel", "drawing"),
    ("digit_panel", "panels"),
    ("digit_panel", "reading"),
    ("chain_walk", "network"),
    ("chain_walk", "network_picture"),
    ("demonstrations", "plotting"),
    ("interactive", "chain_walk"),
    ("interactive", "demonstrations"),
    ("interactive", "network"),
    ("interactive", "network_picture"),
    ("interactive", "panels"),
    ("training", "network"),
    ("symbolic_softmax", "symbolic"),
    ("softmax_network", "network"),
    ("softmax_training", "softmax_network"),
    ("softmax_training", "optimizers"),
    ("softmax_training", "preprocessing"),
    ("softmax_training", "training"),
    ("gradcheck", "derivatives"),
    ("museum", "network"),
    ("fast_training", "training"),
    ("experiment_training", "experiment_design"),
    ("experiment_training", "network"),
    ("experiment_training", "optimizers"),
    ("experiment_runs", "experiment_design"),
    ("experiment_runs", "experiment_torch"),
    ("experiment_runs", "experiment_training"),
    ("experiment_runs", "network"),
    ("experiment_runs", "preprocessing"),
    ("experiment_results", "environment"),
    ("experiment_results", "experiment_design"),
    ("experiment_results", "experiment_runs"),
    ("experiment_results", "fingerprint"),
    ("experiment", "experiment_design"),
    ("experiment", "experiment_results"),
    ("experiment", "experiment_runs"),
    ("experiment", "mnist"),
    ("experiment_plots", "plotting"),
}
# The checks of a notebook's exercises may use any module: they judge what it teaches.
MAY_IMPORT_ALL = "exercises."
ONLY_IMPORTER = {
    "ipycanvas": {"digit_panel"},
    "PIL": {"drawing"},
    "ipywidgets": {"panels"},
    "torch": {
        "torch_network",
        "torch_checkpoints",
        "experiment_torch",
        "exercises.pytorch",
    },
    "sympy": {
        "symbolic",
        "symbolic_softmax",
        "typesetting",
        "exercises.formulas",
        "exercises.forward_pass",
        "exercises.chain_rule",
        "exercises.softmax",
    },
}
MAX_LINES = 210


def name_of(path):
    """Return a module's name below utils, for example exercises.judge."""
    return ".".join(path.relative_to(UTILS).with_suffix("").parts)


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def edges():
    return {
        (name_of(path), name.removeprefix("utils."))
        for path in MODULES
        for name in imports(path)
        if name.startswith((".", "utils"))
        and not name_of(path).startswith(MAY_IMPORT_ALL)
    }


def test_edges_inside_utils():
    assert edges() <= ALLOWED_EDGES, "an import inside utils that is not in the design"


@pytest.mark.parametrize("package", ONLY_IMPORTER)
def test_one_module_imports(package):
    importers = {
        name_of(path)
        for path in MODULES
        if any(name.split(".")[0] == package for name in imports(path))
    }
    assert importers <= ONLY_IMPORTER[package]


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_init_holds_a_docstring_and_no_code(path):
    [statement] = tree(path).body
    assert isinstance(statement, ast.Expr)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_says_its_subject_and_is_small(path):
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "no docstring"
    assert len(source.splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_public_functions_are_documented(path):
    for node in tree(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            assert node.name.startswith("_") or ast.get_docstring(node), node.name


def body_length(function):
    """Lines of a function, less its docstring."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_functions_are_short():
    lengths = {
        f"{name_of(path)}.{node.name}": body_length(node)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
    }
    assert statistics.median(lengths.values()) < 8
    assert {name for name, length in lengths.items() if length > 30} == set()


def test_functions_that_change_their_input_say_so():
    for path in MODULES:
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and node.name.endswith("_"):
                assert "Change" in ast.get_docstring(node).splitlines()[0], node.name
