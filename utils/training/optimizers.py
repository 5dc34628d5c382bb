"""Optimizers: each turns gradients into one change of the weights, without copies.

Weights, gradients and states are lists of arrays, one for each weight matrix, float64
or float32, changed in place. A step uses the gradient arrays as scratch space: after
it they hold no gradients. The conventions are those of torch.optim.
"""

import numpy as np

from utils.shapes import matched


def sgd_step_(weights, gradients, lr):
    """Change weights (and use up gradients) by a step of gradient descent.

    w <- w - lr g

    Taught in 08_fast_numpy.
    """
    for w, g in matched(weights, gradients):
        g *= lr
        w -= g


def momentum_state(weights):
    """Return the velocities, 0 before the first step, one array for each weight."""
    return [np.zeros_like(w) for w in weights]


def momentum_step_(weights, gradients, velocities, lr, momentum=0.9):
    """Change weights and velocities (and use up gradients) by a step with momentum.

    u <- momentum u + g;  w <- w - lr u

    Source: B. Polyak, Some methods of speeding up the convergence of iteration
    methods, 1964; in the form that torch.optim.SGD uses.
    """
    for w, g, u in matched(weights, gradients, velocities):
        u *= momentum
        u += g
        np.multiply(u, lr, out=g)
        w -= g


def adam_state(weights):
    """Return Adam's state before the first step.

    Returns a dict: step, the number of steps taken; means and squares, running means
    of the gradients and of their squares; scratch, arrays without meaning.
    """
    return {
        "step": 0,
        "means": [np.zeros_like(w) for w in weights],
        "squares": [np.zeros_like(w) for w in weights],
        "scratch": [np.empty_like(w) for w in weights],
    }


def adam_step_(weights, gradients, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Change weights and state (and use up gradients) by a step of Adam.

    a <- beta1 a + (1 - beta1) g;  b <- beta2 b + (1 - beta2) g^2
    w <- w - lr a' / (sqrt(b') + eps),  a' = a / (1 - beta1^s),  b' = b / (1 - beta2^s)

    Here s is the number of the step, from 1. The two divisions are done on the factors
    lr and eps instead, which saves two passes over the arrays.

    Source: D. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, 2015.
    """
    state["step"] += 1
    root = np.sqrt(1 - beta2 ** state["step"])
    rate = float(lr * root / (1 - beta1 ** state["step"]))
    parts = (weights, gradients, state["means"], state["squares"], state["scratch"])
    for w, g, a, b, scratch in matched(*parts):
        a *= beta1
        np.multiply(g, 1 - beta1, out=scratch)
        a += scratch
        b *= beta2
        np.multiply(g, g, out=g)
        g *= 1 - beta2
        b += g
        np.sqrt(b, out=g)
        g += float(eps * root)
        np.divide(a, g, out=g)
        g *= rate
        w -= g
