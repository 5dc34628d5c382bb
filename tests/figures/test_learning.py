"""What the figures of learning show: outputs, E, downhill, answers, wishes."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.figures import learning


def test_the_strip_shows_the_outputs_of_the_steps_that_are_asked_for():
    outputs = [np.eye(10)[2], np.eye(10)[7], 0.9 * np.eye(10)[5]]
    axes = learning.draw_learning(
        Figure(), np.zeros(784), [3.0, 2.0, 1.0], outputs, 5, steps=(0, 2)
    )
    titles = [ax.get_title() for ax in axes]
    assert titles[:3] == ["a 5", "before: it says 2", "after 2 steps it says 5"]
    heights = [bar.get_height() for bar in axes[2].patches]
    assert heights == pytest.approx(outputs[2])
    assert axes[-1].lines[0].get_ydata().tolist() == [3.0, 2.0, 1.0]


@pytest.mark.parametrize("slope", (0.5, -0.5))
def test_the_step_goes_downhill_and_is_as_long_as_the_rate_says(slope):
    ax = Figure().add_subplot()
    weights = np.array([0.0, 2.0])
    learning.draw_descent(ax, weights, weights * slope, 1.0, slope, slope, rate=1.2)
    curve, tangent, dot, ring = ax.lines
    assert np.diff(tangent.get_ydata()) / np.diff(tangent.get_xdata()) == slope
    new = 0.4 if slope > 0 else 1.6
    assert [*ring.get_xdata(), *ring.get_ydata()] == pytest.approx([new, new * slope])
    [arrow] = ax.texts
    assert arrow.xy == (ring.get_xdata()[0], ring.get_ydata()[0])


def test_each_wish_has_its_own_scale():
    wanted = {"a": np.linspace(-1, 3, 784), "b": np.linspace(0, 0.1, 784)}
    axes = learning.draw_wanted(Figure().subplots(1, 2), wanted)
    assert [ax.images[0].get_clim() for ax in axes] == [(-3, 3), (-0.1, 0.1)]
    assert [ax.get_title() for ax in axes] == ["a", "b"]
