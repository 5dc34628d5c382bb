"""The figures of signals: histograms layer by layer, and lengths of steps."""

import numpy as np
from matplotlib.figure import Figure

from utils.figures.signals import plot_histograms, plot_steps


def test_histograms_share_their_bins_and_lose_no_number():
    axes = Figure().subplots(1, 2)
    layers = {"wide": np.array([[-3.0, 1.0], [2.0, 5.0]]), "narrow": np.zeros(7)}
    plot_histograms(axes, layers, "z")
    edges = [[patch.get_x() for patch in ax.patches] for ax in axes]
    np.testing.assert_array_equal(*edges)
    for ax, values in zip(axes, layers.values(), strict=True):
        width = axes[0].patches[0].get_width()
        counts = [patch.get_height() * width * values.size for patch in ax.patches]
        assert np.sum(counts).round(9) == values.size


def test_steps_are_those_of_the_named_layers():
    ax, ratios = Figure().subplots(), np.arange(1.0, 13).reshape(3, 4)
    plot_steps(ax, ratios, (1, 4), "a title")
    drawn = [line.get_ydata() for line in ax.lines]
    np.testing.assert_array_equal(drawn, ratios[:, [0, 3]].T)
    assert [line.get_label() for line in ax.lines] == ["layer 1", "layer 4"]
