"""The figures of signals: what was predicted as lines, what was measured as dots."""

import numpy as np
from matplotlib.figure import Figure

from utils.figures.signals import (
    draw_predictions,
    draw_signals,
    plot_factors,
    plot_norms,
)
from utils.networks.signals import compared_signals


def axes():
    return Figure().subplots()


def drawn(ax):
    """Return the heights of the lines, and of the rows of dots."""
    heights = [(line.get_linestyle(), line.get_ydata()) for line in ax.lines]
    lines = [y for style, y in heights if style != "None"]
    return lines, [y for style, y in heights if style == "None"]


def test_lines_are_predictions_and_dots_are_seeds():
    predicted = {"a": [1, 2], "b": [3, 4]}
    measured = {"b": [[5, 6], [7, 8], [9, 10]]}
    lines, dots = drawn(draw_predictions(axes(), [1, 2], predicted, measured))
    np.testing.assert_array_equal(lines, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(dots, measured["b"])


def test_signals_are_log10_of_roots():
    rng = np.random.default_rng(0)
    X, T = rng.random((4, 3)), rng.random((4, 2))
    signals = compared_signals(X, T, [3, 5, 5, 2], "tanh", seeds=2)
    ax = draw_signals(axes(), signals)
    lines, dots = drawn(ax)
    np.testing.assert_allclose(lines[0], np.log10(signals.outputs) / 2)
    last = signals.deltas_found[:, -1].mean()
    said = np.log10(last * np.array([np.prod(signals.factors), signals.factors[1]]))
    np.testing.assert_allclose(lines[1], said / 2)
    np.testing.assert_allclose(dots[:2], np.log10(signals.outputs_found) / 2)
    np.testing.assert_allclose(dots[2:], np.log10(signals.deltas_found[:, :-1]) / 2)
    assert ax.get_xlabel() and ax.get_ylabel() and ax.get_legend()


def test_signals_that_are_0_are_drawn():
    rng = np.random.default_rng(0)
    X, T = 1e6 * rng.random((4, 3)), rng.random((4, 2))
    signals = compared_signals(X, T, [3, 5, 2], "tanh", scale=10.0, seeds=1)
    zeros = signals._replace(deltas_found=0 * signals.deltas_found)
    lines, dots = drawn(draw_signals(axes(), zeros))
    assert all(np.isfinite(heights).all() for heights in lines + dots)


def test_norms_and_factors_stand_on_log_axes_with_labels():
    norms = {"He": (np.array([1.0, 2.0]), np.array([[1.1, 2.1], [0.9, 1.9]]))}
    ax = plot_norms(axes(), norms, "tanh")
    assert (ax.get_yscale(), ax.get_title()) == ("log", "tanh")
    assert ax.get_ylabel() and len(ax.lines) == 3
    ax = plot_factors(axes(), [1, 2], {"a": [1, 2]}, {})
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_xlabel() and ax.get_ylabel()
