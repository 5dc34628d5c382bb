"""Wrong answers to the exercises of 05_autograd, and a piece of each one's message."""

from answer_sources import function


def hypotenuse(to_a, to_b):
    steps = f"[lambda g, c, a, b: {to_a}, lambda g, c, a, b: {to_b}]"
    return f"steps = {steps}\nexercises.hypotenuse(steps)"


def bug(name):
    return f"exercises.find_the_bug({name!r})"


def step(expression):
    return function("step(g, c, a)", expression, "softmax_step")


def products(expression):
    return function("products(N, n, m, l)", expression, "work")


def undo(ds, db):
    return function("undo(g, X, s)", f"{ds}, {db}", "undo_broadcast")


def shared(expression):
    return function("gradient(g, X, W)", expression, "shared_weight")


DS, DB = "(g * X).sum(axis=1, keepdims=True)", "g.sum(axis=0)"

WRONG = {
    "hypotenuse": [
        (hypotenuse("a / c", "b / c"), "g is missing"),
        (hypotenuse("g * b / c", "g * a / c"), "this is the step back to b"),
        (hypotenuse("g * a / c", "g * a / c"), "this is the step back to a"),
        (hypotenuse("g * a", "g * b"), "c in the denominator"),
        (hypotenuse("g * a / c**2", "g * b / c**2"), "c once, not twice"),
        (hypotenuse("g * a / (2 * c)", "g * b / (2 * c)"), "cancels the 1/2"),
        (
            hypotenuse("g * np.sqrt(c**2 - b**2) / c", "g * b / c"),
            "a may be negative",
        ),
        ("exercises.hypotenuse(np.hypot)", "a list of two functions"),
    ],
    "find_the_bug": [
        (bug("matmul"), "V is right"),
        (bug("mean"), "V would be wrong too"),
        (bug("tanh"), "behind the tanh"),
        (bug("sigmoid"), "choose one of"),
    ],
    "softmax_step": [
        (step("c * (g - g.mean(axis=1, keepdims=True))"), "differs"),
        (step("g * c"), "lacks the denominator"),
        (step("g * c * (1 - c)"), "own share only"),
        (step("c * (g - np.sum(g * c))"), "over each row"),
        (step("c * (g - np.sum(g, axis=1, keepdims=True))"), "by the shares"),
        (step("g - np.sum(g * c, axis=1, keepdims=True)"), "factor c is missing"),
    ],
    "work": [
        (products("N * n * m + N * m * l"), "the way forward"),
        (products("2 * (N * n * m + N * m * l)"), "nobody asks for its gradient"),
        (products("2 * N * n * m + N * m * l"), "which factor of which product"),
        (products("n * m + 2 * m * l"), "for one example"),
    ],
    "undo_broadcast": [
        (undo("(g * X).sum(axis=1)", DB), "ds has lost an axis"),
        (undo("g * X", DB), "ds has the shape of X"),
        (undo("g.sum(axis=1, keepdims=True)", DB), "s was multiplied by X"),
        (undo("(g * X).mean(axis=1, keepdims=True)", DB), "ds is a mean"),
        (undo(DS, "g"), "db has the shape of X"),
        (undo(DS, "g.sum(axis=0, keepdims=True)"), "without the 1"),
        (undo(DS, "g.mean(axis=0)"), "db is a mean"),
        (function("undo(g, X, s)", DS, "undo_broadcast"), "the pair ds, db"),
    ],
    "shared_weight": [
        (shared("X.T @ (g @ W)"), "the first W only"),
        (shared("g.T @ (X @ W)"), "through W^T only"),
        (shared("2 * X.T @ (g @ W)"), "the two ways differ"),
        (shared("2 * g.T @ (X @ W)"), "the two ways differ"),
        (shared("X.T @ (g @ W) - g.T @ (X @ W)"), "both ways add up"),
    ],
}
