"""Reads the exercises of a notebook, and the cells that an answer needs."""

import ast
import re
import symtable
from functools import cache

from IPython.core.inputtransformer2 import TransformerManager

from utils.classroom.notebooks import all_notebooks, code_cells, find_cell, read, tags

CHECKS = re.compile(r"^from utils\.exercises import (\w+) as exercises$", re.MULTILINE)
FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
read_once = cache(read)  # nobody changes what it returns


def is_answer(cell):
    """Say whether a cell holds the answer to an exercise."""
    return cell.cell_type == "code" and "exercise" in tags(cell)


def exercise_names(notebook):
    """Return the names of a notebook's exercises, in order."""
    return [c.id.removeprefix("answer-") for c in notebook.cells if is_answer(c)]


def all_exercises():
    """Return (path, exercise name) of each exercise of the course."""
    return [(p, n) for p in all_notebooks() for n in exercise_names(read_once(p))]


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

    Raises SyntaxError: Python cannot read it.
    """
    if source.lstrip().startswith("%%"):
        source = source.lstrip().partition("\n")[2]
    try:
        return ast.unparse(ast.parse(TransformerManager().transform_cell(source)))
    except (ValueError, RecursionError) as error:
        raise SyntaxError(str(error)) from None


@cache
def names(source):
    """Return the names that a cell binds, and those that it uses, two sets.

    The latter may be bound in it as well: X = X / 255. Names inside of functions count
    if they are the notebook's.
    """
    top = symtable.symtable(source, "cell", "exec")
    bound = {
        s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()
    }
    changes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.AugAssign)]
    tables, used = [top], {getattr(n.target, "id", "") for n in changes}  # X -= 1
    for table in tables:
        tables += table.get_children()
        used |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced()
            and not symbol.is_namespace()  # defined in the cell itself
            and (table is top or symbol.is_global())
        }
    return bound, used


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
        for cell in notebook.cells[:here]
        if cell.cell_type == "code"
    ]
    known = set().union(*(names(cell)[0] for cell in course))
    wanted, needed = set(), []
    for each in (source, solution(notebook, name), notebook.cells[here].source):
        wanted |= names(each)[1]
    for cell in reversed([*course, *own]):
        bound, used = names(cell)
        if wanted & (bound - known if cell in own else bound):
            wanted = wanted - bound | used
            needed.insert(0, cell)
    return needed
