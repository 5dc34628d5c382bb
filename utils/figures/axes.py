"""Plots: arrays in, labelled axes out. Each function takes an Axes and returns it."""

import numpy as np

from utils.figures.style import use_standard_style

use_standard_style()  # before any figure

# Readable in grey and by colour-blind readers (Okabe and Ito).
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
PURPLE, BLACK = "#CC79A7", "#000000"
COLOURS = BLUE, ORANGE, GREEN, PURPLE, BLACK


def show_digit(ax, image, title=""):
    """Show one image, 784 values or (28, 28), dark ink on white."""
    return _show_picture(ax, image, title, cmap="gray_r")


def show_weights(ax, weights, limit, title=""):
    """Show the weights into one hidden unit, 784 values, as a (28, 28) picture.

    Orange is positive, purple is negative, white is 0; the scale ends at +-limit.
    """
    return _show_picture(ax, weights, title, cmap="PuOr_r", vmin=-limit, vmax=limit)


def _show_picture(ax, values, title, **colours):
    ax.imshow(np.reshape(values, (28, 28)), **colours)
    ax.set_title(title, fontsize=9)
    ax.set(xticks=[], yticks=[])
    return ax


def plot_bars(ax, values, color, xlabel):
    """Draw a horizontal bar with its rounded number for each name of values.

    values is a dict; color is one for all, or a list.
    """
    bars = ax.barh(list(values), values.values(), color=color)
    ax.bar_label(bars, fmt="%.0f", padding=3)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.set_xlabel(xlabel)
    return ax


def plot_confusion(ax, counts):
    """Show a confusion matrix (l, l), rows are labels; the counts off its diagonal."""
    mistakes = counts - np.diag(np.diag(counts))
    ax.imshow(mistakes, cmap="Oranges")
    for (a, b), count in np.ndenumerate(counts):
        dark = mistakes[a, b] > 0.6 * mistakes.max()
        text = ax.text(b, a, count, ha="center", va="center", fontsize=8)
        text.set_color("white" if dark else "black")
        text.set_fontweight("bold" if a == b else "normal")
    digits = range(len(counts))
    ax.set(xticks=digits, yticks=digits, xlabel="predicted digit", ylabel="true digit")
    return ax


def plot_step_errors(ax, steps, errors, predicted):
    """Plot the error of derivatives against the step size, both on log axes.

    Args:
        steps: the step sizes.
        errors: up to four, name -> one error for each step; 0 is drawn at 1e-17.
        predicted: name -> (the step of the least error, its text), a dotted line.
    """
    styles = ("o-", BLUE), ("s-", ORANGE), ("^-", GREEN), ("D-", BLACK)
    for (name, error), (style, color) in zip(errors.items(), styles, strict=False):
        error = np.maximum(error, 1e-17)
        ax.loglog(steps, error, style, color=color, markersize=4, label=name)
        if name in predicted:
            step, text = predicted[name]
            ax.axvline(step, color=color, linestyle=":", linewidth=1.5)
            place = {"xycoords": ("data", "axes fraction"), "ha": "right"}
            ax.annotate(f"{text} ", (step, 0.93), color=color, **place)
    ax.set(xlabel="step size h", ylabel="error of the slope")
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def plot_pairs(axes, names, first, second, labels, limits):
    """Draw two numbers for each name, on one line: a ring and a dot.

    Args:
        axes: two Axes side by side with a shared y axis, the parts of a broken axis.
        names: one for each line, from top to bottom.
        first, second: the numbers of the rings and of the dots.
        labels: what a ring and what a dot means.
        limits: (low, high) of each of the two parts.
    """
    lines = np.arange(len(names))
    for ax, limit in zip(axes, limits, strict=True):
        ax.hlines(lines, first, second, color="0.6", linewidth=2, zorder=1)
        ax.scatter(first, lines, s=70, color="white", edgecolor=BLUE, label=labels[0])
        ax.scatter(second, lines, s=40, color=ORANGE, label=labels[1])
        ax.set_xlim(limit)
        ax.grid(axis="x", alpha=0.3)
    _break_axis(*axes)
    axes[0].set_yticks(lines, names)
    axes[0].invert_yaxis()
    axes[1].legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2)
    return axes


def _break_axis(left, right):
    """Open the frame between two Axes, and mark the gap by slanted strokes."""
    left.spines.right.set_visible(False)
    right.spines.left.set_visible(False)
    right.tick_params(axis="y", length=0)
    mark = {"marker": [(-1, -2), (1, 2)], "markersize": 10, "clip_on": False}
    mark |= {"linestyle": "none", "color": BLACK}
    left.plot([1, 1], [0, 1], transform=left.transAxes, **mark)
    right.plot([0, 0], [0, 1], transform=right.transAxes, **mark)
