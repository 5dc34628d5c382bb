"""Wrong answers to the exercises of 02_chain_rule, and a piece of each message."""

from answer_sources import function


def formula(name, expression, check):
    return f"{name} = {expression}\nexercises.{check}({name})"


def of_v(expression):
    return formula("slope_of_v", expression, "slope_of_v")


RIGHT = {
    "delta_o": "(O - T) * O * (1 - O)",
    "delta_y": "(delta_o @ W.T) * Y * (1 - Y)",
    "dW": "Y.T @ delta_o / len(X)",
    "dV": "X.T @ delta_y / len(X)",
}


def back(**lines):
    """Return four lines with some of them changed."""
    body = "".join(f"    {n} = {e}\n" for n, e in (RIGHT | lines).items())
    head = "def way_back(X, Y, O, T, W):\n"
    end = f"    return {', '.join(RIGHT)}\n\n\nexercises.way_back(way_back)"
    return head + body + end


def three(dW="H.T @ delta_o", delta_h="(delta_o @ W.T) * H * (1 - H)", end="/ N"):
    return f"""def three_gradients(X, Y, H, O, T, U, W):
    delta_o = (O - T) * O * (1 - O)
    delta_h = {delta_h}
    delta_y = (delta_h @ U.T) * Y * (1 - Y)
    N = len(X)
    return {dW} {end}, Y.T @ delta_h {end}, X.T @ delta_y {end}


exercises.one_more_layer(three_gradients)"""


def delta(expression):
    return function("delta(Y, delta_o, W)", expression, "tanh_delta")


def columns(expression):
    return function("gradient(Y, delta_o)", expression, "columns")


def rate(expression):
    return function("rate(lr)", expression, "without_half")


def silent(weights):
    return f"exercises.silent_weight({weights})"


WRONG = {
    "slope_of_v": [
        (of_v("0.0891"), "this is the slope of w"),
        (of_v("0.6654 * 0.2192 * 1.2 * 0.9"), "y (1 - y), is missing"),
        (of_v("-0.0375"), "the sign is wrong"),
        (of_v("0.6654 * 0.2192 * 0.2378 * 0.9"), "leads through w"),
        (of_v("1.5"), "from the end: o - t"),
    ],
    "way_back": [
        (back(delta_y="...", dW="...", dV="..."), "so far: delta_o. Next: delta_y"),
        (back(dV="..."), "so far: delta_o, delta_y, dW. Next: dV"),
        (back(delta_o="O - T"), "O (1 - O), and it is missing"),
        (back(delta_o="(T - O) * O * (1 - O)"), "a delta begins with O - T"),
        (back(delta_y="(delta_o @ W) * Y * (1 - Y)"), "stops with ValueError"),
        (back(delta_y="delta_o @ W.T"), "Y (1 - Y), and it is missing"),
        (back(dW="Y.T @ delta_o"), "divide by their number"),
        (back(dV="X.T @ delta_y / 3"), "your dV"),
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
    "one_more_layer": [
        (three(end=""), "the sum over the examples"),
        (three(dW="H.T @ (O - T)"), "the slope O (1 - O) is missing"),
        (three(delta_h="delta_o @ W.T"), "the slope of H is missing"),
    ],
    "silent_weight": [
        (silent("[[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]]"), "the two paths bring back"),
        (silent("[[0.0, 0.0], [1.0, 1.0], [1.0, 1.0]]"), "keep both paths open"),
        (silent("[[1.0, 1.0], [900.0, -900.0], [0.0, 0.0]]"), "delta is below 0.001"),
        (silent("[[1.0, 1.0], [0.5, 0.5]]"), "shape (3, 2), not (2, 2)"),
    ],
}
