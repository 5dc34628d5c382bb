"""Judges answers to the exercises of a notebook, outside of the notebook.

    python -m utils.classroom.answers NOTEBOOK EXERCISE < INPUT

prints the verdict on one answer as JSON; course collect runs it for each answer in a
process of its own. The input is a line with a token, then the source; the verdict holds
the token, so that what the answer itself prints is no verdict. An answer that changes
the course's own modules is not judged. An answer is judged alone: it finds what the
cells of the course define, and nothing from other cells of the learner's own. Code that
sets out to deceive the process that it runs in cannot be kept from it.
"""

import ast
import json
import sys
from contextlib import chdir, contextmanager
from functools import cache

import matplotlib

from utils.classroom.exercise_cells import needed_cells, run
from utils.classroom.notebooks import NOTEBOOKS, read

read_once = cache(read)  # nobody changes what it returns


def prepared(path, name, source):
    """Return the dict of names that the cells which an answer needs leave."""
    return _after(tuple(needed_cells(read_once(path), name, source)))


@cache
def _after(cells):
    matplotlib.use("agg")
    namespace = {"__name__": "__main__"}
    for cell in cells:
        run(cell, namespace)
    return namespace


def handed_in(path, name, source):
    """Run the source of an answer cell, without its last line, the check.

    The check is the course's own, whatever the cell has made of its name.

    Returns the check, and a tuple of what the last line hands in. Raises ValueError:
    the last line is not the check; and what the source itself raises.
    """
    namespace = dict(prepared(path, name, source))
    check = getattr(namespace["exercises"], name)
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body else None
    call = getattr(last, "value", None)
    is_call = isinstance(call, ast.Call)
    if not (is_call and ast.unparse(call.func) == f"exercises.{name}"):
        raise ValueError(f"the last line of the cell is not exercises.{name}(...)")
    with chdir(NOTEBOOKS), _course_untouched():
        exec(compile(tree, "cell", "exec"), namespace)
        arguments = ast.unparse(ast.Tuple(call.args, ast.Load()))
        answers = eval(arguments, namespace)
    return check, answers


@contextmanager
def _course_untouched():
    """Raise ValueError at the end if a module of the course holds something else."""
    modules = {n: m for n, m in sys.modules.items() if n.split(".")[0] == "utils"}
    held = {name: dict(vars(module)) for name, module in modules.items()}
    yield
    for name, before in held.items():
        now = vars(sys.modules[name])
        changed = [key for key in before if now.get(key, before) is not before[key]]
        if changed:
            raise ValueError(f"the cell changes {name}.{changed[0]}: not judged")


def judged(path, name, source):
    """Run the source of an answer cell, and judge it; return a Verdict."""
    check, answers = handed_in(path, name, source)
    return check(*answers)


def main(path, name):
    """Read a source from standard input, and write the verdict."""
    out, sys.stdout = sys.stdout, sys.stderr  # what the answer prints is no verdict
    token, source = sys.stdin.readline().strip(), sys.stdin.read()
    verdict = judged(path, name, source)
    told = {"status": verdict.status, "message": verdict.message, "token": token}
    json.dump(told, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
