"""Judges an answer here and now, in this process: for the tests of the exercises.

course collect judges what others have written, and elsewhere: see classroom.judging.
"""

from functools import cache
from importlib import import_module

import matplotlib

from utils.classroom.exercise_cells import checks_module, needed_cells
from utils.classroom.inside import after, taken
from utils.classroom.notebooks import read

read_once = cache(read)  # nobody changes what it returns
after_once = cache(after)


def prepared(path, name, source):
    """Return the dict of names that the cells which an answer needs leave."""
    return after_once(tuple(needed_cells(read_once(path), name, source)))


def handed_in(path, name, source):
    """Run the source of an answer cell; return its check, and a tuple of what it gets.

    Raises ValueError: the cell does not call the check; and what the cell raises.
    """
    matplotlib.use("agg")  # here alone: an environment variable would reach kernels
    module = import_module(f"utils.exercises.{checks_module(read_once(path))}")
    with taken(module, name) as given:
        exec(compile(source, "cell", "exec"), dict(prepared(path, name, source)))
    if not given:
        raise ValueError(f"the cell does not call exercises.{name}(...)")
    return getattr(module, name), given[-1]


def judged(path, name, source):
    """Run the source of an answer cell, and judge it; return a Verdict."""
    check, answers = handed_in(path, name, source)
    return check(*answers)
