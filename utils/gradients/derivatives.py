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


# How far two correct derivatives may lie apart by rounding, in units of |f|. The keys
# are the names of the routes, so that the same function typed in a notebook will do.
NOISE = {"complex_step": 4 * EPS, "fourth_order_difference": 4 * EPS / STEP}


def numerical_gradients(f, params, route=complex_step):
    """Return the gradients of f, measured entry by entry, in the structure of params.

    Args:
        f: the function, called as f(*params), or as f(**params) if params is a dict.
        params: a tuple or a dict of float64 arrays. Steps are in units of
            max(1, |entry|), so let the entries be of ordinary size.
        route: complex_step for analytic functions, else fourth_order_difference.

    Raises:
        TypeError: params, or the value of f at params, is not float64; f does not
            accept complex numbers or loses their imaginary parts.
        ValueError: NaN or infinity in params or values, f is no scalar, f changes from
            call to call, or the route is complex_step and f is not analytic.
    """
    arrays = named_arrays("params", params)
    value = scalar_function(f, params, route)
    measured = {key: np.empty_like(array) for key, array in arrays.items()}
    for key, array in measured.items():
        for place in np.ndindex(array.shape):
            array[place] = slope(value, arrays, key, place, route)
    return measured if isinstance(params, dict) else tuple(measured.values())


def slope(value, arrays, key, place, route):
    """Return the derivative of value(arrays), a dict, by the entry arrays[key][place].

    value is a function that scalar_function returned.
    """
    scale = max(1.0, abs(arrays[key][place]))
    direction = np.zeros_like(arrays[key])
    direction[place] = scale
    return route(_along(value, arrays, {key: direction})) / scale


def _along(value, arrays, direction):
    """Return the function s -> value of the arrays moved by s along the direction."""
    return lambda s: value(
        arrays | {k: arrays[k] + s * d for k, d in direction.items()}
    )


# Checking the input


def named_arrays(name, arrays):
    """Return a dict of the arrays; those of a tuple are named by their positions.

    Raises TypeError, ValueError: no tuple or dict, or not of finite float64 arrays.
    """
    if not isinstance(arrays, (dict, tuple)) or not arrays:
        raise TypeError(
            f"{name} must be a tuple or dict of one or more arrays, got {arrays!r:.60}"
        )
    named = dict(arrays if isinstance(arrays, dict) else enumerate(arrays))
    for key, array in named.items():
        _check_array(f"{name}[{key!r}]", array)
    return named


def _check_array(name, array):
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array, got {type(array).__name__}")
    if array.dtype != np.float64:
        raise TypeError(f"{name} must be float64, got {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} is empty, its shape is {array.shape}")
    if not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} holds {array[place]} at {place}")


def scalar_function(f, params, route):
    """Return f as a function of a dict of arrays, after trying it at params.

    Raises TypeError, ValueError: see numerical_gradients.
    """

    def value(arrays):
        number = f(**arrays) if isinstance(params, dict) else f(*arrays.values())
        _check_number(number)
        return number

    if getattr(route, "__name__", None) not in NOISE:
        raise ValueError(f"route must be one of {list(NOISE)}, got {route!r}")
    arrays = named_arrays("params", params)
    first, again = value(arrays), value(arrays)
    if np.iscomplexobj(first):
        raise TypeError(f"f must return a real number for real params, got {first}")
    if first != again:
        raise ValueError(
            f"f gave {first}, then {again} for the same params: it must not change "
            "them, nor draw new random numbers at each call"
        )
    if route.__name__ == "complex_step":
        _check_analytic(value, arrays, abs(first))
    return value


def _check_number(number):
    if np.shape(number) != ():
        raise ValueError(f"f must return a scalar, got shape {np.shape(number)}")
    if np.asarray(number).dtype not in (np.float64, np.complex128):
        found = np.asarray(number).dtype
        raise TypeError(f"f must return a float64 number, got {found}")
    if not np.isfinite(number):
        raise ValueError(f"f returned {number}, expected a finite number")


def _check_analytic(value, arrays, size):
    """Compare the two routes along one direction in which all entries move."""
    advice = "take route=fourth_order_difference for it"
    line = _along(value, arrays, {key: _waves(a) for key, a in arrays.items()})
    try:
        moved = line(1j * COMPLEX_STEP)
    except TypeError as e:
        raise TypeError(f"f does not accept complex params ({e}); {advice}") from e
    if not np.iscomplexobj(moved):
        raise TypeError(f"f loses the imaginary part (abs, real, float?); {advice}")
    a = complex_step(line)
    b, wider = (fourth_order_difference(line, h) for h in (2.0**-21, 2.0**-19))
    # Where f is a small difference of numbers, its slope has more noise than f's size.
    noise = 1e-8 * size + 2 * abs(b - wider)
    if abs(a - b) > 1e-3 * max(abs(a), abs(b)) + noise:
        raise ValueError(
            f"f is not analytic (abs, max, conj, a comparison?): complex_step gives "
            f"the slope {a:.3e}, fourth_order_difference {b:.3e}; {advice}"
        )


def _waves(array):
    steps = np.cos(1.0 + np.arange(array.size)).reshape(array.shape)
    return steps * np.maximum(1.0, np.abs(array))
