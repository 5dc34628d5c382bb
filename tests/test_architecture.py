"""The design's rules for the modules of utils, by reading their source."""

import ast
import statistics
from pathlib import Path

import pytest

UTILS = Path(__file__).resolve().parent.parent / "utils"
MODULES = sorted(p for p in UTILS.rglob("*.py") if p.name != "__init__.py")
PACKAGES = sorted(UTILS.rglob("__init__.py"))
# The rooms, and the rooms that each may import from; each may use its own modules.
ROOMS = {
    "data": set(),
    "derivation": set(),
    "networks": set(),
    "gradients": {"networks"},
    "training": {"data", "networks"},
    "figures": {"data", "networks"},
    "panels": {"data", "figures", "networks"},
    "experiment": {"data", "networks", "training", "figures"},
}
# The checks of the exercises judge what all of these teach.
ROOMS["exercises"] = set(ROOMS) - {"panels", "figures"}
ROOMS["classroom"] = set(ROOMS) | {"environment"}
ROOMS["commands"] = set(ROOMS) | {"environment"}
FLOORS = [
    {"commands"},
    {"classroom"},
    {"exercises"},
    {"panels", "experiment"},
    {"figures", "gradients", "training"},
    {"derivation", "networks", "data", "environment"},
]
OWN_MODULES = {  # in these rooms some modules stand alone
    "networks.pytorch": set(),  # its independence makes the lockstep a proof
    "networks.pytorch_deep": set(),
}
ONLY_IMPORTER = {
    "ipycanvas": {"panels.digit"},
    "PIL": {"data.drawing"},
    "ipywidgets": {"panels.panel"},
    "nbformat": {"classroom", "commands"},
    "nbclient": {"classroom", "commands"},
    "torch": {
        "networks.pytorch",
        "networks.pytorch_deep",
        "experiment.torch_runs",
        "training.distributed",
        "training.group",
        "training.mistakes",
        "training.scaling",
        "exercises.many_machines",
        "exercises.pytorch",
        "commands.benchmark",
        "commands.benchmark_frameworks",
        "commands.benchmark_variants",
    },
    "sympy": {
        "derivation",
        "exercises.formulas",
        "exercises.near_misses",
        "exercises.old_formulas",
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


def room_of(name):
    return name.split(".")[0]


def edges(path):
    """Return the names below utils that a module imports from."""
    return {
        name.removeprefix("utils").removeprefix(".") or "utils"
        for name in imports(path)
        if name.startswith((".", "utils"))
    }


def forbidden_edges(name, imported):
    """Return what the module may not import; an unknown room allows nothing."""
    room = room_of(name)
    allowed = ROOMS.get(room, set()) | {room, "shapes"}
    return {
        other
        for other in imported
        if room_of(other) not in allowed
        or (room_of(other) == room and other not in OWN_MODULES.get(name, {other}))
    }


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_room_may(path):
    assert forbidden_edges(name_of(path), edges(path)) == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_lies_in_a_room(path):
    assert room_of(name_of(path)) in {*ROOMS, "environment", "shapes"}


@pytest.mark.parametrize(
    ("name", "imported"),
    [
        ("networks.sigmoid", "training.loop"),  # reaches up
        ("data.mnist", "environment"),
        ("training.softmax", "derivation.softmax"),
        ("exercises.softmax", "panels.panel"),
        ("networks.pytorch", "networks.sigmoid"),
        ("new_room.module", "networks.sigmoid"),
        ("figures.axes", "utils"),  # from utils import ...
    ],
)
def test_a_wrong_edge_is_found(name, imported):
    assert forbidden_edges(name, {imported}) == {imported}


def test_the_rooms_are_floors_without_a_circle():
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    for room, allowed in ROOMS.items():
        assert all(floor[room] < floor[other] for other in allowed), room


@pytest.mark.parametrize("package", ONLY_IMPORTER)
def test_only_these_import(package):
    importers = {
        name_of(path)
        for path in MODULES
        if any(name.split(".")[0] == package for name in imports(path))
    }
    allowed = ONLY_IMPORTER[package]
    assert {n for n in importers if not {n, room_of(n)} & allowed} == set()


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
