"""Wrong answers to the exercises of 13_deeper, and a piece of each message."""

from answer_sources import function


def deep(number):
    return f"layers = {number}\nexercises.too_deep(layers)"


def spread(expression):
    return function("deviation(leak, m)", expression, "leaky_spread")


def residual(expression):
    return function("back(G, Y, W)", expression, "residual_back")


def rms(expression):
    return function("back(G, F_hat, s)", expression, "rms_back")


def shared(expression):
    return function("gradient(Y, deltas)", expression, "shared_weights")


def which(name):
    return f"network_seen = {name!r}\nexercises.which_network(network_seen)"


SLOPE = "G * (1 - np.tanh(Y @ W) ** 2)"
FLAT = "G * (1 - (Y + np.tanh(Y @ W)) ** 2)"
ALONG = "np.mean(G * F_hat, axis=1, keepdims=True)"
PARTS = "[Y[r].T @ deltas[r] / len(Y[0]) for r in range(1, len(deltas) - 1)]"

WRONG = {
    "too_deep": [
        (deep(5), "the factor of the mean square"),
        (deep(9), "not yet a million"),
        (deep(250_000), "do not add up"),
        (deep(12), "too large"),
    ],
    "leaky_spread": [
        (spread("2 / ((1 + leak**2) * m)"), "this is the variance"),
        (spread("(2 / m) ** 0.5"), "He's rule"),
        (spread("(2 / ((1 + leak**2) * 128)) ** 0.5"), "for leak = 0.5, m = 60, "),
        (spread("(2 / ((1 + leak) * m)) ** 0.5"), "by their squares"),
        (spread("(1 / ((1 + leak**2) * m)) ** 0.5"), "take the mean"),
        (spread("((1 + leak**2) / (2 * m)) ** 0.5"), "make up for the slope"),
    ],
    "residual_back": [
        (residual(f"({SLOPE}) @ W.T, Y.T @ ({SLOPE})"), "past the layer"),
        (residual(f"G + G @ W.T, Y.T @ ({SLOPE})"), "dE/dY lacks the slope"),
        (residual(f"G + ({SLOPE}) @ W, Y.T @ ({SLOPE})"), "transpose of W"),
        (residual(f"G + ({FLAT}) @ W.T, Y.T @ ({FLAT})"), "not to the sum"),
        (residual(f"G, Y.T @ ({SLOPE})"), "through the layer"),
        (residual(f"G + ({SLOPE}) @ W.T, Y.T @ G"), "dE/dW lacks the slope"),
        (residual(f"G + ({SLOPE}) @ W.T, Y.T @ ({FLAT})"), "not to the sum"),
        (residual(f"G + ({SLOPE}) @ W.T, Y.T @ ({SLOPE}) / len(Y)"), "not the mean"),
        (residual(f"G + ({SLOPE}) @ W.T"), "return two arrays"),
    ],
    "rms_back": [
        (rms("G / s"), "s depends on F too"),
        (
            rms(f"(G - G.mean(axis=1, keepdims=True) - F_hat * {ALONG}) / s"),
            "no mean was taken away",
        ),
        (rms(f"G - F_hat * {ALONG}"), "division by s is missing"),
        (rms("(G - F_hat * np.sum(G * F_hat, axis=1, keepdims=True)) / s"), "the sum"),
        (rms(f"(G + F_hat * {ALONG}) / s"), "not added"),
        (rms("(G - F_hat * np.mean(G * F_hat, axis=0)) / s"), "not over the batch"),
    ],
    "shared_weights": [
        (shared(f"sum({PARTS}) * len(Y[0])"), "E is the mean"),
        (shared(f"{PARTS}[0]"), "one layer only"),
        (shared(f"{PARTS}[-1]"), "one layer only"),
        (shared(f"sum({PARTS}) / len({PARTS})"), "no mean over the layers"),
    ],
    "which_network": [
        (which("sigmoid, notebook 04"), "three quarters"),
        (which("ReLU, He"), "would keep the norm"),
        (which("tanh, notebook 04"), "keep nearly all"),
        (which("ReLU"), "choose one of"),
    ],
}
