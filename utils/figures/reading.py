"""How the network reads one picture: numbers behind its answer, and their figure."""

from typing import NamedTuple

import numpy as np

from utils.data.preprocessing import scale_pixels
from utils.figures.axes import BLACK, BLUE, ORANGE, show_digit, show_weights
from utils.networks.sigmoid import forward

SPEAKERS = 4  # hidden units shown
NONE = "none of them"


class Reading(NamedTuple):
    """What the network makes of a picture.

    picture: uint8 (28, 28); outputs: o_k, float64 (l,); answer: the largest output's
    number; shares: y_j w_jk for k = answer, float64 (m,).
    """

    picture: np.ndarray
    outputs: np.ndarray
    answer: int
    shares: np.ndarray


def read_picture(picture, V, W):
    """Return the Reading of a picture, uint8 (28, 28), by weights V (784, m), W (m, l).

    Raises ValueError: the picture has another shape.
    """
    if np.shape(picture) != (28, 28):
        raise ValueError(f"expected a picture (28, 28), got {np.shape(picture)}")
    x = scale_pixels(np.reshape(picture, (1, 784)))
    Y, O = forward(x, V, W)
    answer = int(O[0].argmax())
    return Reading(np.asarray(picture), O[0], answer, Y[0] * W[:, answer])


def said(reading, threshold):
    """Return the answer as text; NONE if no output reaches the threshold."""
    return str(reading.answer) if reading.outputs.max() >= threshold else NONE


def draw_reading(axes, reading, V, threshold=0.0):
    """Draw a Reading into 2 + SPEAKERS empty Axes; return them.

    They show the picture; the outputs, and the threshold as a line; of the hidden units
    that speak loudest for the answer the weights in V, and the share of z.
    """
    show_digit(axes[0], reading.picture, "what the network sees")
    digits = np.arange(len(reading.outputs))
    answer = said(reading, threshold)
    colours = [ORANGE if str(digit) == answer else BLUE for digit in digits]
    axes[1].bar(digits, reading.outputs, color=colours)
    axes[1].set(xticks=digits, ylim=(0, 1), xlabel="digit", ylabel="output")
    axes[1].axhline(threshold, color=BLACK, linestyle="--", linewidth=1)
    axes[1].set_title(f"the answer: {answer}", fontsize=9)
    loudest = np.argsort(reading.shares)[::-1][:SPEAKERS]
    for ax, unit in zip(axes[2:], loudest, strict=True):
        limit = np.abs(V[:, unit]).max()
        show_weights(ax, V[:, unit], limit, f"unit {unit}: {reading.shares[unit]:+.1f}")
    return axes
