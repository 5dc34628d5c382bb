"""Wrong answers to the exercises of 02_chain_rule, and a piece of each message."""

from answer_sources import function


def formula(name, expression, check):
    return f"{name} = {expression}\nexercises.{check}({name})"


def bias(expression):
    return formula("dE_dc", expression, "bias_gradient")


def of_input(expression):
    head = 'delta_y = sp.IndexedBase("delta_y")\n'
    return head + formula("dE_dx", expression, "input_gradient")


def delta(expression):
    return function("delta(Y, delta_o, W)", expression, "tanh_delta")


def columns(expression):
    return function("gradient(Y, delta_o)", expression, "columns")


def rate(expression):
    return function("rate(lr)", expression, "without_half")


def silent(weights):
    return f"exercises.silent_weight({weights})"


SLOPE = "o[q] * (1 - o[q])"

WRONG = {
    "bias_gradient": [
        (bias(f"(o[q] - t[q]) * {SLOPE} * y[q]"), "always says 1"),
        (bias(f"(o[q] - t[q]) * {SLOPE} * y[p]"), "always says 1"),
        (bias("o[q] - t[q]"), "the slope of the sigmoid is missing"),
        (bias(f"(t[q] - o[q]) * {SLOPE}"), "the sign is that of t - o"),
        (bias("0.3"), "does not depend on o and t"),
    ],
    "input_gradient": [
        (of_input("v[p, j] * delta_y[j]"), "there are m paths"),
        (of_input("sp.Sum(v[j, p] * delta_y[j], (j, 1, m))"), "are swapped"),
        (of_input("x[p] * delta_y[q]"), "not of the input"),
        (
            of_input("sp.Sum(w[p, j] * delta_y[j], (j, 1, m))"),
            "w leads from hidden",
        ),
    ],
    "tanh_delta": [
        (delta("(delta_o @ W.T) * Y * (1 - Y)"), "the slope of the sigmoid"),
        (delta("delta_o @ W.T"), "the slope of the hidden unit is missing"),
        (delta("(delta_o @ W.T) * (1 - np.tanh(Y) ** 2)"), "tanh(z) already"),
        (delta("(delta_o @ W) * (1 - Y**2)"), "stops with ValueError"),
    ],
    "columns": [
        (columns("Y.T @ delta_o / Y.shape[1]"), "stops with ValueError"),
        (columns("Y @ delta_o.T"), "not the mean"),
        (columns("Y @ delta_o.T / len(Y)"), "the product is right"),
        (columns("Y @ delta_o.T / len(delta_o)"), "the product is right"),
        (columns("delta_o @ Y.T / Y.shape[1]"), "it is transposed"),
    ],
    "without_half": [
        (rate("2 * lr"), "has doubled already"),
        (rate("lr"), "is not the same"),
        (rate("lr / 4"), "only the factor in front counts"),
        (rate("0.05"), "for lr = 1 your rate is 0.05; right is 0.5"),
    ],
    "silent_weight": [
        (silent("[[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]]"), "the two paths bring back"),
        (silent("[[0.0, 0.0], [1.0, 1.0], [1.0, 1.0]]"), "keep both paths open"),
        (silent("[[1.0, 1.0], [900.0, -900.0], [0.0, 0.0]]"), "delta is below 0.001"),
        (silent("[[1.0, 1.0], [0.5, 0.5]]"), "shape (3, 2), not (2, 2)"),
    ],
}
