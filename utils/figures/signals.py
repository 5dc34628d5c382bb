"""Signals of a deep network: what was predicted as lines, what was measured as dots.

Each function takes a Matplotlib Axes and returns it.
"""

import numpy as np

from utils.figures.axes import BLACK, BLUE, GREEN, ORANGE

TINY = 1e-28  # drawn for 0, on the lower edge
FORWARD, BACKWARD = "outputs, forward", "deltas, backward"
STYLES = (("-", BLUE, "o"), ("--", ORANGE, "s"), (":", GREEN, "^"), ("-.", BLACK, "D"))


def draw_predictions(ax, places, predicted, measured):
    """Draw a line for each prediction, and dots for what was measured.

    Args:
        places: P numbers, for example those of the layers.
        predicted: up to four, name -> P numbers.
        measured: name -> P numbers, or (S, P) of them for S seeds; each name is in
            predicted too.
    """
    for name, (style, color, mark) in zip(predicted, STYLES, strict=False):
        ax.plot(places, predicted[name], style, color=color, linewidth=2, label=name)
        for dots in np.atleast_2d(measured.get(name, np.empty((0, len(places))))):
            ax.plot(places, dots, mark, color=color, markersize=4, alpha=0.6)
    return ax


def draw_signals(ax, signals):
    """Draw log10 of the root mean squares of outputs and deltas, layer by layer.

    signals is what compared_signals returns; the line of the deltas starts at the
    measured ones of the output layer.
    """
    last = np.mean(signals.deltas_found[:, -1])
    deltas = last * np.cumprod(signals.factors[::-1])[::-1]
    predicted = {FORWARD: signals.outputs, BACKWARD: deltas}
    measured = {FORWARD: signals.outputs_found, BACKWARD: signals.deltas_found[:, :-1]}
    layers = np.arange(1, len(deltas) + 1)
    draw_predictions(ax, layers, _log_roots(predicted), _log_roots(measured))
    ax.set(xlabel="hidden layer", ylabel="log10 of the root mean square")
    ax.set(xlim=(0.5, 16.5), ylim=(-14, 4))
    ax.grid(alpha=0.3)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def _log_roots(squares):
    return {a: 0.5 * np.log10(np.maximum(squares[a], TINY)) for a in squares}


def plot_norms(ax, norms, title):
    """Plot the norm of the gradient of each layer, on a log axis.

    norms: up to four, name -> (predicted (R,), measured (S, R)).
    """
    predicted = {name: pair[0] for name, pair in norms.items()}
    measured = {name: pair[1] for name, pair in norms.items()}
    layers = np.arange(1, len(next(iter(predicted.values()))) + 1)
    draw_predictions(ax, layers, predicted, measured)
    ax.set(yscale="log", xlabel="layer $r$", title=title)
    if ax.get_subplotspec().is_first_col():
        ax.set_ylabel("norm of the gradient of $W_r$")
    ax.legend(loc="lower right")
    ax.grid(alpha=0.3)
    return ax


def plot_factors(ax, scales, predicted, measured):
    """Plot factors of the norm of a delta against the scale of the weights.

    Args: see draw_predictions; scales are the places.
    """
    draw_predictions(ax, scales, predicted, measured)
    ax.axhline(1, color="0.6", linewidth=1)
    ax.set(xscale="log", yscale="log", xlabel="scale of the inner weights")
    ax.set_ylabel("factor for the norm of a delta")
    ax.legend()
    return ax
