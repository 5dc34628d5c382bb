"""Plots of the experiment: numbers in, labelled axes out; each returns its Axes."""

from collections import Counter

import numpy as np

from utils.experiment.design import ADAM, BATCH, LOSSES, NORMAL, NUMPY, ONE, SCALED, SGD
from utils.experiment.effects import cells_of, points_of
from utils.figures.axes import BLACK, BLUE, GREEN, ORANGE

STYLES = (BLUE, "o-"), (ORANGE, "s--"), (GREEN, "^:")
TRAINERS = {
    "one at a time": (ONE, SGD),
    "batches, SGD": (BATCH, SGD),
    "batches, Adam": (BATCH, ADAM),
}


def plot_cells(ax, results, marked):
    """Draw the mean test accuracy of each cell over its rate, and name some of them.

    marked: (name, Cell, height of the name).
    """
    cells = list(dict.fromkeys(cell for cell, _ in results))
    for (name, (batch, rule)), style in zip(TRAINERS.items(), STYLES, strict=True):
        levels = (
            {"batch": batch} if batch == ONE else {"optimizer": rule, "batch": batch}
        )
        group = cells_of(cells, **levels)
        means = [points_of(results, cell).mean() for cell in group]
        options = {"s": 22, "alpha": 0.5, "color": style[0], "marker": style[1][0]}
        ax.scatter([cell.rate for cell in group], means, label=name, **options)
    arrow = {"arrowstyle": "-", "color": BLACK, "relpos": (0, 0.5)}
    for name, cell, height in marked:
        place = cell.rate, points_of(results, cell).mean()
        ax.plot(*place, "o", color=BLACK, fillstyle="none", markersize=11)
        ax.annotate(name, place, (1.3 * cell.rate, height), arrowprops=arrow)
    ax.set(xscale="log", ylim=(0, 100))
    ax.set(xlabel="learning rate for one example", ylabel="test accuracy (%)")
    ax.grid(alpha=0.3)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)
    return ax


def plot_path(ax, names, accuracies, start=None):
    """Draw accuracies from top to bottom, each with a change.

    Args:
        names: what was changed, one for each line.
        accuracies: for each line those of all seeds, in points.
        start: the number of the line from which all changes are counted; by default
            each is counted from the line above.
    """
    means = [points.mean() for points in accuracies]
    deviations = [points.std(ddof=1) for points in accuracies]
    lines = np.arange(len(names))
    if start is None:
        ax.plot(means, lines, color="0.7", linewidth=1, zorder=0)
    else:
        ax.axvline(means[start], color="0.7", linewidth=1, zorder=0)
    ax.errorbar(means, lines, xerr=deviations, fmt="o", color=BLUE, capsize=4)
    for line in lines:
        text, above = f"{means[line]:.1f}", line - 1 if start is None else start
        if line and line != start:
            text += f"  ({round(means[line] - means[above], 1) + 0.0:+.1f})"
        right = means[line] > max(means) - 0.08 * np.ptp(means)
        side = ((-8, 5), "right") if right else ((8, 5), "left")
        options = {"textcoords": "offset points", "ha": side[1], "zorder": 2}
        options["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        ax.annotate(text, (means[line], line), side[0], **options)
    ax.set_yticks(lines, names)
    ax.set_ylim(len(names) - 0.5, -0.7)
    ax.margins(x=0.12)
    ax.set_xlabel("test accuracy (%)")
    ax.grid(axis="x", alpha=0.3)
    return ax


def plot_orders(ax, gains, told):
    """Draw what a step gains in all orders: a dot for each value, larger for more.

    Args:
        gains: name -> gains in points, one for each order; from top to bottom.
        told: (number of the line, gain, text): one dot that gets a name.
    """
    for line, values in enumerate(gains.values()):
        counts = Counter(np.round(values, 6))
        sizes = [25 * n for n in counts.values()]
        label = "one order, or several (larger)" if line == 0 else None
        options = {"color": BLUE, "alpha": 0.5, "label": label}
        ax.scatter(list(counts), [line] * len(counts), s=sizes, **options)
        mean = "mean of all orders" if line == 0 else None
        ax.plot(np.mean(values), line + 0.25, "D", color=ORANGE, label=mean)
        where = {"transform": ax.get_yaxis_transform(), "va": "center"}
        ax.text(1.01, line, f"{np.mean(values):+.1f}", color=ORANGE, **where)
    line, gain, text = told
    arrow = {"arrowstyle": "->", "color": BLACK}
    ax.plot(gain, line, "o", color=BLACK, fillstyle="none", markersize=8)
    place = {"xytext": (gain + 12, line - 0.4), "va": "center"}
    ax.annotate(text, (gain, line), arrowprops=arrow, **place)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    ax.set_yticks(range(len(gains)), list(gains))
    ax.set_ylim(len(gains) - 0.4, -0.6)
    ax.set_xlabel("gain in test accuracy (points)")
    ax.grid(axis="x", alpha=0.3)
    return ax


def plot_by_rate(axes, results):
    """Plot the wrong answers of three losses against the rate, a panel a trainer.

    All with scaled inputs and normal first weights. The share of wrong answers has a
    log axis, upside down: the best are at the top. Lines join means, dots are seeds.
    """
    for ax, (title, (batch, rule)) in zip(axes, TRAINERS.items(), strict=True):
        levels = {"framework": NUMPY, "batch": batch, "optimizer": rule}
        for loss, (color, style) in zip(LOSSES, STYLES, strict=True):
            levels |= {"loss": loss, "inputs": SCALED, "weights": NORMAL}
            cells = cells_of((c for c, _ in results), **levels)
            wrong = [100 - points_of(results, cell) for cell in cells]
            rates = [cell.rate for cell in cells]
            means = [w.mean() for w in wrong]
            ax.plot(rates, means, style, color=color, label=loss, markersize=5)
            ax.plot(rates, wrong, style[0], color=color, alpha=0.3, markersize=4)
        ax.set(title=title, xscale="log", yscale="log", ylim=(100, 3))
        ax.set_yticks([90, 50, 20, 10, 5, 4], ["10", "50", "80", "90", "95", "96"])
        ax.minorticks_off()
        ax.set_xlabel("learning rate for one example")
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("test accuracy (%)")
    return axes
