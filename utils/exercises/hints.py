"""Hints: words for the difference between a wrong array and the right one."""

from fractions import Fraction

import numpy as np

from utils.exercises.old_values import pair


def close(a, b, rtol):
    """Say whether two arrays agree, relative to the largest absolute entry of b."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or not np.all(np.isfinite(a)):
        return False
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(b), initial=0)
        return bool(np.all(np.abs(a - b) <= rtol * scale))


def not_finite(array, name):
    """Return a sentence if an array holds NaN or infinity, else nothing."""
    for kind, is_it in (("NaN, not a number", np.isnan), ("infinity", np.isinf)):
        if np.any(is_it(array)):
            return f"{name} {'holds' if array.ndim else 'is'} {kind}."
    return ""


def difference(got, expected, name, rtol):
    """Say how an array of the right shape is wrong: the plainest reason that fits."""
    if reason := not_finite(got, name):
        return reason
    kinds = (_pattern, _one_part) if got.ndim and got.size > 1 else ()
    for kind in (factor, *kinds):
        if reason := kind(got, expected, name, rtol):
            return reason
    worst = np.unravel_index(np.argmax(np.abs(got - expected)), got.shape)
    place = f" at index {tuple(int(a) for a in worst)}" if got.ndim else ""
    mine, wanted = pair(got[worst], expected[worst])
    return f"{name} differs{place}: {mine} where {wanted} was expected."


def factor(got, expected, name, rtol):
    """Say that got is a constant times expected, or nothing."""
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    if not (expected.size and np.any(expected)):
        return ""
    if not np.any(got):
        return f"{name} is 0 everywhere." if got.ndim else f"{name} is 0."
    place = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    ratio = got[place] / expected[place]
    if ratio == 0 or got.size == 1 or not close(got, ratio * expected, 10 * rtol):
        return ""
    if f"{ratio:.4g}" == "1" or abs(ratio - 1) < 100 * rtol:
        return ""  # nearly right: something else may be wrong
    if np.isclose(ratio, -1, rtol=1e-6, atol=0):
        return f"{name} has the wrong sign."
    return f"{name} is {ratio:.4g} times what it should be{_as_fraction(ratio)}."


def _as_fraction(ratio):
    """Return the ratio of two whole numbers up to 1000, or nothing if it is none."""
    nearest = Fraction(float(ratio)).limit_denominator(1000)
    if nearest.denominator == 1 or not np.isclose(ratio, float(nearest), 1e-9, 0):
        return ""
    return f", {nearest} of it"


def _pattern(got, expected, name, rtol):
    """Say what all entries have in common, or nothing."""
    if got.ndim == 2 and close(got.T, expected, rtol):
        return f"{name} is transposed."
    if close(np.sort(got, axis=None), np.sort(expected, axis=None), rtol):
        return f"{name} holds the right numbers, but not in the right places."
    if close(np.abs(got), np.abs(expected), rtol):
        return f"{name} is right but for the sign of some entries."
    shift = (got - expected).flat[0]
    if close(got - shift, expected, 10 * rtol):
        return f"{name} is off by the same {shift:+.4g} everywhere."
    return ""


def _one_part(got, expected, name, rtol):
    """Say that only one row or column, or only a few entries, are wrong."""
    scale = np.max(np.abs(expected), initial=0)
    wrong = np.abs(got - expected) > rtol * scale
    for axis in range(got.ndim if got.ndim == 2 else 0):
        lines = np.flatnonzero(wrong.any(axis=1 - axis))
        if len(lines) == 1 < got.shape[axis]:
            kind = ("row", "column")[axis]
            return f"{name} is right but for {kind} {lines[0]} (counted from 0)."
    return ""
