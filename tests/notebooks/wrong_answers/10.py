"""Wrong answers to the exercises of notebook 10, and what must be said about them."""


def _binary(body):
    lines = f"def stable_binary(z, t):\n    {body}\n\n"
    return lines + "exercises.stable_binary(stable_binary)"


def _layer(body):
    lines = f"def layer_gradients(X, T, W, c):\n    {body}\n\n"
    return lines + "exercises.layer_gradients(layer_gradients)"


def _delta(answer):
    return f"delta_tau = {answer}\nexercises.delta_with_temperature(delta_tau)"


def _push(answer):
    return f"push = {answer}\nexercises.sum_of_deltas(push)"


WRONG = {
    "sum_of_deltas": [
        (_push("0"), "targets 1 and 0"),
        (_push("0.99 + 9 * 0.01 - 1"), "the sign is wrong"),
        (_push("-1.08"), "targets alone"),
        (_push("0.99 + 9 * 0.01"), "targets alone"),
        (_push("-0.8"), "too small"),
        (_push("-0.04"), "your sum, -0.04, is half what it should be"),
    ],
    "delta_with_temperature": [
        (_delta("o[q] - t[q]"), "without temperature"),
        (_delta("(o[q] - t[q]) * tau"), "derivative by z"),
        (_delta("(t[q] - o[q]) / tau"), "the sign is wrong"),
        (_delta("t[q] * (o[q] - 1) / tau"), "one term of the sum"),
        (_delta("o[q] / tau - t[q]"), "your delta has another value for q = 1"),
        (_delta("[o[q]]"), "SymPy expression, got list"),
    ],
    "stable_binary": [
        (
            _binary(
                "o = 1 / (1 + np.exp(-z)); "
                "return -t * np.log(o) - (1 - t) * np.log(1 - o)"
            ),
            "right for numbers of ordinary size, but at z = 1000, t = 0",
        ),
        (_binary("return np.log(1 + np.exp(z)) - t * z"), "but at z = 1000, t = 0"),
        (_binary("return t * z - np.logaddexp(0, z)"), "the sign is wrong"),
        (_binary("return np.sum(np.logaddexp(0, z) - t * z)"), "sum over all"),
        (_binary("return np.mean(np.logaddexp(0, z) - t * z)"), "mean over all"),
        (_binary("return t * np.logaddexp(0, -z)"), "with 1 - t is missing"),
        (_binary("return np.logaddexp(0, z)"), "where t is 0 only"),
        (
            _binary(
                "o = np.clip(0.5 + 0.5 * np.tanh(z / 2), 1e-15, 1 - 1e-15); "
                "return -t * np.log(o) - (1 - t) * np.log(1 - o)"
            ),
            "the error for large z differs at index (1,)",
        ),
    ],
    "layer_gradients": [
        (
            _layer("d = softmax(X @ W + c) - T; return X.T @ d, d.sum(axis=0)"),
            "dE/dW is the sum over the batch",
        ),
        (
            _layer(
                "d = softmax(X @ W + c) - T; return X.T @ d / len(X), d.sum(axis=0)"
            ),
            "dE/dc is the sum over the batch",
        ),
        (
            _layer("d = (T - softmax(X @ W + c)) / len(X); return X.T @ d, d.sum(0)"),
            "dE/dW has the wrong sign",
        ),
        (
            _layer(
                "O = softmax(X @ W + c); d = (O - T) * O * (1 - O) / len(X); "
                "return X.T @ d, d.sum(axis=0)"
            ),
            "holds the slope",
        ),
        (
            _layer("d = (softmax(X @ W + c) - T) / len(X); return X.T @ d, d"),
            "not added up",
        ),
        (
            _layer(
                "d = (softmax(X @ W + c) - T) / len(X); "
                "return X.T @ d, d.sum(axis=0, keepdims=True)"
            ),
            "one axis too many",
        ),
        (
            _layer("d = (softmax(X @ W + c) - T) / len(X); return d.T @ X, d.sum(0)"),
            "dE/dW is transposed",
        ),
        (_layer("return softmax(X @ W + c) - T"), "return two arrays"),
        (_layer("return X @ (softmax(X @ W) - T), c"), "stops with ValueError"),
    ],
}
