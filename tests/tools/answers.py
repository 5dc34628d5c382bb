"""Judges an answer here and now, in this process.

course collect judges what others have written, and elsewhere: see classroom.judging.
"""

from functools import cache
from importlib import import_module

import matplotlib

from utils.classroom.exercise_cells import checks_module, needed_cells, read_once
from utils.classroom.room import taken


@cache
def after(cells):
    """Return the names that these cells leave, a dict."""
    namespace = {"__name__": "__main__"}
    for cell in cells:
        exec(compile(cell, "cell", "exec"), namespace)
    return namespace


def handed_in(path, name, source):
    """Run the source of an answer cell; return its check, and a tuple of what it gets.

    Raises ValueError: the cell does not call the check; and what the cell raises.
    """
    matplotlib.use("agg")  # here alone: an environment variable would reach kernels
    module = import_module(f"utils.exercises.{checks_module(read_once(path))}")
    names = dict(after(tuple(needed_cells(read_once(path), name, source))))
    with taken(module, name) as given:
        exec(compile(source, "cell", "exec"), names)
    if not given:
        raise ValueError(f"the cell does not call exercises.{name}(...)")
    return getattr(module, name), given[-1]


def judged(path, name, source):
    """Run the source of an answer cell, and judge it; return a Verdict."""
    check, answers = handed_in(path, name, source)
    return check(*answers)
