"""What the pictures of the chain rule say: the row, the paths, the slopes."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.figures import paths
from utils.networks.sigmoid import deltas, forward, gradients

X, T = np.array([[0.6, 0.1]]), np.array([[0.99, 0.01]])
V = np.array([[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]])
W = np.array([[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]])


@pytest.fixture
def ax():
    return Figure(layout="constrained").add_subplot()


def words(ax):
    return " ".join(text.get_text() for text in ax.texts).replace("−", "-")


def signed(values):
    return {f"{value:+.4f}" for value in np.ravel(values)}


def test_the_row_has_its_numbers(ax):
    said = words(paths.draw_row(ax, x=0.9, v=0.5, w=1.2, t=0.01))
    for part in ("0.9 0.6106 0.7328 0.6754 0.2214", "= 0.50", "= 1.20", "= 0.01"):
        assert part in said


def test_values_and_weights_of_the_forward_pass(ax):
    said = words(paths.draw_numbers(ax, X, V, W))
    Y, O = forward(X, V, W)
    for value in np.concatenate([X[0], Y[0], O[0], V.ravel(), W.ravel()]):
        assert f"{value:.2f}" in said
    assert "$v_{23}$ = -0.70" in said and "$w_{31}$ = 0.40" in said


def test_each_weight_stands_on_its_own_line(ax):
    paths.draw_numbers(ax, X, V, W)
    places = {text.get_text(): np.array(text.get_position()) for text in ax.texts}
    start, end = places["$x_2$\n0.10"], places["$y_3$\n0.53"]
    along, across = end - start, places["$v_{23}$ = −0.70"] - start
    assert np.isclose(along[0] * across[1], along[1] * across[0])


def test_what_comes_back_along_the_two_paths(ax):
    said = words(paths.draw_way_back(ax, X, T, V, W))
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    back = delta_o[0] * W[0]
    slope = gradients(X, T, V, W)[0][0, 0]
    for number in signed([*(O - T)[0], *delta_o[0], *back, back.sum(), slope]):
        assert number in said
    assert f"{Y[0, 0] * (1 - Y[0, 0]):.4f}" in said


def test_the_paths_have_their_weights(ax):
    said = words(paths.draw_paths(ax, X, V, W))
    assert said.endswith("$E$ $v_{11}$ = 0.80 $w_{11}$ = 0.60 $w_{12}$ = -0.30")


def test_every_slope_and_delta(ax):
    said = words(paths.draw_slopes(ax, X, T, V, W))
    Y, O = forward(X, V, W)
    for part in (*gradients(X, T, V, W), *deltas(Y, O, T, W)):
        assert all(number in said for number in signed(part))


def test_what_should_grow_is_orange_and_the_larger_slope_the_wider_line(ax):
    paths.draw_slopes(ax, X, T, V, W)
    lines = ax.lines[-12:]
    slopes = np.concatenate([part.T.ravel() for part in gradients(X, T, V, W)])
    colours = [paths.SHRINK if slope > 0 else paths.GROW for slope in slopes]
    assert [line.get_color() for line in lines] == colours
    widths = [line.get_linewidth() for line in lines]
    assert np.argsort(widths).tolist() == np.argsort(abs(slopes)).tolist()


def test_no_two_labels_collide(ax):
    figure = ax.figure
    figure.set_size_inches(9.5, 4.4)
    for draw in (paths.draw_way_back, paths.draw_slopes):
        ax.clear()
        draw(ax, X, T, V, W)
        figure.draw_without_rendering()
        boxes = [t.get_window_extent() for t in ax.texts if t.get_text()]
        for a, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:a]), draw
