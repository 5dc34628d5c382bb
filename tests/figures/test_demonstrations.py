"""What the demonstrations draw: the chain rule, a step size, losses, saturation."""

import pytest
from matplotlib.figure import Figure


@pytest.fixture
def ax():
    return Figure().add_subplot()


def central(line, h):
    return (line(h) - line(-h)) / (2 * h)


def one_sided(line, h):
    return (line(h) - line(0.0)) / h
