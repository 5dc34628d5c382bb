"""Gradient checks: compares a gradient with one measured by an independent route."""

from typing import NamedTuple

import numpy as np

from utils.gradients.derivatives import (
    NOISE,
    complex_step,
    named_arrays,
    scalar_function,
    slope,
)
from utils.shapes import check_shapes, matched

FLOOR = 1e-6  # entries below FLOOR * (largest entry) are compared with that size
TOLERANCE = 1e-7


def relative_error(a, b, floor=0.0):
    """Return |a - b| / max(|a|, |b|, floor, FLOOR * largest entry), entry by entry.

    Near 0 a plain relative error judges rounding noise: 1e-19 against 0 would be 100 %.
    An entry below the floor is therefore compared with the floor. The floor follows the
    size of the arrays: a fixed one, such as the usual 1e-8, accepts any gradient once E
    is multiplied by a small number. Two zeros have the error 0.

    Args:
        a, b: float64 arrays of one shape.
        floor: sizes that cannot be resolved, a number or an array of the same shape.

    Taught in 03_gradient_check.
    """
    check_shapes("...,...", a=a, b=b)
    size = np.maximum(np.abs(a), np.abs(b))
    floor = np.maximum(floor, FLOOR * np.max(size))
    return np.abs(a - b) / np.maximum(np.maximum(size, floor), np.finfo(float).tiny)


def cosine(a, b):
    """Return the cosine of the angle between two gradients, tuples of arrays.

    1 means the same direction, 0 a right angle, -1 the opposite direction.

    Taught in 07_broken_gradients.
    """
    matched(a, b)
    a, b = (np.concatenate([np.ravel(part) for part in g]) for g in (a, b))
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))


class Finding(NamedTuple):
    """What was found for one parameter; index, claimed, measured: its worst entry."""

    parameter: str | int
    shape: tuple
    checked: int  # number of entries
    wrong: int  # of those, how many are beyond the tolerance
    index: tuple
    claimed: float
    measured: float
    error: float  # relative_error of the worst entry
    ratios: tuple  # smallest and largest claimed / measured, NaN if all measured are 0

    def __str__(self):
        head = f"{self.parameter} {self.shape}: "
        if not self.wrong:
            return f"{head}{self.checked} of {self.checked} right"
        place = ", ".join(map(str, self.index))
        low, high = (f"{ratio:.3g}" for ratio in self.ratios)
        ratios = f", claimed / measured = {low} to {high}"
        if low == high == "1":  # off by less than the ratios show
            ratios = ""
        return (
            f"{head}{self.wrong} of {self.checked} WRONG{ratios}\n"
            f"    worst [{place}]: claimed {self.claimed:.7e}, "
            f"measured {self.measured:.7e}, relative error {self.error:.0e}"
        )


class Report(NamedTuple):
    """The result of a gradient check, a finding for each parameter; true if passed."""

    findings: tuple
    tolerance: float
    route: str

    @property
    def worst(self):
        """The finding with the largest relative error."""
        return max(self.findings, key=lambda finding: finding.error)

    @property
    def passed(self):
        """Whether every checked entry is within the tolerance."""
        return self.worst.error <= self.tolerance

    def __bool__(self):
        return self.passed

    def __repr__(self):
        verdict = "passed" if self.passed else "FAILED"
        head = f"gradient check {verdict} ({self.route}, tolerance {self.tolerance:g})"
        return "\n  ".join([head, *map(str, self.findings)])


def check_gradients(
    f, params, gradients, route=complex_step, tolerance=TOLERANCE, sample=None, rng=None
):
    """Compare the gradients of a scalar function with ones measured by a route.

    A difference counts if it exceeds the tolerance times the entry, and also what the
    route can resolve: about 1e-15 |f| by complex_step, 1e-12 |f| by differences. So an
    entry that is off by 1e-6 of itself is rejected (by default) if it is larger than
    1e-9 |f| (1e-6 |f| by differences) and than 1e-7 of the largest entry that is
    checked in its array.

    Args:
        f: the function, called as f(*params), or as f(**params) if params is a dict.
        params: a tuple or a dict of float64 arrays; the point of the check. Steps are
            in units of max(1, |entry|), so let the entries be of ordinary size.
        gradients: the claimed gradients, of the same structure and shapes.
        route: complex_step for analytic functions, else fourth_order_difference.
        tolerance: the largest accepted relative_error, between 0 and 1.
        sample: how many entries of each array to check, drawn at random; all if None.
            A sample can miss an error that touches few entries.
        rng: a numpy.random.Generator, needed with sample.

    Returns Report: true if all checked entries agree; its text names the worst ones.

    Raises:
        TypeError: an array, or the value of f, is not float64; f does not accept
            complex numbers or loses their imaginary parts.
        ValueError: keys or shapes disagree, NaN or infinity, f is no scalar, f changes
            from call to call, f is not analytic, or an option is out of range.
    """
    _check_options(tolerance, sample, rng)
    arrays, claimed = _same_structure(params, gradients)
    value = scalar_function(f, params, route)
    noise = NOISE[route.__name__] * abs(value(arrays))
    findings = []
    for key, array in arrays.items():
        places = _places(array.shape, sample, rng)
        mine = np.array([claimed[key][p] for p in places])
        measured = np.array([slope(value, arrays, key, p, route) for p in places])
        scales = np.array([max(1.0, abs(array[p])) for p in places])
        errors = relative_error(mine, measured, floor=noise / scales / tolerance)
        worst = int(np.argmax(errors >= 0.999 * errors.max()))  # of equals, the first
        seen = measured != 0
        ratios = mine[seen] / measured[seen] if seen.any() else np.array([np.nan])
        findings.append(
            Finding(
                parameter=key,
                shape=array.shape,
                checked=len(places),
                wrong=int(np.sum(errors > tolerance)),
                index=places[worst],
                claimed=float(mine[worst]),
                measured=float(measured[worst]),
                error=float(errors.max()),
                ratios=(float(ratios.min()), float(ratios.max())),
            )
        )
    return Report(tuple(findings), tolerance, route.__name__)


def _check_options(tolerance, sample, rng):
    if not 0 < tolerance < 1:
        raise ValueError(f"tolerance must lie between 0 and 1, got {tolerance}")
    if sample is not None and (sample < 1 or rng is None):
        raise ValueError(f"sample must be 1 or more, with rng; got {sample}, rng={rng}")


def _same_structure(params, gradients):
    """Return both as dicts of arrays; raise if keys or shapes disagree."""
    arrays = named_arrays("params", params)
    claimed = named_arrays("gradients", gradients)
    if arrays.keys() != claimed.keys():
        keys = f"{list(arrays)}, gradients has {list(claimed)}"
        raise ValueError(f"params has the keys {keys}")
    for key in arrays:
        found, expected = claimed[key].shape, arrays[key].shape
        if found != expected:
            wanted = f"expected {expected}, the shape of params[{key!r}]"
            raise ValueError(f"gradients[{key!r}] has shape {found}, {wanted}")
    return arrays, claimed


def _places(shape, sample, rng):
    places = list(np.ndindex(shape))
    if sample is None or sample >= len(places):
        return places
    return [places[i] for i in rng.choice(len(places), sample, replace=False)]
