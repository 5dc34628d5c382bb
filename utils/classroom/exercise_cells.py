"""Reads the exercises of a notebook, and the cells that an answer needs."""

import ast
import re
import symtable
from functools import cache

from IPython.core.inputtransformer2 import TransformerManager

from utils.classroom.notebooks import all_notebooks, code_cells, find_cell, read, tags

CHECKS = re.compile(r"^from utils\.exercises import (\w+) as exercises$", re.MULTILINE)
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


def checks_module(notebook):
    """Return the module of utils.exercises that holds a notebook's checks, its name."""
    [name] = {name for c in code_cells(notebook) for name in CHECKS.findall(c.source)}
    return name


def solution(notebook, name):
    """Return the source of the answer cell, solved, from the folded solution."""
    [source] = FENCED.findall(find_cell(notebook, f"solution-{name}").source)
    return source.rstrip("\n")


def as_python(source):
    """Return a cell with IPython's own syntax (magics, !, ?) as Python.

    Of a cell under a magic of its own (%%time), what that runs.
    """
    if source.lstrip().startswith("%%"):
        source = source.lstrip().partition("\n")[2]
    return TransformerManager().transform_cell(source)


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


def needed_cells(notebook, name, source, own=()):
    """Return the sources of the cells that an answer to an exercise uses, in order.

    Earlier answers among them are solved. The cells that the solution and the empty
    answer use are there too.

    Args:
        notebook, name: the course's notebook, and the exercise.
        source: the answer, as Python.
        own: cells of the learner's own, for the names that no cell of the course binds.
    """
    here = notebook.cells.index(find_cell(notebook, f"answer-{name}"))
    course = [
        solution(notebook, cell.id.removeprefix("answer-"))
        if is_answer(cell)
        else cell.source
        for cell in code_cells(notebook)
        if notebook.cells.index(cell) < here
    ]
    known = frozenset().union(*map(bound, course))
    wanted = read_first(source) | used(solution(notebook, name))
    wanted |= used(notebook.cells[here].source)
    sources = []
    for cell in reversed([*course, *own]):
        binds = bound(cell) - known if cell in own else bound(cell)
        if binds & wanted:
            wanted = wanted - binds | read_first(cell)
            sources.insert(0, cell)
    return sources
