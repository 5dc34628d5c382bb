"""The predicted signals of deep networks, against exact means and drawn networks."""

import numpy as np
import pytest

from utils.networks.deep import (
    deep_deltas,
    deep_forward,
    deep_weights,
    first_spreads,
)
from utils.networks.signals import (
    measured_signals,
    normal_mean,
    predicted_signals,
)

SIZES = [100, *[200] * 6, 20]


@pytest.mark.parametrize("spread", [0.01, 1.0, 30.0])
def test_means_of_a_normal_number(spread):
    assert normal_mean(lambda z: z**2, spread) == pytest.approx(spread**2, rel=1e-9)
    assert normal_mean(lambda z: z**4, spread) == pytest.approx(3 * spread**4, rel=1e-9)
    assert normal_mean(lambda z: z > 0, spread) == pytest.approx(0.5, rel=1e-12)
    assert normal_mean(np.cos, spread) == pytest.approx(
        np.exp(-(spread**2) / 2), abs=1e-9
    )


def test_relu_with_hes_rule_keeps_both_signals():
    y_squares, factors = predicted_signals(
        0.3, SIZES, first_spreads(SIZES, "He"), "relu"
    )
    np.testing.assert_allclose(y_squares, 0.3, rtol=1e-9)  # 2/n by n by a half
    np.testing.assert_allclose(factors[:-1], 1, rtol=1e-9)
    assert factors[-1] == pytest.approx(20 * (2 / 200) / 2)


def test_small_sums_have_the_slope_at_0():
    spreads = [1e-6] * 7
    for kind, square in (("sigmoid", 1 / 16), ("centred", 1 / 16), ("tanh", 1.0)):
        _, factors = predicted_signals(0.3, SIZES, spreads, kind)
        np.testing.assert_allclose(factors[:-1], 200 * 1e-12 * square, rtol=1e-6)


@pytest.mark.parametrize("kind", ["sigmoid", "centred", "tanh", "relu"])
@pytest.mark.parametrize("rule", ["course", "He"])
def test_drawn_networks_do_what_is_predicted(kind, rule):
    rng = np.random.default_rng(0)
    X, T = rng.random((50, SIZES[0])), rng.random((50, SIZES[-1]))
    found = [
        measured_signals(X, T, deep_weights(rng, SIZES, rule), kind) for _ in range(8)
    ]
    y_found, deltas = (np.mean(each, axis=0) for each in zip(*found, strict=True))
    y_said, factors = predicted_signals(
        np.mean(X**2), SIZES, first_spreads(SIZES, rule), kind
    )
    np.testing.assert_allclose(y_found, y_said, rtol=0.3)
    np.testing.assert_allclose(deltas[:-1] / deltas[1:], factors, rtol=0.3)


def test_measured_are_the_mean_squares():
    rng = np.random.default_rng(1)
    X, T = rng.random((4, 3)), rng.random((4, 2))
    weights = deep_weights(rng, [3, 5, 6, 2])
    Y = deep_forward(X, weights, "tanh")
    deltas = deep_deltas(Y, T, weights, "tanh")
    y_squares, delta_squares = measured_signals(X, T, weights, "tanh")
    assert y_squares == [np.mean(Y[1] ** 2), np.mean(Y[2] ** 2)]
    assert delta_squares == [np.mean(delta**2) for delta in deltas]
