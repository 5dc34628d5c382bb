"""Plots of the experiment: numbers in, labelled axes out."""

from collections import Counter

import numpy as np

from utils.experiment import design as d
from utils.experiment.effects import cells_of, points_of
from utils.figures.axes import BLACK, BLUE, GREEN, ORANGE

STYLES = (BLUE, "o-"), (ORANGE, "s--"), (GREEN, "^:")
TRAINERS = {
    "one at a time": (d.ONE, d.SGD),
    "batches, SGD": (d.BATCH, d.SGD),
    "batches, Adam": (d.BATCH, d.ADAM),
}


def plot_cells(ax, results, marked):
    """Draw the mean test accuracy of each cell over its rate, and name some of them.

    marked: (name, Cell, height of the name).
    """
    means = {cell: points_of(results, cell).mean() for cell, _ in results}
    trainers = zip(TRAINERS.items(), STYLES, strict=True)
    for (name, (batch, rule)), (color, style) in trainers:
        levels = {"batch": batch} | ({"optimizer": rule} if batch > 1 else {})
        group = cells_of(means, **levels)
        shown = [cell.rate for cell in group], [means[cell] for cell in group]
        ax.plot(*shown, style[0], color=color, alpha=0.5, markersize=5, label=name)
    for name, cell, height in marked:
        place = cell.rate, means[cell]
        ax.plot(*place, "o", color=BLACK, fillstyle="none", markersize=11)
        arrow = {"arrowstyle": "-", "relpos": (0, 0.5)}
        ax.annotate(name, place, (1.3 * cell.rate, height), arrowprops=arrow)
    ax.set(xscale="log", ylim=(0, 100))
    ax.set(xlabel="learning rate for one example", ylabel="test accuracy (%)")
    ax.grid(alpha=0.3)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)


def plot_path(ax, names, accuracies, start=None):
    """Draw accuracies from top to bottom, each with a change.

    Args:
        names: what was changed, one for each line.
        accuracies: for each line those of all seeds, in points.
        start: the number of the line from which all changes are counted; by default
            each is counted from the line above.
    """
    means = np.array([points.mean() for points in accuracies])
    lines = np.arange(len(names))
    if start is None:
        above = lines - 1
        ax.plot(means, lines, color="0.7", linewidth=1, zorder=0)
    else:
        above = np.full(len(names), start)
        ax.axvline(means[start], color="0.7", linewidth=1, zorder=0)
    deviations = [points.std(ddof=1) for points in accuracies]
    ax.errorbar(means, lines, xerr=deviations, fmt="o", color=BLUE, capsize=4)
    for line, change in zip(lines, means - means[above], strict=True):
        text = f"{means[line]:.1f}"
        text += f"  ({round(change, 1) + 0.0:+.1f})" if line else ""
        place = {"xytext": (8, 5), "textcoords": "offset points"}
        ax.annotate(text, (means[line], line), **place)
    ax.set_yticks(lines, names)
    ax.set(ylim=(len(names) - 0.5, -0.7), xlabel="test accuracy (%)")
    ax.set_xlim(right=max(means) + 0.3 * np.ptp(means))
    ax.grid(axis="x", alpha=0.3)


def plot_orders(ax, gains, told):
    """Draw what a step gains in all orders: a dot for each value, larger for more.

    Args:
        gains: name -> gains in points, one for each order; from top to bottom.
        told: (number of the line, gain, text): one dot that gets a name.
    """
    for line, values in enumerate(gains.values()):
        counts = Counter(np.round(values, 6))
        first, sizes = line == 0, [25 * n for n in counts.values()]
        name, mean = "one order, or several (larger)", "mean of all orders"
        style = {"color": BLUE, "alpha": 0.5, "label": name if first else None}
        ax.scatter(list(counts), [line] * len(counts), s=sizes, **style)
        style = {"color": ORANGE, "label": mean if first else None}
        ax.plot(np.mean(values), line + 0.25, "D", **style)
    line, gain, text = told
    ax.plot(gain, line, "o", color=BLACK, fillstyle="none", markersize=8)
    arrow = {"arrowstyle": "->"}
    ax.annotate(text, (gain, line), (gain + 12, line - 0.4), arrowprops=arrow)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    ax.set_yticks(range(len(gains)), list(gains))
    ax.set(ylim=(len(gains) - 0.4, -0.6), xlabel="gain in test accuracy (points)")
    ax.grid(axis="x", alpha=0.3)


def plot_by_rate(axes, results):
    """Plot the wrong answers of three losses against the rate, a panel a trainer.

    All with scaled inputs and normal first weights. The share of wrong answers has a
    log axis, upside down: the best are at the top. Lines join means, dots are seeds.
    """
    for ax, (title, (batch, rule)) in zip(axes, TRAINERS.items(), strict=True):
        start = d.Cell(d.NUMPY, batch, None, rule, None, d.SCALED, d.NORMAL)
        for loss, (color, style) in zip(d.LOSSES, STYLES, strict=True):
            cells = [start._replace(loss=loss, rate=rate) for rate in d.RATES[rule]]
            wrong = np.array([100 - points_of(results, cell) for cell in cells])
            means, rates = wrong.mean(axis=1), d.RATES[rule]
            ax.plot(rates, means, style, color=color, label=loss, markersize=5)
            ax.plot(rates, wrong, style[0], color=color, alpha=0.3, markersize=4)
        ax.set(title=title, xscale="log", yscale="log", ylim=(100, 3))
        ax.set_yticks([90, 50, 20, 10, 5, 4], ["10", "50", "80", "90", "95", "96"])
        ax.minorticks_off()
        ax.set_xlabel("learning rate for one example")
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("test accuracy (%)")
