"""Reads the exercises of a notebook, and the cells that an answer needs."""

import ast
import re
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(path):
    return nbformat.read(path, as_version=4)


def is_answer(cell):
    return cell.cell_type == "code" and "exercise" in cell.metadata.get("tags", [])


def exercise_names(notebook):
    return [c.id.removeprefix("answer-") for c in notebook.cells if is_answer(c)]


def with_solutions():
    """Return (path, exercise name) of each exercise of the course."""
    return [
        (path, name)
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
        for name in exercise_names(read(path))
    ]


def cell(notebook, cell_id):
    [found] = [c for c in notebook.cells if c.id == cell_id]
    return found


def solution(notebook, name):
    """Return the source of the answer cell, solved, from the folded solution."""
    [source] = FENCED.findall(cell(notebook, f"solution-{name}").source)
    return source.rstrip("\n")


def _names(tree, context):
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def bound(tree):
    """Return the names that running a cell binds."""
    names = _names(tree, ast.Store)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(a.asname or a.name).split(".")[0] for a in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
    return names


def needed_cells(notebook, name):
    """Return the sources of the cells that the answer uses, in the notebook's order.

    Of the cells before the answer those are taken that bind a name which the answer's
    solution, or a cell taken already, uses. Answers to other exercises are not.
    """
    here = notebook.cells.index(cell(notebook, f"answer-{name}"))
    wanted = _names(ast.parse(solution(notebook, name)), ast.Load)
    wanted |= _names(ast.parse(cell(notebook, f"answer-{name}").source), ast.Load)
    sources = []
    for earlier in reversed(notebook.cells[:here]):
        if earlier.cell_type != "code" or is_answer(earlier):
            continue
        tree = ast.parse(earlier.source)
        if bound(tree) & wanted:
            wanted |= _names(tree, ast.Load)
            sources.append(earlier.source)
    return sources[::-1]


def run(source, namespace):
    """Run a cell, and return the value of its last line if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), namespace)
    if last is not None:
        return eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)
    return None
