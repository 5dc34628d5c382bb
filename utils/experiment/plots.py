"""Plots of the experiment: numbers in, labelled axes out; each returns its Axes."""

import matplotlib.pyplot as plt
import numpy as np

from utils.figures.axes import BLACK, BLUE, GREEN, ORANGE


def plot_effects(ax, effects):
    """Draw effects, one on each line: mean, 95 % interval, median, a dot for each pair.

    effects: name -> effects.Effect, from top to bottom.
    """
    names = ("a pair of cells", "median", "mean, 95 % interval")
    for line, found in enumerate(effects.values()):
        dot, median, mean = ({"label": "_" * bool(line) + name} for name in names)
        heights = np.full(len(found.of_pairs), line)
        ax.scatter(found.of_pairs, heights, s=30, color="0.6", alpha=0.6, **dot)
        middle, ends = np.median(found.of_pairs), [line - 0.3, line + 0.3]
        ax.plot([middle] * 2, ends, color=ORANGE, lw=3, **median)
        half = found.half_width
        ax.errorbar(found.mean, line, None, half, "D", color=BLUE, capsize=5, **mean)
        where = {"transform": ax.get_yaxis_transform(), "va": "center"}
        ax.text(1.01, line, str(found), color=BLUE, **where)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    ax.set_yticks(range(len(effects)), list(effects))
    ax.set_ylim(len(effects) - 0.4, -0.6)
    ax.set_xlabel("gain in test accuracy (points)")
    ax.grid(axis="x", alpha=0.3)
    return ax


def plot_by_rate(ax, rates, series):
    """Plot accuracies against the learning rate: means joined, each seed as a dot.

    Args:
        rates: the learning rates, drawn on a log axis.
        series: up to three, label -> accuracies (rates, seeds) in points.
    """
    styles = (("-", BLUE, "o"), ("--", ORANGE, "s"), (":", GREEN, "^"))
    for label, (style, color, marker) in zip(series, styles, strict=False):
        points = np.array(series[label])
        ax.plot(rates, points.mean(axis=1), style, color=color, label=label)
        for seed in points.T:
            ax.scatter(rates, seed, s=14, color=color, marker=marker, alpha=0.6)
    ax.set_xscale("log")
    ax.set_xlabel("learning rate for one example")
    ax.grid(alpha=0.3)
    return ax


def plot_trainers(trainers):
    """Plot accuracies against the rate for several trainers, and enlarged below.

    trainers: name -> (rates, series), see plot_by_rate. Returns the figure.
    """
    shape = {"sharex": "col", "sharey": "row", "squeeze": False}
    shape |= {"figsize": (10.5, 7), "layout": "constrained"}
    fig, axes = plt.subplots(2, len(trainers), **shape)
    for column, (name, (rates, series)) in zip(axes.T, trainers.items(), strict=True):
        for ax, limits in zip(column, ((0, 100), (90, 97)), strict=True):
            plot_by_rate(ax, rates, series)
            ax.set_ylim(limits)
        column[0].set(title=name, xlabel="")
    for ax in axes[:, 0]:
        ax.set_ylabel("test accuracy (%)")
    lines = axes[0, 0].get_legend_handles_labels()
    fig.legend(*lines, loc="outside lower center", ncols=3)
    return fig


def plot_path(ax, names, accuracies):
    """Draw accuracies from top to bottom, each with the change from the one above.

    Args:
        names: what was changed, one for each line.
        accuracies: for each line those of all seeds, in points.
    """
    means = [points.mean() for points in accuracies]
    deviations = [points.std(ddof=1) for points in accuracies]
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
