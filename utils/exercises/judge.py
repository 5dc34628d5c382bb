"""Judges an answer without stopping the notebook.

A check is a function of the answer, with the decorator exercise. It raises Wrong, by
itself or through utils.exercises.compare, with a message that teaches; the decorator
turns this into a Verdict, which a notebook shows.
"""

import copy
import functools
from dataclasses import dataclass

import numpy as np

NOT_ATTEMPTED = "not attempted"
WRONG = "wrong"
RIGHT = "right"


class NotAttempted(Exception):
    """The answer still holds its three dots."""


class Wrong(Exception):
    """The answer is wrong; the message says what was expected."""


@dataclass(frozen=True)
class Verdict:
    """What the judge says of an answer: a status, and a message in one sentence."""

    status: str
    message: str

    def __repr__(self):
        heading = {WRONG: "Not yet: ", RIGHT: "Right: "}.get(self.status, "")
        return heading + self.message


def exercise(shown):
    """Make a check out of a function that raises NotAttempted or Wrong.

    Args:
        shown: what a right answer has shown, a sentence.

    Returns:
        A decorator. The decorated function takes the answer and returns a Verdict.
    """

    def decorate(function):
        @functools.wraps(function)
        def check(*answers):
            try:
                _stop_at_dots(answers)
                function(*answers)
            except NotAttempted:
                text = "Not attempted yet: put your answer where the dots are."
                return Verdict(NOT_ATTEMPTED, text)
            except Wrong as wrong:
                return Verdict(WRONG, str(wrong))
            return Verdict(RIGHT, shown)

        return check

    return decorate


def _stop_at_dots(answer):
    """Raise NotAttempted if answer is ..., or holds it."""
    if answer is ...:
        raise NotAttempted
    if isinstance(answer, (tuple, list)):
        for part in answer:
            _stop_at_dots(part)
    if isinstance(answer, dict):
        _stop_at_dots(list(answer.values()))


def call(function, *arguments):
    """Return what the learner's function returns for copies of the arguments.

    Raises:
        NotAttempted: it returns None or ..., as a function whose body is ... does.
        Wrong: it is no function, it raises an error, or it changes its arguments.
    """
    if not callable(function):
        raise Wrong(f"expected a function, got {type(function).__name__}.")
    copies = copy.deepcopy(arguments)
    try:
        result = function(*copies)
    except Exception as error:
        given = ", ".join(describe(a) for a in arguments)
        function_given = f"your function, given {given}," if given else "your function"
        text = f"{type(error).__name__}: {error}".rstrip(".")
        raise Wrong(f"{function_given} stops with {text}.") from error
    if result is None:
        raise NotAttempted
    _stop_at_dots(result)
    for before, after in zip(arguments, copies, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(
            before, after, equal_nan=True
        ):
            text = "your function changes its argument"
            raise Wrong(f"{text} ({describe(before)}). Compute a new array instead.")
    return result


def describe(value):
    """Return a short description of an argument: the shape of an array, else repr."""
    shape = getattr(value, "shape", None)
    if shape:
        return f"an array of shape {tuple(shape)}"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
