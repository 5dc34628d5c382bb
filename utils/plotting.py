"""Plots: arrays in, labelled axes out. Each function takes an Axes and returns it."""

import numpy as np

# Readable in grey and by colour-blind readers (Okabe and Ito).
BLUE, ORANGE, GREEN, PURPLE, BLACK = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#000000",
)


def show_digit(ax, image, title=""):
    """Show one image, 784 values or (28, 28), dark ink on white; return ax."""
    ax.imshow(np.reshape(image, (28, 28)), cmap="gray_r")
    ax.set_title(title, fontsize=9)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def show_weights(ax, weights, limit, title=""):
    """Show the weights into one hidden unit, 784 values, as a (28, 28) picture.

    Red is positive, blue is negative, white is 0; the colours end at +-limit.
    Returns ax.
    """
    image = np.reshape(weights, (28, 28))
    ax.imshow(image, cmap="RdBu_r", vmin=-limit, vmax=limit)
    ax.set_title(title, fontsize=9)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def plot_confusion(ax, counts):
    """Show a confusion matrix (l, l), rows are labels; the counts off its diagonal.

    Returns ax.
    """
    mistakes = counts - np.diag(np.diag(counts))
    ax.imshow(mistakes, cmap="Oranges")
    for (a, b), count in np.ndenumerate(counts):
        dark = mistakes[a, b] > 0.6 * mistakes.max()
        ax.text(
            b,
            a,
            count,
            ha="center",
            va="center",
            fontsize=8,
            color="white" if dark else "black",
            fontweight="bold" if a == b else "normal",
        )
    ax.set_xticks(range(len(counts)))
    ax.set_yticks(range(len(counts)))
    ax.set_xlabel("predicted digit")
    ax.set_ylabel("true digit")
    return ax


def plot_histories(ax, histories, step, column):
    """Plot one column of each history against the number of examples seen.

    Args:
        histories: up to five, label -> rows of numbers.
        step: number of examples between two rows.
        column: which number of a row.

    Returns ax.
    """
    styles = ("o-", "s--", "^-", "D--", "v:")
    colors = (BLUE, ORANGE, GREEN, PURPLE, BLACK)
    for (label, rows), style, color in zip(
        histories.items(), styles, colors, strict=False
    ):
        seen = step * np.arange(1, len(rows) + 1)
        ax.plot(seen, np.array(rows)[:, column], style, color=color, label=label)
    ax.set_xlabel("examples seen")
    return ax
