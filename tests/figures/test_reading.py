"""The reading of a picture: what the network makes of it, drawn."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.data.drawing import EXAMPLES, ink, mnist_form
from utils.data.preprocessing import scale_pixels
from utils.figures.reading import SPEAKERS, draw_reading, read_picture
from utils.networks.sigmoid import forward, initial_weights


def test_a_reading_is_what_forward_says():
    V, W = initial_weights(np.random.default_rng(2))
    picture = mnist_form(ink(EXAMPLES["2"]))
    reading = read_picture(picture, V, W)
    x = scale_pixels(picture.reshape(1, 784))
    Y, O = forward(x, V, W)
    assert reading.answer == O[0].argmax()
    np.testing.assert_allclose(reading.outputs, O[0])
    z = np.log(reading.outputs[reading.answer] / (1 - reading.outputs[reading.answer]))
    assert reading.shares.sum() == pytest.approx(z)
    axes = draw_reading(Figure().subplots(1, 2 + SPEAKERS), reading, V)
    loudest = np.sort(reading.shares)[::-1][:SPEAKERS]
    for ax, share in zip(axes[2:], loudest, strict=True):
        unit, shown = ax.get_title().removeprefix("unit ").split(": ")
        assert reading.shares[int(unit)] == share and shown == f"{share:+.1f}"


def test_a_reading_wants_a_picture():
    V, W = initial_weights(np.random.default_rng(2))
    with pytest.raises(
        ValueError, match=r"expected a picture \(28, 28\), got \(784,\)"
    ):
        read_picture(np.zeros(784), V, W)
