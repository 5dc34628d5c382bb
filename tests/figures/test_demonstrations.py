"""What the demonstrations draw: the chain rule, a step size, losses, saturation."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.figures import demonstrations


@pytest.fixture
def ax():
    return Figure().add_subplot()


def central(line, h):
    return (line(h) - line(-h)) / (2 * h)


def one_sided(line, h):
    return (line(h) - line(0.0)) / h


def test_the_mark_lies_on_the_v_curve():
    axes = Figure().subplots(1, 2)
    found = demonstrations.draw_step_size(axes, central, np.sin, np.cos, 1.0, 1e-5)
    assert found is axes
    curve, mark, _ = axes[0].lines
    [x], [y] = mark.get_data()
    assert np.isclose(x, -5)
    place = np.argmin(np.abs(curve.get_xdata() - x))
    assert curve.get_ydata()[place] == pytest.approx(y)
    assert y == pytest.approx(
        np.log10(abs(central(lambda t: np.sin(1 + t), 1e-5) - np.cos(1)))
    )


@pytest.mark.parametrize("route, asked", ((one_sided, [0, 1]), (central, [-1, 1])))
def test_dots_are_the_values_that_the_route_takes(route, asked):
    axes = Figure().subplots(1, 2)
    demonstrations.draw_step_size(axes, route, np.sin, np.cos, 1.0, 1e-5)
    x, y = axes[1].lines[-1].get_data()
    assert sorted(x) == pytest.approx(asked)
    assert y * 1e-5 == pytest.approx(np.sin(1 + x * 1e-5) - np.sin(1))


def test_an_error_of_zero_can_be_drawn():
    axes = Figure().subplots(1, 2)
    demonstrations.draw_step_size(
        axes, lambda line, h: 2.0, lambda x: 2 * x, lambda x: 2.0, 1.0, 0.5
    )
    assert np.isfinite(axes[0].lines[0].get_ydata()).all()


def test_error_curves(ax):
    runs = [(0.1, [2.0, 1.0]), (10.0, [5.0])]
    assert demonstrations.draw_error_curves(ax, runs, 200) is ax
    first, last = ax.lines
    assert first.get_xdata().tolist() == [200, 400]
    assert (first.get_label(), last.get_label()) == ("0.1", "10")
    assert last.get_linewidth() > first.get_linewidth()
