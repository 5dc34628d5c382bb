"""The form of an answer: numbers, several things, a setting, one of some words."""

import numpy as np

from utils.exercises.judge import Wrong
from utils.exercises.values import listed, numbers


def expect_numbers(got, name):
    """Return what the answer gives as an array; raise Wrong if it is no numbers."""
    try:
        return numbers(got)
    except ValueError as kind:
        raise Wrong(f"{name} should be numbers, not {kind}.") from None


def expect_parts(got, gives, name="what you give"):
    """Return the values of a dict, or the parts of a sequence, as gives names them."""
    if isinstance(gives, dict):
        if isinstance(got, dict) and set(got) == set(gives):
            return [got[key] for key in gives]
        raise Wrong(f"{name} should be a dict with the keys {listed(gives)}.")
    several = isinstance(got, (list, tuple)) or getattr(got, "ndim", 0)
    if several and len(got) == len(gives):
        return list(got)
    raise Wrong(f"{name} should be {len(gives)} things: {listed(gives)}.")


def expect_between(got, low, high, name, whole=False):
    """Return a setting as a number; raise Wrong unless it is one from low to high."""
    try:
        number = float(numbers(got))
    except (ValueError, TypeError):
        number = np.nan
    if not low <= number <= high or (whole and number % 1):
        kind = "a whole number" if whole else "a number"
        raise Wrong(f"{name} should be {kind} from {low} to {high}.")
    return int(number) if whole else number


def expect_choice(word, reasons, before=""):
    """Raise Wrong unless an answer is the right one of some words.

    reasons: dict from each word to the sentence that it deserves; the right one has "".
    """
    if not isinstance(word, str) or word not in reasons:
        raise Wrong(f"choose one of {listed(sorted(reasons))}.")
    if reasons[word]:
        raise Wrong(before + reasons[word])
