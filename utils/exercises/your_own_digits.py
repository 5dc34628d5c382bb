"""The checks of the exercises of 12_your_own_digits."""

import numpy as np

from utils.exercises.compare import expect_array, expect_number
from utils.exercises.hints import close
from utils.exercises.old_judge import Wrong, call, exercise
from utils.exercises.old_values import as_number, as_sequence

COST = 10  # of an error, where a rejection costs 1
N, P = 10, 0.97  # digits drawn, probability that one is read


def _refuse(got, mistakes, rtol):
    for wrong, sentence in mistakes:
        if close(got, wrong, rtol):
            raise Wrong(sentence)


@exercise("The dark pixels pull the middle towards row 0, away from that of the box.")
def middle(answer):
    """Judge the centre of mass of three pixels, a tuple (row, column)."""
    mistakes = [
        ((10 / 3, 11 / 3), "a pixel that is half dark counts half."),
        ((5.0, 4.5), "this is the middle of the box around the ink."),
        ((5.0, 10.0), "divide by all the ink, 2.5."),
        ((5 / 3, 10 / 3), "divide by all the ink, not by the number of pixels."),
        ((4.0, 2.0), "the row comes first, then the column."),
    ]
    row, column = as_sequence(answer, 2, "your middle")
    mine = as_number(row, "your row"), as_number(column, "your column")
    _refuse(mine, mistakes, 1e-6)
    expect_number(row, 2.0, name="your row", rtol=1e-6)
    expect_number(column, 4.0, name="your column", rtol=1e-6)


@exercise("The lowest threshold that keeps the promise, for each set of outputs.")
def lowest_threshold(answer):
    """Judge a function (output, right, wanted) -> the lowest threshold."""
    fixed = [
        (np.array([0.9, 0.2, 0.6, 0.4]), np.array([True, False, False, True]), 0.3),
        (np.array([0.1, 0.2, 0.3, 0.4]), np.array([True, False, True, True]), 0.25),
    ]
    rng = np.random.default_rng(6)
    outputs = rng.random((3, 40))
    tests = fixed + [(output, rng.random(40) < output**0.3, 0.1) for output in outputs]
    for output, right, wanted in tests:
        candidates = np.sort(output)
        shares = np.array([np.mean(~right[output >= c]) for c in candidates])
        good = candidates[shares <= wanted]
        of_all = [np.sum(~right[output >= c]) / len(output) for c in candidates]
        mistakes = [
            (good[-1], "it keeps the promise, but a lower value does so too."),
            (
                candidates[np.argmax(np.array(of_all) <= wanted)],
                "divide by the number of answers, not by the number of images.",
            ),
        ]
        got = call(answer, output, right, wanted)
        number = as_number(got, "the threshold")
        if not np.isclose(output, number, rtol=1e-6, atol=0).any():
            raise Wrong("return one of the values in output.")
        expect_number(got, good[0], mistakes, "the threshold")


@exercise("The dearer an error, the surer the network must be.")
def price(answer):
    """Judge the probability from which on an answer is cheaper than a rejection."""
    mistakes = [
        (1 / COST, "this is the probability of an error; ask for that of being right."),
        (1 / (COST + 1), "a rejection costs 1 whether the answer was right or not."),
        (COST / (COST + 1), "a right answer costs nothing, and a rejection always 1."),
        (0.5, "this would be right if an error cost 2."),
    ]
    expect_number(answer, 1 - 1 / COST, mistakes, rtol=1e-3)


def _moved(picture, moves):
    """Return the picture moved by each (down, right), with no ink outside."""
    padded = np.pad(picture, 1)
    height, width = picture.shape
    return [padded[1 - d :, 1 - r :][:height, :width] for d, r in moves]


@exercise("Strokes grow by a pixel on each side, and nothing comes in at the edges.")
def thicken(answer):
    """Judge picture -> the largest value of each pixel and its eight neighbours."""
    rng = np.random.default_rng(7)
    every = [(d, r) for d in (-1, 0, 1) for r in (-1, 0, 1)]
    cross = [(d, r) for d, r in every if 0 in (d, r)]
    for shape in ((6, 7), (28, 28), (1, 5)):
        picture = rng.random(shape) * (rng.random(shape) < 0.2)
        picture[-1, -1] = 1.0
        wrapped = [np.roll(picture, move, axis=(0, 1)) for move in every]
        most, total = np.max(wrapped, axis=0), np.sum(_moved(picture, every), axis=0)
        four = np.max(_moved(picture, cross), axis=0)
        mistakes = [
            (four, "the four neighbours at the corners count too."),
            (most, "what leaves at one edge must not come in again."),
            (total, "this is the sum; take the largest."),
            (np.pad(picture, 1), "this is the picture with its border."),
            (picture, "this is the picture as it was."),
        ]
        right = np.max(_moved(picture, every), axis=0)
        expect_array(call(answer, picture), right, mistakes, "the picture")


@exercise("About one in thirty: a hint, and no more than a hint.")
def ten_digits(answer):
    """Judge the probability of at most 8 of 10, at 0.97 each."""
    all_ten, nine = P**N, N * P ** (N - 1) * (1 - P)
    eight = 45 * P**8 * (1 - P) ** 2
    mistakes = [
        (1 - nine, "ten of ten is more than eight, too."),
        (nine + eight, "fewer than eight count, nine does not."),
        (1 - all_ten, "this is nine or fewer."),
        (nine, "this is exactly nine."),
        (eight, "this is exactly eight; fewer count too."),
        (P**8, "this is the probability that eight given digits are read."),
        (all_ten + nine, "this is nine or more."),
        (1 - all_ten - nine / N, "any of the ten digits may be the one misread."),
    ]
    number = as_number(answer, "your number")
    _refuse(number, mistakes, 2e-3)  # some lie near to each other
    expect_number(number, 1 - all_ten - nine, rtol=2e-2)
