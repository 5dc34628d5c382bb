"""What a notebook teaches is what utils holds: the two have the same syntax tree."""

import ast
from functools import cache

from utils.classroom.notebooks import ROOT, code_cells, tags

UTILS = ROOT / "utils"
DEFINITION = (ast.FunctionDef, ast.ClassDef)
NEVER_TAUGHT = {"classroom", "exercises", "panels"}  # names may recur


def public_definitions():
    """Yield (module, definition) of each public function and class of utils."""
    for file in sorted(UTILS.rglob("*.py")):
        module = ".".join(file.relative_to(UTILS).with_suffix("").parts)
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, DEFINITION) and not node.name.startswith("_"):
                yield module, node


@cache
def utils_functions():
    """Map each public name that a notebook may teach to (module, definition)."""
    return {
        node.name: (module, node)
        for module, node in public_definitions()
        if module.split(".")[0] not in NEVER_TAUGHT
    }


def bare(node):
    """Return a definition as text, without docstrings and annotations."""
    tree = ast.parse(ast.unparse(node))
    for part in ast.walk(tree):
        if isinstance(part, DEFINITION) and ast.get_docstring(part) is not None:
            part.body = part.body[1:] or [ast.Pass()]
        for name in {"annotation", "returns"} & set(part._fields):
            setattr(part, name, None)
    return ast.dump(tree)


def taught(cell):
    """Return the full names that a cell's tags say it teaches."""
    return [t.removeprefix("teaches:") for t in tags(cell) if t.startswith("teaches:")]


def teaches_what_utils_holds(notebook, path):
    known = utils_functions()
    found = []
    for cell in code_cells(notebook):
        body = ast.parse(cell.source).body
        faults = (
            _fault(taught(cell), body, known, path)
            if taught(cell)
            else [
                f"{node.name} is in utils.{known[node.name][0]}; import it"
                for node in body
                if getattr(node, "name", None) in known
            ]
        )
        found += [f"cell {cell.id}: {fault}" for fault in faults]
    return found


def _fault(taught, body, known, path):
    if len(taught) > 1 or len(body) != 1 or not hasattr(body[0], "name"):
        return ["a tagged cell holds exactly one definition, and one teaches: tag"]
    [node] = body
    module, twin = known.get(node.name, (None, None))
    if taught != [f"utils.{module}.{node.name}"]:
        return [f"teaches {taught[0]}, but defines {node.name}"]
    if bare(node) != bare(twin):
        return [f"{node.name} differs from utils.{module}.{node.name}"]
    if not (ast.get_docstring(twin) or "").endswith(f"Taught in {path.stem}."):
        return [f"the docstring of {taught[0]} must end: Taught in {path.stem}."]
    return []
