"""Wrong answers to the exercises of 04_numpy_trainer, and a piece of each message."""

from answer_sources import function


def different(both, v, w):
    predicted = {"V and W zero": both, "V zero": v, "W zero": w}
    return f"exercises.zero_start({predicted})"


def step(body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"def one_step(V, W, x, t, lr):\n{lines}\n\nexercises.right_order(one_step)"


def recall(expression):
    return function("recall(counts)", expression, "recall_of_each")


def table(expression):
    return function("targets_table(labels, l)", expression, "targets_at_once")


def settings(lr, passes):
    return f"exercises.few_images({{'lr': {lr}, 'passes': {passes}}})"


BACK = """y, o = forward(x, V, W)
delta_o = (o - t) * o * (1 - o)
delta_y = (delta_o @ W.T) * y * (1 - y)
"""
LATE = """y, o = forward(x, V, W)
delta_o = (o - t) * o * (1 - o)
W = W - lr * y.T @ delta_o
delta_y = (delta_o @ W.T) * y * (1 - y)
return V - lr * x.T @ delta_y, W
"""

WRONG = {
    "zero_start": [
        (different(5, 5, 5), "all hidden units get the same delta"),
        (different(1, 1, 5), "each unit has a w of its own"),
        (different(1, 5, 1), "the units differ from the start"),
        (different(0, 5, 5), "the number for V and W zero, 0, is too small"),
    ],
    "right_order": [
        (step(LATE), "still comes back through the new W"),
        (
            step(BACK + "return V + lr * x.T @ delta_y, W - lr * y.T @ delta_o"),
            "V goes uphill",
        ),
        (step(BACK + "return V - lr * x.T @ delta_y, W"), "W has not changed"),
        (step(BACK + "return V, W - lr * y.T @ delta_o"), "V has not changed"),
    ],
    "recall_of_each": [
        (recall("np.diag(counts) / counts.sum(axis=0)"), "each digit was answered"),
        (recall("np.diag(counts) / counts.sum()"), "divided by all images"),
        (recall("np.diag(counts)"), "numbers of images, not shares"),
        (recall("1 - np.diag(counts) / counts.sum(axis=1)"), "that is missed"),
        (recall("counts.max(axis=1) / counts.sum(axis=1)"), "which answers are right"),
    ],
    "targets_at_once": [
        (table("np.eye(l)[labels]"), "reaches neither 1 nor 0"),
        (table("np.where(labels[:, None] == np.arange(l), 0.01, 0.99)"), "small value"),
        (table("labels[:, None] == np.arange(l)"), "T holds truth values"),
        (
            table("np.where(np.arange(l)[:, None] == labels, 0.99, 0.01)"),
            "T is transposed",
        ),
    ],
    "few_images": [
        (settings(0.001, 5), "of new images; the goal is 84%"),
        (settings(0.1, 1), "of new images; the goal is 84%"),
        (settings(0.1, 50), "a whole number from 1 to 5, got 50"),
        (settings("'fast'", 5), "a positive number below 100, got 'fast'"),
    ],
}
