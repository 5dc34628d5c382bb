"""Wrong answers to the exercises of 09_optimizers, and a piece of each message."""

from answer_sources import function


def change(expression):
    return function("change(g, lr, eps)", expression, "adam_first_step")


def gain(expression):
    return function("gain(momentum)", expression, "momentum_gain")


def factors(expression):
    return function("factors(N)", expression, "rates_for_a_sum")


def limit(expression):
    return function("limit(c)", expression, "stable_rate")


WRONG = {
    "adam_first_step": [
        (change("-lr * g"), "plain gradient descent"),
        (change("-lr * g / np.maximum(np.abs(g), eps)"), "eps is added to |g|"),
        (change("-lr * g / (np.abs(g) + 1e-8)"), "differs at index"),
        (change("lr * g / (np.abs(g) + eps)"), "against the gradient"),
        (
            change("-lr * 0.1 * g / (np.sqrt(0.001 * g**2) + eps)"),
            "correct them for that",
        ),
        (change("-lr * np.sign(g)"), "eps is added to |g|"),
    ],
    "momentum_gain": [
        (gain("1 + momentum"), "this is the second step"),
        (gain("1 - momentum"), "this is the inverse"),
        (gain("momentum / (1 - momentum)"), "the newest gradient itself"),
        (gain("10"), "the gain for momentum = 0.5, 10, is too large"),
    ],
    "rates_for_a_sum": [
        (factors("{'SGD': N, 'momentum': N, 'Adam': 1}"), "must make up for that"),
        (
            factors("{'SGD': 1 / N, 'momentum': 1 / N, 'Adam': 1 / N}"),
            "by their size before the step",
        ),
        (
            factors("{'SGD': 1 / N, 'momentum': 1 / N, 'Adam': N**-0.5}"),
            "the root of b",
        ),
        (factors("(1 / N, 1 / N, 1)"), "the result should be a dict"),
    ],
    "stable_rate": [
        (limit("1 / c"), "reaches 0 in one step"),
        (limit("2 * c"), "the smaller the rate"),
        (
            limit("1 / (2 * c)"),
            "4.0, 0.125, is 1/4 of what it should be",
        ),
        (limit("3 / c"), "the limit for c = 4.0, 0.75, is too large"),
    ],
}
