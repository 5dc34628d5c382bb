"""The panel on signals in deep networks: its numbers, and its picture."""

import numpy as np
import pytest

from utils.networks.deep import KINDS, deep_weights
from utils.networks.signals import measured_signals
from utils.panels.signals import signals_panel

rng = np.random.default_rng(0)
X, T = rng.random((6, 5)), rng.random((6, 3))


def number(panel, name):
    before, _, text = panel.shown[name].value.partition(" = ")
    assert before == name
    return float(text.replace("−", "-"))


def expected(depth, kind, scale):
    weights = deep_weights(np.random.default_rng(0), [5, *[8] * depth, 3], scale=scale)
    y_squares, delta_squares = measured_signals(X, T, weights, kind)
    return y_squares[-1] ** 0.5, delta_squares[0] ** 0.5


def check(panel, *settings):
    found = [number(panel, name) for name in ("forward", "backward")]
    np.testing.assert_allclose(found, expected(*settings), rtol=0.06)


def test_it_follows_each_control():
    panel = signals_panel(X, T, m=8)
    check(panel, 8, "sigmoid", 1.0)
    assert "panel-signals" in panel._dom_classes
    assert "forward" in panel.picture.value.split('"')[1], "the alternative text"
    panel.controls["depth"].value = 2
    check(panel, 2, "sigmoid", 1.0)
    panel.controls["kind"].value = "relu"
    check(panel, 2, "relu", 1.0)
    before = panel.picture.value
    panel.controls["scale"].value = 10**0.5
    check(panel, 2, "relu", 10**0.5)
    assert panel.picture.value != before
    assert panel.errors.outputs == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("depth", [1, 16])
@pytest.mark.parametrize("scale", [0.1, 10.0])
def test_it_bears_the_ends_of_its_sliders(kind, depth, scale):
    panel = signals_panel(100 * X, T, m=4)
    for name, value in (("depth", depth), ("kind", kind), ("scale", scale)):
        panel.controls[name].value = value
    assert panel.errors.outputs == ()
    assert len(panel.axes[0].lines) == 4  # two predictions, two rows of dots
