"""Judges an answer without stopping the notebook, and says in a sentence what is wrong.

A check is a function of the answer that raises Wrong, or NotAttempted, or nothing; the
decorator exercise makes a Verdict of it, which a notebook shows. Most checks are made
from a table of cases instead: see utils.exercises.tables.
"""

import functools
import re
import traceback
from dataclasses import dataclass

import numpy as np

NOT_ATTEMPTED, WRONG, RIGHT = "not attempted", "wrong", "right"


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
            if holds_dots(answer):
                raise NotAttempted
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


def use(answer, check, own=None):
    """Show the verdict on an answer, and return what the notebook goes on with.

    Returns answer if check finds it right, else own, the course's, which a check made
    from a table knows; a sentence says so.
    """
    verdict = check(answer)
    if verdict.status == RIGHT:
        print(verdict)
        return answer
    print(f"{verdict} From here on the course's own takes its place.")
    return own or check.own


def holds_dots(answer):
    """Say whether answer is ..., or a tuple, list or dict that holds it."""
    if isinstance(answer, dict):
        answer = [*answer.values()]
    return answer is ... or (
        isinstance(answer, (tuple, list)) and any(map(holds_dots, answer))
    )


def call(function, *arguments):
    """Return what the learner's function returns.

    Raises NotAttempted, or Wrong: it stops with an error, or returns nothing; the
    sentence may follow words like 'for c = 4'.
    """
    try:
        result = function(*arguments)
    except Exception as error:
        raise Wrong(f"your function stops with {explained(error)}.") from error
    if result is ...:
        raise NotAttempted
    if result is None:
        raise Wrong("your function returns None: does it end with a 'return' here?")
    return result


def explained(error):
    """Return an error of the learner's code in words; for shapes, with all arrays."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    variables = frames[min(1, len(frames) - 1)].f_locals  # below call: the learner's
    shapes = {name: getattr(v, "shape", ()) for name, v in variables.items()}
    arrays = ", ".join(f"{name} {tuple(s)}" for name, s in shapes.items() if s)
    text = str(error)
    if arrays and any(w in text for w in ("matmul", "broadcast", "shape", "dimension")):
        return f"{type(error).__name__}: shapes do not fit, and there are {arrays}"
    if "does not require grad" in text or "'NoneType'" in text:
        return f"{_named(error)} (was a gradient asked for, and computed?)"
    return _named(error)


def _named(error):
    """Return the kind of an error and the first sentence of its message."""
    first = re.split(r"\n|\. |: \[torch", str(error))[0]
    return f"{type(error).__name__}: {first}".rstrip(".: ")
