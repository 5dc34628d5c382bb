"""The parts of a step in batches or in blocks, each alone, to be timed.

All arrays hold numbers that do not shrink when a part is repeated: tiny ones are slow.
"""

import numpy as np

from utils.training.fast import make_buffers, sigmoid_, times_slope_


def products_of_a_step(V, W, batch_size):
    """Return a callable that makes the five matrix products of a step in batches.

    V (n, m) and W (m, l) set the sizes and the dtype; the arrays stay in place.
    """
    X, _, Y, O, delta_y, delta_o, dV, dW = make_buffers(V, W, batch_size)
    for array in (X, Y, delta_y, delta_o):
        array[:] = 0.5

    def products():
        np.matmul(X, V, out=Y)
        np.matmul(Y, W, out=O)
        np.matmul(delta_o, W.T, out=delta_y)
        np.matmul(Y.T, delta_o, out=dW)
        np.matmul(X.T, delta_y, out=dV)

    return products


def parts_before(s=32, eta=1e-9):
    """Return {part: callable} for step s of block_step_ in a block of 64, float64."""
    Y, D = np.full((64, 128), 0.5), np.full((64, 128), 1e-9)
    O, gram = np.full((64, 10), 0.5), np.full((64, 64), 1e-9)
    u, y, zeros, back = Y[0].copy(), Y[1].copy(), np.zeros(128), np.zeros(128)
    p, e, t, Wt = *np.full((3, 10), 0.5), np.full((10, 128), 0.1)

    def pre_activation():
        (Y[s], O[s], D[s])
        np.add(Y[s], np.dot(gram[s, :s], D[:s]), out=u)

    return {
        "pre-activation": pre_activation,
        "hidden sigmoid, slope": lambda: (sigmoid_(u), times_slope_(zeros, y)),
        "output sigmoid, delta": lambda: (sigmoid_(p), (p - t) * p * (1.0 - p)),
        "W forward and back": lambda: (np.dot(Wt, y, out=p), np.dot(p, Wt, out=back)),
        "update of W": lambda: Wt.__isub__((eta * e)[:, None] * y),
    }


def parts_now(s=32):
    """Return {part: callable} for the same parts of a step of small_steps_."""
    D, gram = np.full((64, 128), 1e-9), np.full((64, 64), 1e-9)
    u, y, slope, one, back = np.full((5, 128), 0.5)
    p, e, t, miss, ones = *np.full((4, 10), 0.5), np.ones(10)
    Wt, change = np.full((10, 128), 0.1), np.empty((10, 128))
    column, row, ready = e[:, None], y[None, :], (gram[s, : s + 1], D[: s + 1])
    add, subtract, multiply, tanh = np.add, np.subtract, np.multiply, np.tanh

    def hidden():
        tanh(u, u), add(u, one, y), multiply(u, u, slope)
        subtract(one, slope, slope), multiply(back, slope, D[s])

    def output():
        tanh(p, p), subtract(p, t, miss), multiply(p, p, e)
        subtract(ones, e, e), multiply(e, miss, e)

    def update():
        multiply(e, ones, e), column.dot(row, change), subtract(Wt, change, change)

    return {
        "pre-activation": lambda: ready[0].dot(ready[1], u),
        "hidden sigmoid, slope": hidden,
        "output sigmoid, delta": output,
        "W forward and back": lambda: (Wt.dot(y, p), e.dot(Wt, back)),
        "update of W": update,
    }
