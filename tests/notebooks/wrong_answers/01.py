"""Wrong answers to the exercises of 01_forward_pass, and a piece of each message."""

from answer_sources import function


def first_line(expression):
    return function("hidden(X, V)", expression, "hidden")


def second_line(expression):
    return function("outputs_of(Y, W)", expression, "outputs")


def bias(expression):
    head = 'bias = sp.IndexedBase("b")\n'
    return f"{head}y_with_bias = {expression}\nexercises.add_bias(y_with_bias)"


def slope(expression):
    head = 'y_value = sp.Symbol("y_value")\n'
    return f"{head}exercises.tanh_slope({expression})"


def hidden(expression):
    return function("hidden_columns(X, V)", expression, "columns")


def either_or(V, W):
    return f"exercises.either_or(({V}, {W}))"


TOTAL = "sp.Sum(x[i] * v[i, j], (i, 1, n))"

WRONG = {
    "hidden": [
        (first_line("X @ V"), "the sigmoid is missing"),
        (first_line("sigmoid(sigmoid(X @ V))"), "applied twice"),
        (first_line("1 / (1 + np.exp(X @ V))"), "with a minus"),
        (first_line("1 / 1 + np.exp(-X @ V)"), "brackets are missing"),
        (first_line("sigmoid(X * V)"), "stops with ValueError"),
    ],
    "outputs": [
        (second_line("Y @ W"), "the sigmoid is missing"),
        (second_line("sigmoid(W @ Y)"), "stops with ValueError"),
        (second_line("np.tanh(Y @ W)"), "this is tanh"),
    ],
    "add_bias": [
        (bias(f"sigma({TOTAL}) + bias[j]"), "after the sigmoid"),
        (bias("sigma(sp.Sum(x[i] * v[i, j] + bias[j], (i, 1, n)))"), "added n times"),
        (bias(f"{TOTAL} + bias[j]"), "the sigmoid is missing"),
        (bias(f"sigma({TOTAL})"), "the bias is missing"),
        (bias(f"sigma({TOTAL} + bias[i])"), "not each input i"),
    ],
    "tanh_slope": [
        (slope("y_value * (1 - y_value)"), "the slope of the sigmoid"),
        (slope("1 - sp.tanh(y_value) ** 2"), "do not take tanh of it again"),
        (slope("1"), "does not depend on y_value"),
        (slope("1 + y_value**2"), "the sign is wrong"),
    ],
    "columns": [
        (hidden("V.T @ X"), "the sigmoid is missing"),
        (hidden("1 / (1 + np.exp(-(X.T @ V)))"), "Y is transposed"),
        (hidden("1 / (1 + np.exp(-(V @ X)))"), "stops with ValueError"),
    ],
    "either_or": [
        (either_or("[[5, 5, 0], [5, 5, 0]]", "[[5], [5], [0]]"), "wanted is below 0.1"),
        (either_or("[[0] * 3] * 2", "[[0]] * 3"), "o is 0.5000; wanted is above 0.9"),
        (either_or("[[1, 4], [1, 4]]", "[[-44], [36]]"), "(2, 3), not (2, 2)"),
    ],
}
