"""The functions that draw: what stands on the axes."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.figures import axes as plotting
from utils.figures import network as network_picture


@pytest.fixture
def ax():
    return Figure().add_subplot()


def texts(ax):
    return {text.get_text() for text in ax.texts}


def test_the_network_has_every_edge(ax):
    centres = network_picture.draw_network(ax, [["a", "b"], ["c", "d", "e"], ["f"]])
    assert [len(layer) for layer in centres] == [2, 3, 1]
    assert len(ax.lines) == 2 * 3 + 3 * 1
    assert len(ax.patches) == 6
    assert texts(ax) == set("abcdef")


def test_dots_stand_for_units_that_are_not_drawn(ax):
    network_picture.draw_network(ax, [["a", network_picture.DOTS], ["b"]])
    assert len(ax.lines) == 1 and len(ax.patches) == 2


def test_label_on_an_edge(ax):
    network_picture.label_edge(ax, (0, 0), (2, 4), "w", at=0.25)
    [text] = ax.texts
    assert text.get_position() == (0.5, 1.0)


def test_the_picture_of_the_course_names_all_sizes(ax):
    assert network_picture.draw_course_network(ax) is ax
    words = " ".join(texts(ax))
    assert all(size in words for size in ("784", "128", "10", "v_{ij}", "w_{jk}"))
    bold = [x for x in ax.lines if x.get_color() == network_picture.FORWARD]
    assert len(bold) == 2


def test_show_digit(ax):
    image = np.arange(784)
    assert plotting.show_digit(ax, image, "a title") is ax
    assert np.array_equal(ax.images[0].get_array(), image.reshape(28, 28))
    assert ax.get_title() == "a title"
    assert ax.images[0].get_cmap().name == "gray_r", "ink is dark"


def test_show_weights_is_symmetric_about_zero(ax):
    plotting.show_weights(ax, np.linspace(-1, 3, 784), limit=0.5)
    assert ax.images[0].get_clim() == (-0.5, 0.5)


def test_plot_confusion_writes_every_count(ax):
    counts = np.array([[5, 2], [0, 7]])
    assert plotting.plot_confusion(ax, counts) is ax
    assert [text.get_text() for text in ax.texts] == ["5", "2", "0", "7"]
    assert [text.get_position() for text in ax.texts] == [
        (0, 0),
        (1, 0),
        (0, 1),
        (1, 1),
    ]
    assert [text.get_fontweight() for text in ax.texts] == (
        ["bold", "normal", "normal", "bold"]
    )
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
