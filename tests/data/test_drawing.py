"""Drawings: the pen, and the stages to MNIST's form."""

import numpy as np
import pytest

from utils.data.drawing import (
    CANVAS,
    EXAMPLES,
    centre,
    centre_of_mass,
    crop,
    fit,
    ink,
    mnist_form,
)
from utils.data.mnist import load_mnist

DOT = [[(100, 150)]]


def test_ink_of_a_dot_is_a_disc():
    picture = ink(DOT, pen=20)
    assert picture.shape == (CANVAS, CANVAS) and picture.max() == 1
    assert centre_of_mass(picture) == pytest.approx((150, 100), abs=0.6)
    assert picture.sum() == pytest.approx(np.pi * 10**2, rel=0.2)


def test_ink_of_a_line_has_the_width_of_the_pen():
    picture = ink([[(50, 140), (230, 140)]], pen=20)
    assert picture[:, 140].sum() == pytest.approx(20, abs=1.5)


@pytest.mark.parametrize("strokes", [[], [[(-99, -99)]], [[(500, 10), (500, 90)]]])
def test_no_ink(strokes):
    with pytest.raises(ValueError, match="no ink on the sheet"):
        ink(strokes)


def test_crop():
    picture = np.zeros((9, 7))
    picture[2:5, 3] = picture[4, 3:6] = 0.5
    assert crop(picture).shape == (3, 3)
    assert crop(picture).sum() == picture.sum()
    assert ink([[(-50, 140), (330, 140)]]).any()  # what is over the edge is lost


@pytest.mark.parametrize(
    ("shape", "fitted"),
    [((40, 20), (20, 10)), ((5, 10), (10, 20)), ((200, 1), (20, 1))],
)
def test_fit_keeps_the_aspect_ratio(shape, fitted):
    assert fit(np.ones(shape)).shape == fitted
    assert np.allclose(fit(np.ones(shape)), 1)


def test_fit_makes_half_covered_pixels_half_dark():
    picture = np.zeros((40, 40))
    picture[:, :19] = 1  # nine and a half pixels of the small picture
    row = fit(picture)[10]
    assert row[0] == 1 and row[19] == 0 and 0.2 < row[9] < 0.8


def test_centre_puts_the_mass_in_the_middle():
    rng = np.random.default_rng(1)
    for shape in ((20, 14), (3, 20), (20, 20)):
        picture = rng.random(shape)
        placed = centre(picture)
        assert placed.shape == (28, 28)
        assert placed.sum() == pytest.approx(picture.sum())
        assert np.abs(centre_of_mass(placed) - 14).max() <= 0.5


def test_centre_never_leaves_the_edge():
    picture = np.zeros((20, 20))
    picture[0, 0] = picture[19, 19] = 1e-3
    picture[19, :] = 1
    assert centre(picture).sum() == pytest.approx(picture.sum())


def test_mnist_form_leaves_mnist_as_it_is():
    images = load_mnist().test_images[:100].reshape(-1, 28, 28)
    assert np.mean([(mnist_form(i / 255) == i).all() for i in images]) > 0.98


@pytest.mark.parametrize(("across", "down", "scale"), [(0, 0, 1), (60, -20, 0.5)])
def test_mnist_form_forgets_place_and_size(across, down, scale):
    strokes = EXAMPLES["4"]
    moved = [[(across + scale * a, down + scale * d) for a, d in s] for s in strokes]
    first = mnist_form(ink(strokes, pen=20)).astype(int)
    second = mnist_form(ink(moved, pen=round(20 * scale))).astype(int)
    assert np.abs(first - second).mean() < 6  # of 255


@pytest.mark.parametrize(
    ("picture", "message"),
    [(np.zeros((28, 28)), "no ink in the picture"), (np.ones(784), r"got \(784,\)")],
)
def test_mnist_form_of_what_is_no_drawing(picture, message):
    with pytest.raises(ValueError, match=message):
        mnist_form(picture)
