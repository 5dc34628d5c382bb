"""Judges an answer without stopping the notebook.

A check is a function of the answer, with the decorator exercise. It raises Wrong, by
itself or through utils.exercises.compare, with a message that teaches; the decorator
turns this into a Verdict, which a notebook shows.
"""

import contextlib
import copy
import dis
import functools
import inspect
import linecache
import re
import sys
from itertools import pairwise

import numpy as np

from utils.exercises.errors import explained, named
from utils.exercises.judge import NotAttempted, Verdict, Wrong
from utils.exercises.limits import time_limit
from utils.exercises.repairs import place_of_the_slip

NOT_ATTEMPTED = "not attempted"
WRONG = "wrong"
RIGHT = "right"
TIME_LIMIT = 20  # seconds for one call of a learner's function
NO_RETURN = "your function returns nothing: is a 'return' missing?"
NONE = (
    "your function returns None: no 'return' was reached, or a gradient was never "
    "computed."
)
# Messages that say only by how much an answer is wrong, or where Python stopped.
BARE = re.compile(
    r"\d (where|was) |another value|is too (large|small)\.$|is wrong on axis|stops with"
)
# Messages that are clearer with the place of the slip.
UNPLACED = re.compile(
    BARE.pattern + r"|times what it should be|off by the same|right but for|has shape"
)


def exercise(shown):
    """Make a check out of a function that raises NotAttempted or Wrong.

    shown: what a right answer has shown, a sentence.

    Returns:
        A decorator. The decorated function takes the answer and returns a Verdict. It
        never raises: an answer that breaks the check is wrong. Where a message would
        hold bare numbers, it looks for the place of the slip in the answer cell: that
        of the notebook, or the pair (source, namespace) that is passed as cell.
    """

    def decorate(function):
        @functools.wraps(function)
        def check(*answers, cell=None):
            try:
                _stop_at_dots(answers)
                function(*answers)
            except NotAttempted:
                text = "Not attempted yet: put your answer where the dots are."
                return Verdict(NOT_ATTEMPTED, text)
            except Wrong as wrong:
                message = str(wrong)
                if UNPLACED.search(message):
                    message += _place(function, cell, sys._getframe(1))
                return Verdict(WRONG, message)
            except Exception as error:
                kinds = " and ".join(type(answer).__name__ for answer in answers)
                text = f"an answer of this kind ({kinds}) cannot be judged"
                return Verdict(WRONG, f"{text}: {named(error)}.")
            return Verdict(RIGHT, shown)

        return check

    return decorate


def _place(function, cell, frame):
    """Return the sentence of place_of_the_slip for a cell, or that which frame runs."""
    if cell is None and frame.f_globals.get("__name__") == "__main__":
        cell = "".join(linecache.getlines(frame.f_code.co_filename)), frame.f_globals
    # Whatever stops the search, a cell with magic commands say, the verdict stands.
    with contextlib.suppress(Exception):
        if cell and cell[0] and (place := place_of_the_slip(function, *cell)):
            return f" {place}."
    return ""


def _stop_at_dots(answer):
    """Raise NotAttempted if answer is ..., or holds it."""
    if answer is ...:
        raise NotAttempted
    if isinstance(answer, (tuple, list)):
        for part in answer:
            _stop_at_dots(part)
    if isinstance(answer, dict):
        _stop_at_dots(list(answer.values()))


def call(function, *arguments, may_change=False, quiet=False):
    """Return what the learner's function returns for copies of the arguments.

    Args:
        function, arguments: the answer, and what it is given.
        may_change: whether it may change them, as an update in place does.
        quiet: whether NumPy's warnings are left out.

    Raises:
        NotAttempted: its body is ..., or it returns what holds ....
        Wrong: it is no function, it raises an error, it takes too long, it returns
            nothing, or it changes its arguments and may not.
    """
    if not callable(function):
        raise Wrong(f"expected a function, got {type(function).__name__}.")
    copies = copy.deepcopy(arguments)
    try:
        with time_limit(TIME_LIMIT), np.errstate(all="ignore" if quiet else None):
            result = function(*copies)
    except Exception as error:
        given = ", ".join(describe(a) for a in arguments)
        function_given = f"your function, given {given}," if given else "your function"
        raise Wrong(f"{function_given} stops with {explained(error)}.") from error
    if result is None:
        if _is_empty(function):
            raise NotAttempted
        raise Wrong(NONE if _returns_a_value(function) else NO_RETURN)
    _stop_at_dots(result)
    for before, after in zip(arguments, copies, strict=True):
        is_array = isinstance(before, np.ndarray) and not may_change
        if is_array and not np.array_equal(before, after, equal_nan=True):
            text = "your function changes its argument"
            raise Wrong(f"{text} ({describe(before)}). Compute a new array instead.")
    return result


def _is_empty(function):
    """Say whether the body of a function is nothing but dots, or a docstring."""

    def empty(): ...

    return _steps(function) == _steps(empty)


def _returns_a_value(function):
    """Say whether a function has a 'return' with something behind it."""
    for before, (name, value) in pairwise(_steps(function)):
        if name == "RETURN_VALUE" and before != ("LOAD_CONST", None):
            return True
        if name == "RETURN_CONST" and value is not None:
            return True
    return False


def _steps(function):
    """Return what Python does in a function, pairs (name, value); of others nothing."""
    function = inspect.unwrap(getattr(function, "func", function))  # of a partial
    code = getattr(function, "__code__", None)
    return [(s.opname, s.argval) for s in dis.get_instructions(code)] if code else []


def describe(value):
    """Return a short description of an argument: the shape of an array, else repr."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"an array of shape {tuple(shape)}"
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 40 else text[:37] + "..."
