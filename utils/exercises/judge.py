"""Judges an answer without stopping the notebook, and says in a sentence what is wrong.

A check is a function of the answer that raises Wrong, or NotAttempted, or nothing; the
decorator exercise makes a Verdict of it, which a notebook shows. Most checks are made
from a table of cases instead: see utils.exercises.tables.
"""

import copy
import functools
import re
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from utils.exercises.values import described

NOT_ATTEMPTED, WRONG, RIGHT = "not attempted", "wrong", "right"
TIME_LIMIT = 20  # seconds for one call of a learner's function


class NotAttempted(Exception):
    """The answer still holds its three dots."""


class Wrong(Exception):
    """The answer is wrong; the message is a sentence that helps."""


@dataclass(frozen=True)
class Verdict:
    """What the judge says of an answer: a status, and a message in one sentence."""

    status: str
    message: str

    def __repr__(self):
        heading = {WRONG: "Not yet: ", RIGHT: "Right: "}.get(self.status, "")
        return heading + self.message


def exercise(function):
    """Make a check out of a function that raises NotAttempted or Wrong.

    Its docstring is what a right answer has shown. The check takes the answer, returns
    a Verdict and never raises: an answer that breaks it is wrong.
    """

    @functools.wraps(function)
    def check(answer):
        try:
            _stop_at_dots(answer)
            with np.errstate(all="ignore"):
                function(answer)
        except NotAttempted:
            text = "Not attempted yet: put your answer where the dots are."
            return Verdict(NOT_ATTEMPTED, text)
        except Wrong as wrong:
            return Verdict(WRONG, str(wrong))
        except Exception as error:
            kind = type(answer).__name__
            text = f"an answer of this kind ({kind}) cannot be judged"
            return Verdict(WRONG, f"{text}: {_named(error)}.")
        return Verdict(RIGHT, " ".join(function.__doc__.split()))

    return check


def use(answer, check, own):
    """Show the verdict on an answer, and return what the notebook goes on with.

    Returns answer if check finds it right, else own, the course's; a sentence says so.
    """
    verdict = check(answer)
    if verdict.status == RIGHT:
        print(verdict)
        return answer
    print(f"{verdict} From here on the course's own takes its place.")
    return own


def call(function, *arguments, names=(), copied=True):
    """Return what the learner's function returns for copies of the arguments.

    names: those of the arguments, for a message. copied: else they are not copied, for
    a function that shall change them.

    Raises:
        NotAttempted: it returns ..., or what holds it.
        Wrong: it is no function, raises an error, takes too long or returns nothing.
    """
    if not callable(function):
        kind = type(function).__name__
        raise Wrong(f"a function is wanted, and your answer is of the type {kind}.")
    try:
        with time_limit(TIME_LIMIT):
            result = function(*(copy.deepcopy(arguments) if copied else arguments))
    except Exception as error:
        given = f"for {described(names, arguments)} " if names else ""
        raise Wrong(f"{given}your function stops with {_explained(error)}.") from error
    if result is None:
        raise Wrong("your function returns None; does it end with a 'return'?")
    _stop_at_dots(result)
    return result


def _stop_at_dots(answer):
    """Raise NotAttempted if answer is ..., or holds it."""
    if answer is ...:
        raise NotAttempted
    if isinstance(answer, (tuple, list, dict)):
        for part in answer.values() if isinstance(answer, dict) else answer:
            _stop_at_dots(part)


@contextmanager
def time_limit(seconds):
    """Raise TimeoutError in the block after some seconds.

    There is no limit outside the main thread, and none on Windows.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not (in_main and hasattr(signal, "setitimer")):
        yield
        return

    def stop(*_):
        raise TimeoutError(f"it was still running after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _explained(error):
    """Return an error of the learner's code in words; for shapes, with all arrays."""
    text, arrays = str(error), _arrays_where_it_stopped(error)
    if arrays and any(w in text for w in ("matmul", "broadcast", "shape", "dimension")):
        return f"{type(error).__name__}: shapes do not fit, and there are {arrays}"
    if "does not require grad" in text or "'NoneType'" in text:
        return f"{_named(error)} (was a gradient asked for, and computed?)"
    return _named(error)


def _named(error):
    """Return the kind of an error and the first sentence of its message."""
    first = re.split(r"\n|\. |: \[torch", str(error))[0]
    return f"{type(error).__name__}: {first}".rstrip(".: ")


def _arrays_where_it_stopped(error):
    """Return the names and shapes of the arrays in the learner's function."""
    steps = error.__traceback__
    while steps.tb_next and steps.tb_frame.f_globals is globals():
        steps = steps.tb_next
    shapes = {n: getattr(v, "shape", ()) for n, v in steps.tb_frame.f_locals.items()}
    return ", ".join(f"{n} {tuple(s)}" for n, s in shapes.items() if s)
