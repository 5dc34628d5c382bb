"""Wrong answers to the exercises of 08_fast_numpy, and a piece of each message."""

from answer_sources import function


def updates(expression):
    return function("updates(N, B, epochs)", expression, "count_updates")


def scaled(expression):
    return function("scaled(images)", expression, "keep_float32")


def joined(expression):
    return function("joined(dV_1, N_1, dV_2, N_2)", expression, "joined_gradient")


def preactivations(expression):
    head = "preactivations(X, V, deltas, lr)"
    return function(head, expression, "block_preactivations")


def outputs(expression):
    return function("outputs(z, t)", expression, "softmax_block")


def settings(batch, lr):
    return f"exercises.hundred_steps({{'batch': {batch}, 'lr': {lr}}})"


WRONG = {
    "count_updates": [
        (updates("epochs * (N // B)"), "the last, short batch"),
        (updates("-(-epochs * N // B)"), "into the next epoch"),
        (updates("epochs * (N // B + 1)"), "where B divides N"),
        (updates("470"), "the number for N = 10, B = 3, epochs = 3, 470"),
    ],
    "keep_float32": [
        (scaled("images / 255 * 0.99 + 0.01"), "float32, got float64"),
        (scaled("(images / 255 * 0.99 + 0.01).tolist()"), "float32, got list"),
        (scaled("images.astype(np.float32) / 256 * 0.99 + 0.01"), "differs at index"),
        (scaled("images.astype(np.float32) / 255"), "from 0 to 1, not from 0.01"),
        (scaled("images.astype(np.float32) / 255 + 0.01"), "up to 1.01"),
    ],
    "joined_gradient": [
        (joined("(dV_1 + dV_2) / 2"), "only if both batches have one size"),
        (joined("dV_1 + dV_2"), "not the sum of two means"),
        (joined("N_1 * dV_1 + N_2 * dV_2"), "the sum over all examples"),
    ],
    "block_preactivations": [
        (preactivations("X @ V"), "must see the changes"),
        (preactivations("X @ V - lr * (X @ X.T) @ deltas"), "only the examples r < s"),
        (
            preactivations("X @ V - lr * np.tril(X @ X.T) @ deltas"),
            "does not see its own change",
        ),
        (
            preactivations("X @ V - lr * np.triu(X @ X.T, 1) @ deltas"),
            "that come after",
        ),
        (
            preactivations("X @ V + lr * np.tril(X @ X.T, -1) @ deltas"),
            "against the gradient",
        ),
    ],
    "softmax_block": [
        (outputs("(np.exp(z) / np.exp(z).sum(),) * 2"), "delta_o"),
        (outputs("(o := np.exp(z) / np.exp(z).sum(), o - t)"), "holds NaN"),
        (
            outputs("(o := (e := np.exp(z.clip(-700, 700))) / e.sum(), o - t)"),
            "o differs at index",
        ),
        (
            outputs("(o := np.exp(z - z.max()) / np.exp(z - z.max()).sum(), t - o)"),
            "o - t, not",
        ),
        (
            outputs("(1 / (1 + np.exp(-z)), 1 / (1 + np.exp(-z)) - t)"),
            "these are sigmoids",
        ),
    ],
    "hundred_steps": [
        (settings(1, 0.7), "in 100 steps; the goal is 80%"),
        (settings(256, 2.0), "in 100 steps; the goal is 80%"),
        (settings(1000, 1.0), "a whole number from 1 to 256, got 1000"),
        (settings(256, -1), "a positive number below 100, got -1"),
    ],
}
