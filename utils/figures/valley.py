"""A valley of two weights by its contour lines, and the way of an optimizer in it."""

import numpy as np

from utils.figures.axes import BLUE, ORANGE

EDGE = 10.5  # the picture shows both weights from -EDGE to EDGE


def draw_valley(ax, A):
    """Draw the contour lines of E = 1/2 w A w for a symmetric A (2, 2); return ax."""
    axis = np.linspace(-EDGE, EDGE, 201)
    w = np.stack(np.meshgrid(axis, axis), axis=-1)
    E = 0.5 * np.sum((w @ A) * w, axis=-1)
    ax.contour(axis, axis, E, levels=np.geomspace(0.5, E.max(), 9), colors="0.75")
    ax.set(xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
    return ax


def draw_path(ax, places, title):
    """Draw the places (steps, 2) of an optimizer, its start as a square; return ax."""
    ax.plot(*places.T, ".-", color=BLUE, linewidth=1, markersize=4)
    ax.plot(*places[0], "s", color=ORANGE)
    ax.set_title(title, fontsize=10)
    return ax
