"""What goes through a deep network, layer by layer: histograms, and steps in training.

Each function takes Matplotlib axes and draws into them.
"""

import numpy as np

from utils.figures.axes import BLACK, BLUE, GREEN, ORANGE

STYLES = (("-", BLUE), ("--", ORANGE), ("-.", GREEN), (":", BLACK))


def plot_histograms(axes, layers, xlabel):
    """Draw one histogram for each layer, all over the same bins.

    Args:
        axes: as many as there are layers.
        layers: name -> array of any shape, of finite numbers.
        xlabel: what the numbers are.
    """
    ends = [end(values) for end in (np.min, np.max) for values in layers.values()]
    bins = np.linspace(min(ends), max(ends), 61)
    for ax, (name, values) in zip(axes, layers.items(), strict=True):
        ax.hist(np.ravel(values), bins, density=True, color=BLUE)
        ax.set(title=name, xlabel=xlabel, yticks=[])
    axes[0].set_ylabel("how many")


def plot_steps(ax, ratios, layers, title):
    """Plot length of a step over length of the weights, for up to four layers.

    Args:
        ratios: (steps, R), positive.
        layers: numbers of the layers to draw, from 1.
        title: of the axes.
    """
    for (style, color), r in zip(STYLES, layers, strict=False):
        shown = ratios[:, r - 1]
        ax.plot(shown, style, color=color, linewidth=1.6, label=f"layer {r}")
    ax.set(yscale="log", xlabel="step", title=title)
    ax.grid(alpha=0.3)
    if ax.get_subplotspec().is_first_col():
        ax.set_ylabel("step over weights")
        ax.figure.legend(loc="outside right center")
