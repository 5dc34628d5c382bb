"""Wrong answers to the exercises of 07_broken_gradients, each with its message."""

from answer_sources import function


def change(expression):
    return function("change(g, d, lr)", expression, "first_order")


def rates(*numbers):
    names = "factor two", "mean missing", "mean twice"
    return f"exercises.same_as({dict(zip(names, numbers, strict=True))})"


def gradient(dV, dW):
    return f"""def gradient(X, T, V, W):
    Y, O = forward(X, V, W)
    delta_o = (O - T) * O * (1 - O)
    delta_y = (delta_o @ W.T) * Y * (1 - Y)
    return {dV}, {dW}


exercises.repaired(gradient)"""


MEAN_V, MEAN_W = "X.T @ delta_y / len(X)", "Y.T @ delta_o / len(X)"

WRONG = {
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
        ("exercises.blind_test((0, 4, 3, 2))", "a whole number from 1 to 6"),
        ("exercises.blind_test([1, 1, 1])", "should be 4 values, got 3"),
    ],
    "same_as": [
        (rates(0.3, 0.03, 3.0), "at the rate of the right one"),
        (rates(0.15, 3.0, 3.0), "mean missing: the factor acts the other way"),
        (rates(0.15, 0.03, 1.0), "the rate for mean twice, 1, is too small"),
        ("exercises.same_as([0.15, 0.03, 3.0])", "give a rate for 'factor two'"),
    ],
    "first_order": [
        (change("lr * g @ d"), "mind the sign"),
        (change("-lr * abs(g @ d)"), "mind the sign"),
        (change("-lr * max(g @ d, 0)"), "the change, "),
        (change("-lr * d @ d"), "if d were the true gradient"),
        (change("-lr * g @ g"), "along the true gradient"),
        (change("-g @ d"), "the length of the step is missing"),
    ],
}
