"""Wrong answers to the exercises of 01_forward_pass, and a piece of each message."""

from answer_sources import function


def shapes(expression):
    return function("shapes(N, n, m, l)", expression, "predict_shapes")


def bias(expression):
    head = 'bias = sp.IndexedBase("b")\n'
    return f"{head}y_with_bias = {expression}\nexercises.add_bias(y_with_bias)"


def count(expression):
    return function("count(n, m, l)", expression, "count_weights")


def slope(expression):
    head = 'y_value = sp.Symbol("y_value")\n'
    return f"{head}exercises.tanh_slope({expression})"


def hidden(expression):
    return function("hidden(X, V)", expression, "columns")


def either_or(V, W):
    return f"exercises.either_or(({V}, {W}))"


TOTAL = "sp.Sum(x[i] * v[i, j], (i, 1, n))"
PRODUCTS = "n * m + m * l"

WRONG = {
    "predict_shapes": [
        (shapes("(N, n), (m, n), (N, m), (m, l), (N, l)"), "V is transposed"),
        (
            shapes("(N, n), (n, m), (n, m), (m, l), (N, l)"),
            "the shape of Y is (20, 7); right is (50, 7)",
        ),
        (
            shapes("(50, 20), (20, 7), (50, 7), (7, 3), (50, 3)"),
            "m = 1 and l = 1 the shape of X is (50, 20); right is (1, 1)",
        ),
        (shapes("(N, n), (n, m), (m, l)"), "should be 5 things: the shape of X,"),
    ],
    "add_bias": [
        (bias(f"sigma({TOTAL}) + bias[j]"), "after the sigmoid"),
        (bias("sigma(sp.Sum(x[i] * v[i, j] + bias[j], (i, 1, n)))"), "added n times"),
        (bias(f"{TOTAL} + bias[j]"), "the sigmoid is missing"),
        (bias(f"sigma({TOTAL})"), "the bias is missing"),
        (bias(f"sigma({TOTAL} + bias[i])"), "not each input i"),
    ],
    "count_weights": [
        (count(PRODUCTS), "the biases are missing"),
        (count(f"{PRODUCTS} + n + m + l"), "they need no bias"),
        (count(f"{PRODUCTS} + m"), "the outputs have biases too"),
        (count(f"{PRODUCTS} + 2"), "not for each layer"),
        (count("n * m * l + m + l"), "no weight leads past a layer"),
        (count("171"), "for n = 2, m = 3 and l = 4 your number is 171; right is 25"),
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
