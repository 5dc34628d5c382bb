"""The way of an optimizer through a valley of two weights, on its contour lines."""

import numpy as np

from utils.figures.axes import BLUE, ORANGE

ALONG, ACROSS = (-10, 2), (-1.8, 1.8)  # what the picture shows


def draw_way(ax, c, places):
    """Draw places (steps, 2), along and across a valley of condition c; return ax.

    Lines where E = (along^2 + c across^2) / 2 is the same; the start is a square.
    """
    along, across = np.linspace(*ALONG, 120), np.linspace(*ACROSS, 120)[:, None]
    E = 0.5 * (along**2 + c * across**2)
    levels = np.geomspace(0.5, E.max(), 8)
    ax.contour(along, across.ravel(), E, levels=levels, colors="0.8", linewidths=0.8)
    ax.plot(*places.T, ".-", color=BLUE, linewidth=0.8, markersize=4)
    ax.plot(*places[0], "s", color=ORANGE)
    ax.set(xlim=ALONG, ylim=ACROSS)
    return ax
