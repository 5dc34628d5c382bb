"""What the panels compute in the page is what utils computes, to 1e-12."""

import numpy as np
import pytest

from utils.networks.sigmoid import deltas, error, forward, gradients
from utils.panels.base import plain

X, T = [0.6, 0.1], [0.99, 0.01]  # of notebook 02
V = [[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]]
W = [[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]]


def random_network(seed):
    rng = np.random.default_rng(seed)
    n, m, l = rng.integers(1, 4, size=3)
    return (
        rng.random(n),
        rng.random(l),
        3 * rng.normal(size=(n, m)),
        rng.normal(size=(m, l)),
    )


EXAMPLES = [(X, T, V, W), *map(random_network, range(8))]


def same(found, expected, tolerance=1e-12):
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("x, t, V, W", EXAMPLES)
def test_a_small_network(run, x, t, V, W):
    values = dict(zip("xtVW", map(plain, (x, t, V, W)), strict=True))
    x, t, V, W = (np.array(each) for each in (x, t, V, W))
    Y, O = forward(x[None], V, W)
    delta_y, delta_o = deltas(Y, O, t[None], W)
    dV, dW = gradients(x[None], t[None], V, W)
    got = run("slopes", "m.slopes(v)", **values)
    same([*got["y"], *got["o"], got["E"]], [*Y[0], *O[0], error(O, t[None])])
    same([*got["delta_y"], *got["delta_o"]], [*delta_y[0], *delta_o[0]])
    same([edge[3] for edge in got["edges"]], [*dV.ravel(), *dW.ravel()])
    got = run("forward", "m.forward(v)", **values)
    same([*got["y"], *got["o"]], [*Y[0], *O[0]])
    inside = run("forward", "m.inside(v.x, v.V, 0)", **values)
    same([inside["z"], inside["y"]], [(x @ V)[0], Y[0, 0]])
    for letter, gradient in (("v", dV), ("w", dW)):
        for a, b in np.ndindex(gradient.shape):
            walk = run("chain_walk", f"m.steps(v, '{letter}', {a}, {b})", **values)
            same(walk[-1]["value"], gradient[a, b])
            same(walk[3]["value"], error(O, t[None]))
