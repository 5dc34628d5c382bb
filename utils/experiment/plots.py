"""Plots of the experiment: numbers in, labelled axes out. Each function returns ax."""

import numpy as np

from utils.figures.axes import BLACK, BLUE, GREEN, ORANGE


def plot_effects(ax, effects):
    """Draw effects, one on each line: a dot, its 95 % interval, the range of the pairs.

    Args:
        effects: name -> effects.Effect, from top to bottom.

    Returns ax.
    """
    lines = np.arange(len(effects))
    found = list(effects.values())
    low, high = [e.lowest for e in found], [e.highest for e in found]
    ax.hlines(lines, low, high, color="0.75", linewidth=7, label="single pairs")
    ax.errorbar(
        [e.mean for e in found],
        lines,
        xerr=[e.half_width for e in found],
        fmt="o",
        color=BLUE,
        capsize=4,
        label="mean of all pairs, 95 % interval",
    )
    for line, e in zip(lines, found, strict=True):
        ax.annotate(str(e), (e.mean, line), (0, 8), textcoords="offset points")
    ax.axvline(0, color=BLACK, linewidth=0.8)
    ax.set_yticks(lines, list(effects))
    ax.set_ylim(len(effects) - 0.4, -0.7)
    ax.set_xlabel("gain in test accuracy (points)")
    ax.grid(axis="x", alpha=0.3)
    return ax


def plot_by_rate(ax, rates, series):
    """Plot mean accuracies against the learning rate, with standard deviations.

    Args:
        rates: the learning rates, drawn on a log axis.
        series: up to three, label -> pairs (mean, standard deviation), one for a rate.

    Returns ax.
    """
    styles = (("o-", BLUE), ("s--", ORANGE), ("^:", GREEN))
    for (label, pairs), (style, color) in zip(series.items(), styles, strict=False):
        means, deviations = np.transpose(pairs)
        ax.errorbar(
            rates, means, deviations, fmt=style, color=color, capsize=3, label=label
        )
    ax.set_xscale("log")
    ax.set_xlabel("learning rate for one example")
    ax.set_ylim(0, 100)
    ax.grid(alpha=0.3)
    return ax


def plot_path(ax, names, means, deviations):
    """Draw accuracies from top to bottom, each with the change from the one above.

    Args:
        names: what was changed, one for each line.
        means, deviations: accuracies in points.

    Returns ax.
    """
    lines = np.arange(len(names))
    ax.plot(means, lines, color="0.7", linewidth=1, zorder=0)
    ax.errorbar(means, lines, xerr=deviations, fmt="o", color=BLUE, capsize=4)
    for line in lines:
        text = f"{means[line]:.1f}"
        if line:
            change = round(means[line] - means[line - 1], 1) + 0.0  # no -0.0
            text += f"  ({change:+.1f})"
        ax.annotate(text, (means[line], line), (8, 5), textcoords="offset points")
    ax.set_yticks(lines, names)
    ax.set_ylim(len(names) - 0.5, -0.7)
    ax.margins(x=0.2)
    ax.set_xlabel("test accuracy (%)")
    ax.grid(axis="x", alpha=0.3)
    return ax
