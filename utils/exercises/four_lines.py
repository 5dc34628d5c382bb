"""The check of the four lines of back-propagation, which 02_chain_rule asks for."""

from types import SimpleNamespace

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.exercises.forms import expect_parts
from utils.exercises.judge import NotAttempted, Wrong, call, exercise
from utils.exercises.tables import compare
from utils.exercises.values import described
from utils.networks.sigmoid import forward, initial_weights

LINES, NAMES = ("delta_o", "delta_y", "dW", "dV"), ("X", "Y", "O", "T", "W")


def _sloped(back, y, letter):
    """Return back times the sigmoid's slope y (1 - y), and the usual mistakes in it."""
    slope = f"the slope of the sigmoid is {letter} (1 - {letter})"
    return back * y * (1 - y), [
        (back, f"{slope}, and it is missing."),
        (back * y, f"{slope}: the factor 1 - {letter} is missing."),
        (back * (1 - y), f"{slope}: the factor {letter} is missing."),
        (back * (1 - y) ** 2, f"{slope}, and not a square."),
        (back * (1 - y**2), f"{slope}; 1 - {letter}^2 is that of tanh."),
        (back * y - y, f"brackets are missing: {slope}."),
        (back * y * (1 - y) / len(y), "the mean is taken later, in dW and dV."),
        (-back * y * (1 - y), "the sign is wrong: a delta begins with O - T."),
    ]


def _delta_o(O, T):
    """The error's slope by an output, times the slope of the output's sigmoid."""
    right, mistakes = _sloped(O - T, O, "O")
    return right, [
        *mistakes,
        (T - O, "the sign is wrong, and the slope of the sigmoid is missing."),
        (O * (1 - O), "the factor O - T is missing."),
        ((O - T) * T * (1 - T), "the sigmoid's slope is O (1 - O), not T (1 - T)."),
        (2 * right, "the 2 of the square cancels the 1/2."),
    ]


def _delta_y(delta_o, W, Y):
    """What comes back through W from all outputs, times the hidden unit's slope."""
    right, mistakes = _sloped(delta_o @ W.T, Y, "Y")
    sums = delta_o.sum(axis=1, keepdims=True) * W.sum(axis=1)
    each = "each delta goes through its own weight: first the products, then the sum."
    return right, [*mistakes, (sums * Y * (1 - Y), each)]


def mean_product(inputs, delta):
    """Return a gradient, the mean over the examples, and the usual mistakes in it."""
    N, right = len(inputs), inputs.T @ delta / len(inputs)
    divided = "divide by the number of examples, N, which is the number of rows."
    return right, [
        (N * right, "this is the sum over the examples; divide by their number."),
        (right / N, "the mean is taken twice."),
        (N * right / inputs.shape[1], divided),
        (N * right / delta.shape[1], divided),
        (-right, "the sign is wrong: the minus belongs to the step, not to the slope."),
    ]


def own_way_back(X, Y, O, T, W):
    """Return delta_o, delta_y, dW and dV: the course's own four lines."""
    delta_o = (O - T) * O * (1 - O)
    delta_y = (delta_o @ W.T) * Y * (1 - Y)
    return delta_o, delta_y, Y.T @ delta_o / len(X), X.T @ delta_y / len(X)


def _batches():
    """Return X, Y, O, T, W of a batch that fits on paper, and of 32 digits."""
    rng, digits = np.random.default_rng(2), load_mnist()
    X, T = scale_pixels(digits.train_images[:32]), targets(digits.train_labels[:32])
    V, W = initial_weights(rng)
    small = [[[1.0, 0.5]], [[0.5, 0.2]], [[0.8]], [[0.0]], [[2.0], [-1.0]]]
    return [tuple(map(np.array, small)), (X, *forward(X, V, W), T, W)]


def _four_lines(X, Y, O, T, W):
    """Return what is right for each of LINES, with the usual mistakes in it."""
    first = _delta_o(O, T)
    second = _delta_y(first[0], W, Y)
    return first, second, mean_product(Y, first[0]), mean_product(X, second[0])


@exercise
def way_back(answer):
    """These four lines are back-propagation, for a network of any size."""

    def lines(*batch):  # wrapped, so that the dots of later lines may pass
        return SimpleNamespace(parts=answer(*batch))

    batches = _batches()
    told = [described(NAMES, batch) for batch in batches]
    rows = [_four_lines(*batch) for batch in batches]
    results = [call(lines, *batch, names=NAMES).parts for batch in batches]
    results = [expect_parts(result, LINES) for result in results]
    for part, name in enumerate(LINES):
        got = [result[part] for result in results]
        if any(one is ... for one in got):
            if part == 0:
                raise NotAttempted
            raise Wrong(f"right so far: {', '.join(LINES[:part])}. Next: {name}.")
        compare(got, [row[part] for row in rows], name, told=told)
