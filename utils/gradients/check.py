"""Gradient checks: compares a gradient with one measured by an independent route."""

import numpy as np

from utils.gradients.derivatives import (
    EPS,
    STEP,
    complex_step,
    fourth_order_difference,
    line_through,
    name_of,
    named_arrays,
    scalar_function,
    sides,
)
from utils.gradients.report import Finding, Report
from utils.shapes import check_shapes, matched

FLOOR = 1e-6  # entries below FLOOR * (largest entry) are compared with that size
TOLERANCE = 1e-7  # the largest accepted relative_error
SMALL_STEP = 2.0**-20  # beside a kink; it resolves less, 16 EPS |f| / SMALL_STEP


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


def check_gradients(f, params, gradients, route=complex_step, sample=None, rng=None):
    """Compare the gradients of a scalar function with ones measured by a route.

    A difference counts if it exceeds TOLERANCE times the entry, and also what the route
    can resolve: about 1e-15 |f| by complex_step, 1e-12 |f| by differences, 1e-9 |f| by
    a route of your own. So an entry that is off by 1e-6 of itself is rejected if it is
    larger than 1e-9 |f| (1e-6 |f| by differences) and than 1e-7 of the largest entry
    that is checked in its array.

    At a kink (ReLU, abs, max) the slopes to the left and to the right differ, and there
    is no derivative. An entry there is left out if what is claimed lies between the
    two, and wrong if not. Beside a kink, within the steps of the route, the slope is
    measured by steps 1000 times smaller, which resolve about 4e-9 |f|.

    Args:
        f, params, route: see numerical_gradients.
        gradients: the claimed gradients, of the same structure and shapes as params.
        sample: how many entries of each array to check, drawn at random by rng, a
            numpy.random.Generator; all if None. A sample can miss an error that touches
            few entries.

    Returns Report: true if all checked entries agree; its text names the worst ones,
    and those at kinks.

    Raises TypeError, ValueError: keys or shapes of gradients disagree, there is no rng
    for a sample; or see numerical_gradients.
    """
    if sample is not None and (sample < 1 or rng is None):
        raise ValueError(f"sample must be 1 or more, with rng; got {sample}, rng={rng}")
    value, arrays = scalar_function(f, params, route)
    claimed = _same_structure(arrays, gradients)
    size, name = abs(value(arrays)), name_of(route)
    steps = {"complex_step": 1, "fourth_order_difference": STEP}
    noise = 4 * EPS * size / steps.get(name, SMALL_STEP)
    findings = []
    for key, array in arrays.items():
        places = _places(array.shape, sample, rng)
        mine = np.array([claimed[key][p] for p in places])
        lines = [line_through(value, arrays, key, p) for p in places]
        units = np.array([unit for _, unit in lines])
        measured = np.array([route(line) for line, _ in lines]) / units
        floor = noise / units / TOLERANCE
        kinks = np.zeros(len(places), bool)
        for i in np.flatnonzero(relative_error(mine, measured, floor) > TOLERANCE):
            near, unsure, kinks[i] = _by_small_steps(*lines[i], mine[i], size)
            if kinks[i] or abs(near - measured[i]) > unsure:
                measured[i], floor[i] = near, unsure / TOLERANCE
        errors = np.where(kinks, 0.0, relative_error(mine, measured, floor))
        numbers = places, mine, measured, errors, kinks
        findings.append(_finding(key, array.shape, *numbers))
    return Report(tuple(findings), TOLERANCE, name)


def _by_small_steps(line, unit, claimed, size):
    """Return the slope of a doubted entry by small steps, how far rounding may take it,
    and whether there is none: a kink, with the claimed slope between its two."""
    unsure = 16 * EPS * size / (SMALL_STEP * unit)
    left, right = np.divide(sides(line, SMALL_STEP), unit)
    wide_left, wide_right = np.divide(sides(line, 4 * SMALL_STEP), unit)
    jump, wide_jump = abs(right - left), abs(wide_right - wide_left)
    # Four times the step: 64 times the jump where line bends, the same at a kink.
    if jump < max(4 * unsure, wide_jump / 16):
        return fourth_order_difference(line, SMALL_STEP) / unit, unsure, False
    near = np.clip(claimed, *sorted((left, right)))
    if jump > 2 * wide_jump:  # line leaps: the side without the leap counts
        near = min(left, right, key=abs)
    return near, unsure, abs(near - claimed) <= unsure


def _finding(key, shape, places, mine, measured, errors, kinks):
    worst = int(np.argmax(errors >= 0.999 * errors.max()))  # of equals, the first
    seen = (measured != 0) & ~kinks
    ratios = mine[seen] / measured[seen] if seen.any() else np.array([np.nan])
    return Finding(
        parameter=key,
        shape=shape,
        checked=len(places) - int(kinks.sum()),
        wrong=int(np.sum(errors > TOLERANCE)),
        index=places[worst],
        claimed=float(mine[worst]),
        measured=float(measured[worst]),
        error=float(errors.max()),
        ratios=(float(ratios.min()), float(ratios.max())),
        kinks=tuple(place for place, kink in zip(places, kinks, strict=True) if kink),
    )


def _same_structure(arrays, gradients):
    """Return gradients as a dict; raise if keys or shapes are not those of params."""
    claimed = named_arrays("gradients", gradients)
    if arrays.keys() != claimed.keys():
        keys = f"{list(arrays)}, gradients has {list(claimed)}"
        raise ValueError(f"params has the keys {keys}")
    for key in arrays:
        pair = {f"params[{key!r}]": arrays[key], f"gradients[{key!r}]": claimed[key]}
        check_shapes("...,...", **pair)
    return claimed


def _places(shape, sample, rng):
    places = list(np.ndindex(shape))
    if sample is None or sample >= len(places):
        return places
    return [places[i] for i in rng.choice(len(places), sample, replace=False)]
