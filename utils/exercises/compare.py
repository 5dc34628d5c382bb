"""Compares an answer with what was expected, and raises Wrong with a reason.

In all functions mistakes are pairs of what a known mistake gives and a sentence that
says what is wrong; name is what the message calls the answer.
"""

import numpy as np

from utils.exercises.hints import close, difference, not_finite
from utils.exercises.old_judge import Wrong, describe
from utils.exercises.old_values import (
    as_array,
    as_number,
    as_shape,
    as_whole,
    precision,
)


def expect_array(got, expected, mistakes=(), name="the result", rtol=1e-9):
    """Raise Wrong unless got is an array equal to expected, and say why it is not.

    Args:
        got: the learner's result, see old_values.as_array. In a precision
            below float64 the tolerance is what that precision can hold.
        expected: array of floats or integers, any shape.
        rtol: tolerance, relative to the largest absolute entry of expected.
    """
    got, expected = as_array(got, name), np.asarray(expected)
    rtol = precision(got, rtol)
    for array, sentence in mistakes:
        if not close(array, expected, rtol) and close(got, array, rtol):
            raise Wrong(sentence)
    if got.shape != expected.shape:
        wanted = f"the shape wanted is {expected.shape}"
        if got.T.shape == expected.shape and close(got.T, expected, rtol):
            raise Wrong(f"{name} is transposed: {wanted}, yours is {got.shape}.")
        raise Wrong(f"{name} has shape {got.shape}; {wanted}.")
    if not close(got, expected, rtol):
        raise Wrong(difference(got.astype(float), expected, name, rtol))


def expect_number(got, expected, mistakes=(), name="your number", rtol=1e-9):
    """Raise Wrong unless got is one number, equal to expected; it is not told.

    See old_values.as_number for got; the tolerance is relative to expected.
    """
    rtol, number = precision(got, rtol), as_number(got, name)
    if reason := not_finite(np.asarray(number), name):
        raise Wrong(reason)
    for wrong, sentence in mistakes:
        if not close(wrong, expected, rtol) and close(number, wrong, rtol):
            raise Wrong(sentence)
    if close(number, expected, rtol):
        return
    if close(-number, expected, rtol):
        raise Wrong(f"{name}, {number:.6g}, has the wrong sign.")
    size = "too large" if number > expected else "too small"
    for factor, words in (
        (2, "twice"),
        (0.5, "half"),
        (4, "4 times"),
        (0.25, "1/4 of"),
    ):
        if close(number, factor * expected, rtol):
            size = f"{words} what it should be"
    raise Wrong(f"{name}, {number:.6g}, is {size}.")


def expect_shape(got, expected, mistakes=(), name="the shape"):
    """Raise Wrong unless got, integers, is the tuple expected; it is not told."""
    got = as_shape(got, name)
    for shape, sentence in mistakes:
        if got == shape and shape != expected:
            raise Wrong(sentence)
    if got != expected and len(got) != len(expected):
        raise Wrong(f"{name} should have {len(expected)} axes, yours has {len(got)}.")
    for axis, (mine, wanted) in enumerate(zip(got, expected, strict=True)):
        if mine != wanted:
            raise Wrong(f"{name}, {got}, is wrong on axis {axis}.")


def expect_choice(got, expected, options, mistakes=()):
    """Raise Wrong unless got is the one expected of all options; it is not told."""
    if not isinstance(got, str) or got not in options:
        listed = ", ".join(map(repr, options))
        raise Wrong(f"choose one of {listed}; got {describe(got)}.")
    if got != expected:
        raise Wrong(dict(mistakes).get(got, f"{got!r} is not the right choice."))


def expect_settings(got, names, name="settings"):
    """Return the values of these names; raise Wrong unless got is a dict of them."""
    if not isinstance(got, dict) or set(got) != set(names):
        listed = ", ".join(map(repr, names[:-1])) + f" and {names[-1]!r}"
        raise Wrong(f"{name} should be a dict with {listed}.")
    return [got[name] for name in names]


def expect_whole(got, low, high, name):
    """Return got as an int; raise Wrong unless it is whole and from low to high."""
    number = as_whole(got, repr(name))
    if not low <= number <= high:
        text = f"{name!r} should be a whole number from {low} to {high}"
        raise Wrong(f"{text}, got {describe(got)}.")
    return number


def expect_rate(got):
    """Return got as a float; raise Wrong unless it is positive and below 100."""
    text = f"'lr' should be a positive number below 100, got {describe(got)}."
    try:
        rate = as_number(got, "'lr'")
    except Wrong:
        raise Wrong(text) from None
    if not 0 < rate < 100:
        raise Wrong(text)
    return rate


def expect_share(got, goal, how=""):
    """Raise Wrong unless got, a share of new images, reaches the goal."""
    if got < goal:
        text = f"your settings reach {got:.1%} of new images{how}"
        raise Wrong(f"{text}; the goal is {goal:.0%}.")
