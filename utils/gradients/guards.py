"""What the engine refuses: calls that no step back knows, ends without a way back.

A node is whatever has steps, so that a class Node typed in a notebook will do.
"""

import inspect
from functools import cache

import numpy as np

signature = cache(inspect.signature)


class Operand(np.lib.mixins.NDArrayOperatorsMixin):
    """What has a value, and stands in formulas: + calls np.add, and so on.

    Equal to itself only, so that it can be the key of a dictionary.
    """

    __eq__, __ne__, __hash__ = object.__eq__, object.__ne__, object.__hash__

    def __iter__(self):
        return (self[row] for row in range(len(self.value)))

    def __bool__(self):
        return bool(self.value)


def _is_node(x):
    """Say whether x is a node of a graph."""
    return hasattr(x, "steps")


def read_only(value):
    """Return a view of value that cannot be written to.

    Raises TypeError: it is not of float64 or float32.
    """
    array = np.asarray(value).view()
    if array.dtype not in (np.float64, np.float32):
        raise TypeError(f"a node holds float64 or float32, got {array.dtype}")
    array.flags.writeable = False
    return array


def check_method(function, method):
    """Raise TypeError for a method of a ufunc, such as np.add.reduce."""
    if method != "__call__":
        raise TypeError(f"{function.__name__}.{method} has no step back for nodes")


def check_call(function, rules, inputs, options):
    """Raise TypeError or ValueError unless the steps back know this call.

    Args:
        function, inputs, options: the call.
        rules: the steps back of function, one for each argument that may be a node.
    """
    name = function.__name__
    places = [i for i, x in enumerate(inputs, start=1) if _is_node(x)]
    if "out" in options:
        raise TypeError(f"{name} cannot change a node in place")
    if not rules:
        raise TypeError(f"{name} has no step back for nodes")
    if max(places, default=0) > len(rules):
        raise TypeError(f"{name} has no step back to its argument {places[-1]}")
    by_name = [key for key, value in options.items() if _is_node(value)]
    if by_name:
        got = f"by its name {by_name[0]}"
        raise TypeError(f"{name} takes a node by its place, not {got}")
    try:
        signature(rules[0]).bind(None, None, *inputs, **options)
    except TypeError as e:
        known = ", ".join(list(signature(rules[0]).parameters)[2:])
        raise TypeError(f"{name} of a node knows only {known}: {e}") from None
    if function is np.matmul:
        s, t = (np.shape(x.value if _is_node(x) else x) for x in inputs)
        if not (len(s) == len(t) == 2 and s[1] == t[0]):
            raise ValueError(f"a @ b needs shapes (N, m) and (m, l), got {s} and {t}")


def check_backward(end, nodes):
    """Raise TypeError unless all are nodes, ValueError unless end is a scalar."""
    for place, node in enumerate((end, *nodes), start=1):
        if not _is_node(node):
            raise TypeError(
                f"backward(E, a, b) takes nodes, one by one; argument {place} is "
                f"{type(node).__name__}"
            )
    if end.shape != ():
        raise ValueError(f"backward starts from a scalar, got shape {end.shape}")


def check_stretched(shape, stretched):
    """Raise ValueError unless broadcasting makes the second shape of the first."""
    if np.broadcast_shapes(stretched, shape) != stretched:
        raise ValueError(f"a node of shape {shape} got a gradient of shape {stretched}")


def check_reached(nodes, gradients):
    """Raise ValueError unless each of nodes has a gradient."""
    for number, node in enumerate(nodes, start=1):
        if node not in gradients:
            raise ValueError(f"number {number} of nodes is not in the graph of end")
