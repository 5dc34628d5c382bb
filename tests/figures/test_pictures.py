"""The functions that draw: what stands on the axes."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.figures import axes as plotting
from utils.figures import network as network_picture
from utils.figures import workers


@pytest.fixture
def ax():
    return Figure().add_subplot()


def texts(ax):
    return {text.get_text() for text in ax.texts}


def test_the_network_has_every_edge_of_the_units_that_are_drawn(ax):
    layers = [["a", "b"], ["c", network_picture.DOTS, "e"], ["f"]]
    centres = network_picture.draw_network(ax, layers)
    assert [len(layer) for layer in centres] == [2, 3, 1]
    assert len(ax.lines) == 2 * 2 + 2 * 1 and len(ax.patches) == 5


def test_a_unit_is_a_weighted_sum_squeezed(ax):
    network_picture.draw_unit(ax, (0.9, 0.1, 0.6), (1.5, -2.0, 0.5))
    assert {"sum\n1.45", " 0.81", "times −2.0"} <= texts(ax)


def test_a_picture_of_28_rows_with_its_colours(ax):
    plotting.show_digit(ax, np.arange(784), "a title")
    plotting.show_weights(ax, np.linspace(-1, 3, 784), limit=0.5)
    ink, weights = ax.images
    assert np.array_equal(ink.get_array(), np.arange(784).reshape(28, 28))
    assert ink.get_cmap().name == "gray_r", "ink is dark"
    assert weights.get_clim() == (-0.5, 0.5)


def test_plot_confusion_writes_every_count(ax):
    counts = np.array([[5, 2], [0, 7]])
    assert plotting.plot_confusion(ax, counts) is ax
    assert [text.get_text() for text in ax.texts] == ["5", "2", "0", "7"]
    places = [text.get_position() for text in ax.texts]
    assert places == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert ax.images[0].get_array().tolist() == [[0, 2], [0, 0]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted digit", "true digit")


def test_plot_step_errors(ax):
    steps = np.array([1e-3, 1e-6])
    errors = {"one": np.array([1e-3, 1e-9]), "exact": np.array([0.0, 0.0])}
    assert plotting.plot_step_errors(ax, steps, errors, {"one": (1e-8, "least")}) is ax
    one, predicted, exact = ax.lines
    assert np.array_equal(one.get_ydata(), errors["one"])
    assert list(predicted.get_xdata()) == [1e-8, 1e-8]
    assert [text.get_text() for text in ax.texts] == ["least "]
    assert (exact.get_ydata() > 0).all()
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_plot_pairs():
    axes = Figure().subplots(1, 2, sharey=True)
    names, labels, limits = ["a", "b"], ("x", "y"), ((0, 2), (4, 6))
    found = plotting.plot_pairs(axes, names, [1, 2], [3, 5], labels, limits)
    assert found is axes
    for ax, limit in zip(axes, limits, strict=True):
        rings, dots = ax.collections[1:]
        assert rings.get_offsets().tolist() == [[1, 0], [2, 1]]
        assert dots.get_offsets().tolist() == [[3, 0], [5, 1]]
        assert ax.yaxis_inverted() and ax.get_xlim() == limit


def test_exchanges_wait_for_their_gradients_and_for_one_another(ax):
    workers.draw_schedule(ax, [2, 2], "")
    starts = [[bar.get_x() for bar in bars] for bars in ax.containers]
    assert starts == [[0, 2], [4, 6], [0, 2], [2, 4]]  # at the end; at once
    assert [text.get_text().strip() for text in ax.texts] == ["8.0", "6.0"]


def test_who_collects_sends_to_all_others(ax):
    workers.plot_traffic(ax, [2, 8], [1.0, 1.75])
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 7], [1.0, 1.75]]
