"""What the demonstrations draw: the chain rule, a step size, losses, saturation."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.figures import chain_walk, demonstrations
from utils.networks import sigmoid as network

X, T = np.array([0.6, 0.1]), np.array([0.99, 0.01])
V = np.array([[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]])
W = np.array([[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]])


@pytest.fixture
def ax():
    return Figure().add_subplot()


@pytest.mark.parametrize("letter, shape, count", (("v", (4, 2), 7), ("w", (2, 3), 4)))
def test_the_last_step_is_the_gradient(letter, shape, count):
    rng = np.random.default_rng(0)
    x, t, V, W = rng.random(4), rng.random(3), *rng.normal(size=(2, 4, 3))
    V, W = V[:, :2], W[:2]
    gradients = dict(zip("vw", network.gradients(x[None], t[None], V, W), strict=True))
    for place in np.ndindex(shape):
        steps = chain_walk.chain_steps(x, t, V, W, letter, *place)
        assert len(steps) == count
        assert steps[-1].value == pytest.approx(gradients[letter][place], rel=1e-12)


def test_each_step_says_what_it_adds():
    steps = chain_walk.chain_steps(X, T, V, W, "v", 0, 0)
    Y, O = network.forward(X[None], V, W)
    delta_y, delta_o = network.deltas(Y, O, T[None], W)
    back = W[0] * delta_o[0]
    expected = [
        network.error(O, T[None]),
        O[0, 0] - T[0],
        delta_o[0, 0],
        back[0],
        back.sum(),
        delta_y[0, 0],
        X[0] * delta_y[0, 0],
    ]
    np.testing.assert_allclose([step.value for step in steps], expected, rtol=1e-12)
    assert steps[4].numbers == "(−0.0584) + (−0.0412) = −0.0996"
    assert [len(step.edges) for step in steps] == [0, 2, 0, 2, 0, 0, 1]
    assert [len(step.units) for step in steps] == [0, 0, 2, 0, 1, 2, 0]


def test_a_weight_that_is_not_there():
    with pytest.raises(ValueError, match=r"letter is 'u', expected 'v' or 'w'"):
        chain_walk.chain_steps(X, T, V, W, "u", 0, 0)


def test_the_picture_grows_with_the_steps(ax):
    steps = chain_walk.chain_steps(X, T, V, W, "v", 0, 0)
    texts = []
    for count in range(1, len(steps) + 1):
        ax.clear()
        assert chain_walk.draw_chain(ax, (X, T, V, W), ("v", 0, 0), steps, count) is ax
        texts.append({text.get_text() for text in ax.texts})
        assert f"Step {count - 1} of 6" in ax.get_title()
    names = {
        "$v_{11}$ = 0.80",
        "$w_{11}$ = 0.60",
        "$w_{12}$ = −0.30",
        "$x_2$\n0.10",
        "$o_1$\n0.59",
    }
    assert names <= texts[0] and not any("w_{21}" in text for text in texts[0])
    assert "−0.4016" not in texts[0] and "−0.4016" in texts[1]
    assert "× 0.2422: δ = −0.0973" in texts[2]
    assert {"Σ = −0.0996 × 0.2332", "δ = −0.0232"} <= texts[5]
    assert "−0.0139" in texts[6] - texts[5]


def central(line, h):
    return (line(h) - line(-h)) / (2 * h)


def one_sided(line, h):
    return (line(h) - line(0.0)) / h


def test_error_curves(ax):
    runs = [(0.1, [2.0, 1.0]), (10.0, [5.0])]
    assert demonstrations.draw_error_curves(ax, runs, 200) is ax
    first, last = ax.lines
    assert first.get_xdata().tolist() == [200, 400]
    assert (first.get_label(), last.get_label()) == ("0.1", "10")
    assert last.get_linewidth() > first.get_linewidth()


def test_saturation_marks_each_curve_at_z(ax):
    assert demonstrations.draw_saturation(ax, {"a": np.tanh, "b": np.exp}, 0.5) is ax
    marks = [line.get_ydata()[0] for line in ax.lines[1:4:2]]
    np.testing.assert_allclose(marks, [np.tanh(0.5), np.exp(0.5)])
