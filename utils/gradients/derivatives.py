"""Numerical derivatives of a scalar function of arrays, by two independent routes.

A route takes a function `line` of one number s and returns its derivative at s = 0. For
a function of arrays, s moves one entry of one array and nothing else.
"""

import numpy as np

EPS = np.finfo(np.float64).eps  # 2.2e-16, the spacing of float64 numbers at 1
STEP = 2.0**-10  # near EPS ** (1 / 5): there truncation h**4 and rounding EPS / h meet
COMPLEX_STEP = 1e-20  # its square is lost against any number of ordinary size


def fourth_order_difference(line, h=STEP):
    """Return the derivative of line at 0 by a central difference of fourth order.

    The differences over h and 2 h are combined so that their errors in h**2 cancel
    (Richardson). What is left is about h**4 |f'''''| / 30 + EPS |f| / h. A kink within
    2 h of 0 makes the result wrong.

    Args:
        line: a real function of one real number.
        h: the step, in the units of the argument.

    Taught in 03_gradient_check.
    """
    near = (line(h) - line(-h)) / (2 * h)
    far = (line(2 * h) - line(-2 * h)) / (4 * h)
    return (4 * near - far) / 3


def complex_step(line, h=COMPLEX_STEP):
    """Return the derivative of line at 0 from its value at the imaginary number i h.

    Nothing is subtracted, so for an analytic line the result is exact to rounding
    (Squire and Trapp, 1998). It is wrong where line uses abs, real, conj or an order of
    complex numbers (max, sort, <). A line that computes in float32 gives 7 digits.

    Args:
        line: a function of one number that accepts and returns complex numbers.
        h: the step; its square must vanish against 1.

    Taught in 03_gradient_check.
    """
    return line(1j * h).imag / h


def sides(line, h):
    """Return the slopes of line just left and just right of 0, from h and 2 h."""
    left = 3 * line(0.0) - 4 * line(-h) + line(-2 * h)
    right = 3 * line(0.0) - 4 * line(h) + line(2 * h)
    return left / (2 * h), -right / (2 * h)


def numerical_gradients(f, params, route=complex_step):
    """Return the gradients of f, measured entry by entry, in the structure of params.

    Args:
        f: the function, called as f(*params), or as f(**params) if params is a dict.
        params: a tuple or a dict of float64 arrays.
        route: complex_step for analytic functions, else fourth_order_difference; or one
            of your own, as lambda line: fourth_order_difference(line, 1e-6). A line
            takes numbers in units of max(1, |entry|).

    Raises:
        TypeError: params, or the value of f at params, is not float64; f does not
            accept complex numbers or loses their imaginary parts.
        ValueError: NaN or infinity in params or values, f is no scalar, f changes from
            call to call, or the route is complex_step and f is not analytic.
    """
    value, arrays = scalar_function(f, params, route)
    measured = {key: np.empty_like(array) for key, array in arrays.items()}
    for key, array in measured.items():
        for place in np.ndindex(array.shape):
            line, unit = line_through(value, arrays, key, place)
            array[place] = route(line) / unit
    return measured if isinstance(params, dict) else tuple(measured.values())


def line_through(value, arrays, key, place):
    """Return the function s -> value(arrays) with s units added to one entry, and the
    unit, max(1, its size). value: see scalar_function."""
    direction = np.zeros_like(arrays[key])
    direction[place] = unit = max(1.0, abs(arrays[key][place]))
    return _moved(value, arrays, {key: direction}), unit


def _moved(value, arrays, directions):
    return lambda s: value(
        arrays | {key: arrays[key] + s * d for key, d in directions.items()}
    )


# Checks of the input


def named_arrays(name, arrays):
    """Return a dict of the arrays; those of a tuple are named by their positions.

    Raises TypeError, ValueError: no tuple or dict, or not of finite float64 arrays.
    """
    if not isinstance(arrays, (dict, tuple)) or not arrays:
        raise TypeError(f"{name} must be a tuple or dict of arrays, got {arrays!r:.60}")
    named = dict(arrays if isinstance(arrays, dict) else enumerate(arrays))
    for key, array in named.items():
        found = getattr(array, "dtype", type(array).__name__)
        if not isinstance(array, np.ndarray) or found != np.float64:
            raise TypeError(f"{name}[{key!r}] must be a float64 array, got {found}")
        if array.size == 0 or not np.isfinite(array).all():
            raise ValueError(f"{name}[{key!r}] is empty, or holds NaN or infinity")
    return named


def scalar_function(f, params, route):
    """Return f as a function of a dict of arrays, after a trial, and params as a dict.

    Raises TypeError, ValueError: see numerical_gradients.
    """

    def value(arrays):
        number = f(**arrays) if isinstance(params, dict) else f(*arrays.values())
        found = np.asarray(number)
        if found.shape != () or found.dtype not in (np.float64, np.complex128):
            got = f"{found.dtype} of shape {found.shape}"
            raise TypeError(f"f must return a float64 number, got {got}")
        if not np.isfinite(number):
            raise ValueError(f"f returned {number}, expected a finite number")
        return number

    arrays = named_arrays("params", params)
    first, again = value(arrays), value(arrays)
    if np.iscomplexobj(first):
        raise TypeError(f"f must return a real number for real params, got {first}")
    if first != again:
        raise ValueError(
            f"f gave {first}, then {again} for the same params: it must not change "
            "them, nor draw new random numbers at each call"
        )
    if name_of(route) == "complex_step":
        _check_analytic(value, arrays, abs(first))
    return value, arrays


def name_of(route):
    """Return its name: the same function typed in a notebook has the same one."""
    return getattr(route, "__name__", "a route of your own")


def _check_analytic(value, arrays, size):
    """Compare the two routes along one direction in which all entries move."""
    advice = "take route=fourth_order_difference for it"
    waves = {
        key: np.cos(1.0 + np.arange(a.size)).reshape(a.shape) * np.maximum(1, abs(a))
        for key, a in arrays.items()
    }
    line = _moved(value, arrays, waves)
    try:
        moved = line(1j * COMPLEX_STEP)
    except TypeError as e:
        raise TypeError(f"f does not accept complex params ({e}); {advice}") from e
    if not np.iscomplexobj(moved):
        raise TypeError(f"f loses the imaginary part (abs, real, float?); {advice}")
    for at in (0.0, 2.0**-12):  # of two places one is off a kink
        here = lambda s, at=at: line(at + s)  # noqa: E731
        a, b = complex_step(here), fourth_order_difference(here, 2.0**-21)
        # Where f is a small difference of numbers, its slope has more noise than f.
        noise = 1e-8 * size + 2 * abs(b - fourth_order_difference(here, 2.0**-19))
        if abs(a - b) <= 1e-3 * max(abs(a), abs(b)) + noise:
            return
    raise ValueError(
        "f is not analytic (abs, max, conj, a comparison?): complex_step gives the "
        f"slope {a:.3e}, fourth_order_difference {b:.3e}; {advice}"
    )
