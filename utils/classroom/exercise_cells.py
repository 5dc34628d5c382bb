"""Reads the exercises of a notebook, and the cells that an answer needs."""

import ast
import re
import symtable
from functools import cache

from utils.classroom.notebooks import all_notebooks, find_cell, read, tags

FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def is_answer(cell):
    """Say whether a cell holds the answer to an exercise."""
    return cell.cell_type == "code" and "exercise" in tags(cell)


def exercise_names(notebook):
    """Return the names of a notebook's exercises, in order."""
    return [c.id.removeprefix("answer-") for c in notebook.cells if is_answer(c)]


def all_exercises():
    """Return (path, exercise name) of each exercise of the course."""
    return [(p, name) for p in all_notebooks() for name in exercise_names(read(p))]


def solution(notebook, name):
    """Return the source of the answer cell, solved, from the folded solution."""
    [source] = FENCED.findall(find_cell(notebook, f"solution-{name}").source)
    return source.rstrip("\n")


@cache
def bound(source):
    """Return the names that running a cell binds, a frozenset."""
    names = symtable.symtable(source, "cell", "exec").get_symbols()
    return frozenset(s.get_name() for s in names if s.is_assigned() or s.is_imported())


@cache
def used(source):
    """Return the names that a cell, or a function in it, takes from the notebook."""
    return frozenset(_used(symtable.symtable(source, "cell", "exec")))


def _used(table):
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced()
        and not symbol.is_namespace()  # defined in the cell itself
        and (table.get_type() == "module" or symbol.is_global())
    }
    return names.union(*map(_used, table.get_children()))


def read_first(source):
    """Return the names that a cell reads before it binds them itself, a set."""
    names, own = set(), set()
    for statement in ast.parse(source).body:
        part = ast.unparse(statement)
        if isinstance(statement, ast.AugAssign):  # reads its target too
            part = f"{ast.unparse(statement.target)}; {part}"
        names |= used(part) - own
        own |= bound(part)
    return names


def needed_cells(notebook, name, source):
    """Return the sources of the cells that this answer to an exercise uses, in order.

    The cells that the solution and the empty answer use are among them.
    """
    wanted = read_first(source) | used(solution(notebook, name))
    wanted |= used(find_cell(notebook, f"answer-{name}").source)
    return cells_binding(notebook, f"answer-{name}", wanted)


def cells_binding(notebook, cell_id, wanted, left_out=()):
    """Return the sources of the cells before a cell that bind what it wants, in order.

    Args:
        notebook: a notebook.
        cell_id: only cells before this one are taken, and no answers to exercises.
        wanted: names; those that a taken cell uses are wanted too.
        left_out: ids of cells that are not taken.
    """
    here = notebook.cells.index(find_cell(notebook, cell_id))
    wanted, sources = set(wanted), []
    for earlier in reversed(notebook.cells[:here]):
        if earlier.cell_type != "code" or is_answer(earlier) or earlier.id in left_out:
            continue
        if bound(earlier.source) & wanted:
            wanted |= used(earlier.source)
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
