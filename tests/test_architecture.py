"""The rules for the modules of utils; which may import from which is in pyproject."""

import ast
import statistics
import subprocess
import sys
from collections import Counter

import pytest
from taught import UTILS, public_definitions

from utils.classroom.notebooks import ROOT, all_notebooks, code_cells, read

MODULES = sorted(p for p in UTILS.rglob("*.py") if p.name != "__init__.py")
SOURCES = {path: path.read_text(encoding="utf-8") for path in MODULES}
TREES = {path: ast.parse(source) for path, source in SOURCES.items()}
MAX_LINES, MAX_BODY, MEDIAN_BODY = 210, 30, 8
OF_THE_SHELL = {"classroom", "workers"}  # rooms of programs, whose parts tests import


def name_of(path):
    return ".".join(path.relative_to(UTILS).with_suffix("").parts)


def names(tree):
    """Count the names that a syntax tree mentions, imports or (to teach) defines."""
    found = Counter()
    for node in ast.walk(tree):
        found.update(getattr(node, kind, None) for kind in ("id", "attr", "name"))
        if isinstance(node, ast.ImportFrom):
            found.update(alias.name for alias in node.names)
    return found


def test_rooms_import_only_what_they_may():
    linter = (
        "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"
    )
    command = [sys.executable, "-c", linter]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_each_public_function_of_utils_is_named_outside_of_its_module():
    cells = [c.source for path in all_notebooks() for c in code_cells(read(path))]
    told = (ROOT / "data/README.md").read_text(encoding="utf-8")  # to the learner
    own = {name_of(path): names(tree) for path, tree in TREES.items()}
    everywhere = sum([*own.values(), *(names(ast.parse(c)) for c in cells)], Counter())
    unnamed = [
        f"{module}.{node.name}: who needs it?"
        for module, node in public_definitions()
        if isinstance(node, ast.FunctionDef) and module in own
        if module != "gradients.broken"  # the museum: its own list names what it holds
        if everywhere[node.name] == own[module][node.name]
        if node.name != "main" and node.name not in told
        if module.split(".")[0] not in OF_THE_SHELL
    ]
    assert unnamed == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_its_subject_and_is_small(path):
    assert ast.get_docstring(TREES[path]), "no docstring"
    assert len(SOURCES[path].splitlines()) <= MAX_LINES
    for node in TREES[path].body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            said = ast.get_docstring(node) or ""
            assert said or node.name.startswith("_"), f"{node.name}: no docstring"
            changes = "Change" in said.split("\n")[0]
            assert changes or not node.name.endswith("_"), f"{node.name} changes what?"


@pytest.mark.parametrize(
    "path", list(UTILS.rglob("__init__.py")), ids=lambda p: p.parent.name
)
def test_an_init_holds_one_line(path):
    [statement] = ast.parse(path.read_text(encoding="utf-8")).body
    assert isinstance(statement, ast.Expr)


def test_functions_are_short():
    lengths = {}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[ast.get_docstring(node) is not None :] or node.body
                length = body[-1].end_lineno - body[0].lineno + 1
                lengths[f"{name_of(path)}.{node.name}"] = length
    assert statistics.median(lengths.values()) < MEDIAN_BODY
    assert {name for name, length in lengths.items() if length > MAX_BODY} == set()


def test_the_top_level_has_its_entries_and_no_more():
    command = ["git", "ls-files"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    tracked = {line.split("/")[0] for line in done.stdout.splitlines()}
    entries = tracked or {path.name for path in ROOT.iterdir()}  # a copy without .git
    made = {"__pycache__", "backprop_course.egg-info"}
    assert {e for e in entries - made if not e.startswith(".")} == {
        *("README.md", "requirements.txt", "pyproject.toml"),
        *("notebooks", "data", "utils", "tests"),
    }
