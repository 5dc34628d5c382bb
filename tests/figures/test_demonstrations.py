"""What the demonstrations draw: the chain rule, a step size, losses, saturation."""

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


def test_error_curves(ax):
    runs = [(0.1, [2.0, 1.0]), (10.0, [5.0])]
    assert demonstrations.draw_error_curves(ax, runs, 200) is ax
    first, last = ax.lines
    assert first.get_xdata().tolist() == [200, 400]
    assert (first.get_label(), last.get_label()) == ("0.1", "10")
    assert last.get_linewidth() > first.get_linewidth()
