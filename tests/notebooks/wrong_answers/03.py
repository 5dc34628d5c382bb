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


def gradient(dV, dW):
    return f"""def gradient(X, T, V, W):
    Y, O = forward(X, V, W)
    delta_o = (O - T) * O * (1 - O)
    delta_y = (delta_o @ W.T) * Y * (1 - Y)
    return {dV}, {dW}


exercises.repaired(gradient)"""


LARGER = "np.maximum(np.abs(a), np.abs(b))"
MEAN_V, MEAN_W = "X.T @ delta_y / len(X)", "Y.T @ delta_o / len(X)"

WRONG = {
    "error_ratio": [
        (factor("r"), "how much the step shrinks"),
        (factor("p * r"), "a power, not a factor"),
        (factor("r ** -p"), "what is left of it"),
        (factor("100"), "how much the step shrinks"),
    ],
    "best_step": [
        (step("eps"), "eaten all digits"),
        (step("eps ** (1 / p)"), "eaten all digits"),
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
        (gap(f"np.abs(a - b) / {LARGER}"), "the floor is missing"),
        (gap(f"(a - b) / np.maximum({LARGER}, floor)"), "an error has no sign"),
        (gap("np.abs(a - b) / np.maximum(np.abs(a), floor)"), "not treated alike"),
        (gap("np.abs(a - b)"), "the absolute error"),
    ],
    "repaired": [
        (gradient("X.T @ delta_y / delta_o.shape[1]", MEAN_W), "still has the bug"),
        (gradient("X.T @ delta_y", MEAN_W), "dV is the sum over the batch"),
        (gradient(MEAN_V, "Y.T @ delta_o"), "dW is the sum over the batch"),
        (
            gradient(MEAN_V, "delta_o.T @ Y / len(X)"),
            "dW for N = 5, l = 2 is transposed",
        ),
    ],
    "blind_test": [
        ("exercises.blind_test((5, 4, 3, 2))", "0 of 9 pass (none)"),
        (
            "exercises.blind_test((1, 4, 3, 2))",
            "2 of 9 pass (mean missing, mean twice)",
        ),
        ("exercises.blind_test((0, 4, 3, 2))", "an integer from 1 to 6"),
        ("exercises.blind_test([1, 1, 1, 1])", "a tuple (N, n, m, l)"),
    ],
}
