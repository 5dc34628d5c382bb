"""Reverse-mode automatic differentiation: arrays that remember how they were made."""

import numpy as np

from utils.gradients import guards
from utils.networks.sigmoid import sigmoid


class Node(guards.Operand):
    """A float64 or float32 array (else TypeError), its parents, a step back to each.
    Taught in 05_autograd."""

    def __init__(self, value, parents=(), steps=(), name="leaf"):
        self.value = guards.read_only(value)
        self.shape = self.value.shape
        self.parents, self.steps, self.name = tuple(parents), tuple(steps), name
        self.depth = 1 + max((parent.depth for parent in parents), default=-1)

    def __array_ufunc__(self, function, method, *inputs, **options):
        guards.check_method(function, method)
        return apply(function, *inputs, **options)

    def __array_function__(self, function, types, inputs, options):
        return apply(function, *inputs, **options)

    def __getitem__(self, index):
        return apply(np.ndarray.__getitem__, self, index)


def apply(function, *inputs, **options):
    """Return function(*inputs) of nodes, arrays and numbers: a node with steps back.
    Raises TypeError: no step back knows such a call. Taught in 05_autograd."""
    rules = STEPS_BACK.get(function, [])
    guards.check_call(function, rules, inputs, options)
    places = [i for i, x in enumerate(inputs) if isinstance(x, Node)]
    arrays = [x.value if isinstance(x, Node) else x for x in inputs]
    value = function(*arrays, **options)
    steps = [lambda g, i=i: rules[i](g, value, *arrays, **options) for i in places]
    return Node(value, [inputs[i] for i in places], steps, function.__name__)


def deepest_first(end):
    """Return the nodes of end's graph, children first. Taught in 05_autograd."""
    found, nodes = {end}, [end]
    for node in nodes:  # the list grows while we go through it
        new = [p for p in dict.fromkeys(node.parents) if p not in found]
        found.update(new)
        nodes += new
    return sorted(nodes, key=lambda node: -node.depth)


def summed_to(g, shape):
    """Undo broadcasting: sum g over the axes along which shape was stretched.
    Raises ValueError if it cannot be stretched to g.shape. Taught in 05_autograd."""
    if g.shape == shape:
        return g
    guards.check_stretched(shape, g.shape)
    padded = (1,) * (g.ndim - len(shape)) + shape
    axes = tuple(axis for axis, size in enumerate(padded) if size == 1)
    return g.sum(axis=axes).reshape(shape)


def backward(end, *nodes):
    """Return [d end / d node for each of nodes], for a scalar node end made from them.
    They are new arrays, each in the dtype of its node. Taught in 05_autograd."""
    guards.check_backward(end, nodes)
    gradients = {end: np.ones_like(end.value)}
    for node in deepest_first(end):
        for parent, step in zip(node.parents, node.steps, strict=True):
            g = summed_to(step(gradients[node]), parent.shape)
            gradients[parent] = gradients[parent] + g if parent in gradients else g
    guards.check_reached(nodes, gradients)
    return [np.array(gradients[node], node.value.dtype) for node in nodes]


def spread(g, c, a, axis=None, *, keepdims=False):
    """Step back of np.sum: each entry gets its sum's g. Taught in 05_autograd."""
    opened = g if keepdims or axis is None else np.expand_dims(g, axis)
    return np.broadcast_to(opened, a.shape)


def _spread_mean(g, c, a, axis=None, *, keepdims=False):
    """Step back of np.mean: each entry gets its share."""
    return spread(g, c, a, axis, keepdims=keepdims) * (c.size / a.size)


def _put_back(g, c, a, index):
    """Step back of a[index]: entries go home and add up."""
    home = np.zeros_like(a)
    np.add.at(home, index, g)
    return home


STEPS_BACK = {  # function: from g = d end / d c, for c = function(a, b)
    np.add: [lambda g, c, a, b: g, lambda g, c, a, b: g],
    np.subtract: [lambda g, c, a, b: g, lambda g, c, a, b: -g],
    np.negative: [lambda g, c, a: -g],
    np.multiply: [lambda g, c, a, b: g * b, lambda g, c, a, b: g * a],
    np.divide: [lambda g, c, a, b: g / b, lambda g, c, a, b: -g * c / b],
    np.power: [lambda g, c, a, b: g * b * a ** (b - (b != 0))],  # a**0 = 1 is flat
    np.exp: [lambda g, c, a: g * c],
    np.log: [lambda g, c, a: g / a],
    np.tanh: [lambda g, c, a: g * (1 - c**2)],
    sigmoid: [lambda g, c, a: g * c * (1 - c)],
    np.maximum: [lambda g, c, a, b: g * (a > b), lambda g, c, a, b: g * (a <= b)],
    np.matmul: [lambda g, c, a, b: g @ b.T, lambda g, c, a, b: a.T @ g],
    np.sum: [spread],
    np.mean: [_spread_mean],
    np.ndarray.__getitem__: [_put_back],
    np.reshape: [lambda g, c, a, shape: g.reshape(a.shape)],
    np.transpose: [lambda g, c, a: g.T],
}
