"""Compares an answer with what was expected, and raises Wrong with a reason."""

import numpy as np

from utils.exercises.judge import Wrong, describe

FACTORS = (2, 0.5, -1, -2, -0.5)  # slips in a factor that are named


def expect_array(got, expected, mistakes=(), name="the result", rtol=1e-9):
    """Raise Wrong unless got is an array equal to expected, and say why it is not.

    Args:
        got: the learner's result: an array, or what NumPy turns into one.
        expected: array of floats or integers, any shape.
        mistakes: pairs (array, sentence): what a known mistake gives, and its name.
        name: what the message calls the result.
        rtol: tolerance, relative to the largest absolute entry of expected.
    """
    got, expected = _as_numbers(got, name), np.asarray(expected)
    for array, sentence in mistakes:
        if not _close(array, expected, rtol) and _close(got, array, rtol):
            raise Wrong(sentence)
    if got.shape != expected.shape:
        wanted = f"the shape wanted is {expected.shape}"
        if got.T.shape == expected.shape and _close(got.T, expected, rtol):
            raise Wrong(f"{name} is transposed: {wanted}, yours is {got.shape}.")
        raise Wrong(f"{name} has shape {got.shape}; {wanted}.")
    if not _close(got, expected, rtol):
        raise Wrong(_first_difference(got, expected, name, rtol))


def _as_numbers(got, name):
    try:
        array = np.asarray(got)
        if array.dtype == bool or array.dtype.kind not in "biuf":
            raise TypeError
    except (TypeError, ValueError, RuntimeError):
        text = f"{name} should be an array of real numbers"
        raise Wrong(f"{text}, got {type(got).__name__}.") from None
    return array


def _close(a, b, rtol):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    scale = np.max(np.abs(b), initial=0)
    return bool(np.all(np.abs(a - b) <= rtol * scale))


def _first_difference(got, expected, name, rtol):
    if not np.all(np.isfinite(got)):
        return f"{name} holds a value that is not finite."
    for factor in FACTORS:
        if _close(got, factor * expected, rtol):
            return f"{name} is {factor} times what it should be."
    if _close(got.T, expected, rtol):
        return f"{name} is transposed."
    worst = np.unravel_index(np.argmax(np.abs(got - expected)), got.shape)
    place = f" at index {tuple(int(a) for a in worst)}" if got.ndim else ""
    pair = f"{got[worst]:.6g} where {expected[worst]:.6g} was expected"
    return f"{name} differs{place}: {pair}."


def expect_number(got, expected, mistakes=(), name="your number", rtol=1e-9):
    """Raise Wrong unless got is one number, equal to expected.

    The message does not tell the number expected.

    Args:
        got: the learner's number.
        expected: a number.
        mistakes: pairs (number, sentence): what a known mistake gives, and its name.
        name: what the message calls the number.
        rtol: tolerance, relative to expected.
    """
    array = _as_numbers(got, name)
    if array.size != 1:
        raise Wrong(f"{name} should be one number, got {describe(array)}.")
    for number, sentence in mistakes:
        if not _close(number, expected, rtol) and _close(array.item(), number, rtol):
            raise Wrong(sentence)
    if not _close(array.item(), expected, rtol):
        size = "too large" if array.item() > expected else "too small"
        raise Wrong(f"{name}, {array.item():.6g}, is {size}.")


def expect_shape(got, expected, mistakes=(), name="the shape"):
    """Raise Wrong unless got is the shape expected, a tuple; it is not told.

    Args:
        got: the learner's shape, a tuple of integers.
        expected: tuple of integers.
        mistakes: pairs (tuple, sentence): what a known mistake gives, and its name.
        name: what the message calls the shape.
    """
    if not isinstance(got, tuple):
        text = f"{name} should be a tuple such as (3, 2)"
        raise Wrong(f"{text}, got {describe(got)}.")
    for shape, sentence in mistakes:
        if got == shape and shape != expected:
            raise Wrong(sentence)
    if got != expected and len(got) != len(expected):
        raise Wrong(f"{name} should have {len(expected)} axes, yours has {len(got)}.")
    for axis, (mine, wanted) in enumerate(zip(got, expected, strict=True)):
        if mine != wanted:
            raise Wrong(f"{name}, {got}, is wrong on axis {axis}.")


def expect_choice(got, expected, options, mistakes=()):
    """Raise Wrong unless got is the option expected; it is not told.

    Args:
        got: the learner's choice, a string.
        expected: one of options.
        options: the strings to choose from.
        mistakes: pairs (option, sentence): why this option is wrong.
    """
    if got not in options:
        raise Wrong(f"choose one of {', '.join(map(repr, options))}; got {got!r}.")
    if got != expected:
        raise Wrong(dict(mistakes).get(got, f"{got!r} is not the right choice."))


def expect_settings(got, names, name="settings"):
    """Return the values of these names; raise Wrong unless got is a dict of them."""
    if not isinstance(got, dict) or set(got) != set(names):
        listed = ", ".join(map(repr, names[:-1])) + f" and {names[-1]!r}"
        raise Wrong(f"{name} should be a dict with {listed}.")
    return [got[name] for name in names]


def expect_whole(got, low, high, name):
    """Raise Wrong unless got is an integer from low to high."""
    if not (isinstance(got, int) and low <= got <= high):
        raise Wrong(f"{name!r} should be an integer from {low} to {high}, got {got!r}.")


def expect_rate(got):
    """Raise Wrong unless got is a learning rate: a positive number below 100."""
    if not (isinstance(got, (int, float)) and 0 < got < 100):
        raise Wrong(f"'lr' should be a positive number below 100, got {got!r}.")


def expect_share(got, goal, how=""):
    """Raise Wrong unless got, a share of new images, reaches the goal."""
    if got < goal:
        text = f"your settings reach {got:.1%} of new images{how}"
        raise Wrong(f"{text}; the goal is {goal:.0%}.")
