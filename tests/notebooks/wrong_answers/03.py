"""Wrong answers to the exercises of 03_gradient_check, and a piece of each message."""

from answer_sources import function


def factor(expression):
    return function("factor(p, r)", expression, "error_ratio")


def step(expression):
    return function("step(eps, p)", expression, "best_step")


def second(expression):
    return function("second(line, h)", expression, "second_derivative")


def gap(expression):
    return function("gap(a, b, floor)", expression, "relative_gap")


LARGER = "np.maximum(np.abs(a), np.abs(b))"

WRONG = {
    "error_ratio": [
        (factor("r"), "how much the step shrinks"),
        (factor("p * r"), "a power, not a factor"),
        (factor("r ** -p"), "what is left of it"),
        (factor("100"), "how much the step shrinks"),
    ],
    "best_step": [
        (step("eps"), "eps / h is 1"),
        (step("eps ** (1 / p)"), "eps / h is 1"),
        (step("eps ** 0.5"), "right for p = 1 only"),
        (step("1e-5"), "the step for p = 1, 1e-05, is too large"),
    ],
    "second_derivative": [
        (second("(line(h) - 2 * line(0.0) + line(-h)) / h"), "divided by h once"),
        (second("(line(h) - line(0.0) + line(-h)) / h**2"), "the middle counts twice"),
        (second("(line(h) - line(-h)) / (2 * h)"), "this is the first derivative"),
        (
            second("(line(h) - 2 * line(0.0) + line(-h)) / (2 * h) ** 2"),
            "lie h apart",
        ),
    ],
    "relative_gap": [
        (gap(f"np.abs(a - b) / {LARGER}"), "divide by the floor"),
        (gap(f"(a - b) / np.maximum({LARGER}, floor)"), "an error has no sign"),
        (gap("np.abs(a - b) / np.maximum(np.abs(a), floor)"), "not treated alike"),
        (gap("np.abs(a - b)"), "the absolute error"),
        (gap(f"np.abs(a - b) / np.maximum({LARGER}, 1e-300)"), "below the floor"),
        (gap(f"np.nan_to_num(np.abs(a - b) / {LARGER})"), "below the floor"),
        (gap(f"np.abs(a - b) / np.maximum({LARGER}, 1e-2)"), "floor = 0.001 differs"),
        (gap(f"np.abs(a - b) / ({LARGER} + floor)"), "the floor replaces"),
    ],
}
