"""The checks of the exercises of 05_autograd."""

import numpy as np

from utils.exercises.compare import expect_array, expect_choice, expect_number
from utils.exercises.old_judge import Wrong, call, describe, exercise
from utils.exercises.old_values import as_sequence
from utils.networks.softmax import softmax

SUSPECTS = ("broadcast", "matmul", "mean", "tanh")


@exercise("The slope of the hypotenuse by a leg is leg / hypotenuse.")
def hypotenuse(steps):
    """Judge the two steps back of c = sqrt(a^2 + b^2), functions of (g, c, a, b)."""
    if not isinstance(steps, (list, tuple)) or len(steps) != 2:
        raise Wrong(f"steps should be a list of two functions, got {describe(steps)}.")
    rng = np.random.default_rng(5)
    for shape in ((3, 2), (4,)):
        g, a, b = rng.uniform(0.5, 2.0, size=(3, *shape))
        a.flat[0], b.flat[1] = -a.flat[0], -b.flat[1]
        c = np.hypot(a, b)
        for name, step, mine, other in zip("ab", steps, (a, b), (b, a), strict=True):
            mistakes = [
                (mine / c, "the slope is right, but g is missing: multiply by it."),
                (g * other / c, f"this is the step back to {'ba'['ab'.index(name)]}."),
                (g * mine, "c is a square root: its slope has c in the denominator."),
                (g * mine / c**2, "divide by c once, not twice."),
                (g * mine / (2 * c), "the 2 of the square cancels the 1/2."),
                (g * np.abs(mine) / c, f"{name} may be negative."),
            ]
            got = call(step, g, c, a, b)
            expect_array(got, g * mine / c, mistakes, f"the step back to {name}")


@exercise("Only the stretched b was wrong, by 1/N: a mean where a sum belongs.")
def find_the_bug(answer):
    """Judge a choice of the operation whose step back is broken."""
    mistakes = [
        ("matmul", "the product leads to V, and V is right."),
        ("mean", "everything is behind the mean, so V would be wrong too."),
        ("tanh", "V is behind the tanh, and V is right."),
    ]
    expect_choice(answer, "broadcast", SUSPECTS, mistakes)


@exercise("Each entry of a row feels the whole row, since the shares must sum to 1.")
def softmax_step(answer):
    """Judge the step back step(g, c, a) of softmax over the rows of a (N, l)."""
    rng = np.random.default_rng(6)
    for N, l, shift in ((3, 4, 0), (1, 2, 0), (4, 4, 0), (2, 3, 1000)):
        g, a = rng.normal(size=(N, l)), shift + rng.normal(size=(N, l))
        c = softmax(a)
        total = np.sum(g * c, axis=1, keepdims=True)
        mistakes = [
            (g * c, "this lacks the denominator, in which every entry stands too."),
            (g * c * (1 - c), "this is the way of an entry to its own share only."),
            (c * (g - np.sum(g * c)), "sum over each row, not over the batch."),
            (c * (g - np.sum(g, axis=1, keepdims=True)), "weight the g by the shares."),
            (g - total, "the factor c is missing."),
        ]
        got = call(answer, g, c, a)
        expect_array(got, c * (g - total), mistakes, "the step back")


@exercise("Two products back for each one forward, but none back to the inputs.")
def work(answer):
    """Judge products(N, n, m, l), a count of multiplications on the way back."""
    for N, n, m, l in ((256, 784, 128, 10), (1, 2, 3, 2), (5, 7, 2, 3)):
        first, second = N * n * m, N * m * l
        mistakes = [
            (first + second, "this is the way forward."),
            (2 * (first + second), "X is no node: nobody asks for its gradient."),
            (2 * first + second, "which factor of which product is no node?"),
            ((first + 2 * second) / N, "this is for one example."),
        ]
        name = f"the count for {(N, n, m, l)}"
        expect_number(call(answer, N, n, m, l), first + 2 * second, mistakes, name)


@exercise("What was stretched along an axis gets the sum along that axis.")
def undo_broadcast(answer):
    """Judge undo(g, X, s), the gradients of s (N, 1) and b (n,) in C = s X + b."""
    rng = np.random.default_rng(7)
    for N, n in ((4, 3), (1, 2), (3, 3), (2, 1)):
        g, X, s = rng.normal(size=(N, n)), rng.normal(size=(N, n)), rng.random((N, 1))
        pair = as_sequence(call(answer, g, X, s), 2, "the pair ds, db")
        mistakes = [
            ((g * X).sum(axis=1), "ds has lost an axis: s has the shape (N, 1)."),
            (g * X, "ds has the shape of X: sum over what s was stretched along."),
            (g.sum(axis=1, keepdims=True), "s was multiplied by X: use X."),
            ((g * X).mean(axis=1, keepdims=True), "ds is a mean; take the sum."),
        ]
        expect_array(pair[0], (g * X).sum(axis=1, keepdims=True), mistakes, "ds")
        mistakes = [
            (g, "db has the shape of X: sum over what b was stretched along."),
            (g.sum(axis=0, keepdims=True), "b has the shape (n,), without the 1."),
            (g.mean(axis=0), "db is a mean; take the sum."),
        ]
        expect_array(pair[1], g.sum(axis=0), mistakes, "db")


@exercise("A weight that is used twice gets a gradient by each way, and they add up.")
def shared_weight(answer):
    """Judge gradient(g, X, W), that of W (n, m) in C = X W W^T, with g = dE/dC."""
    rng = np.random.default_rng(8)
    for N, n, m in ((4, 3, 2), (1, 2, 3), (3, 3, 3)):
        g, X, W = (rng.normal(size=s) for s in ((N, n), (N, n), (n, m)))
        first, second = X.T @ (g @ W), g.T @ (X @ W)
        mistakes = [
            (first, "this is the way through the first W only."),
            (second, "this is the way through W^T only."),
            (2 * first, "the two ways differ: W^T meets g and X W."),
            (2 * second, "the two ways differ: the first W meets X and g W."),
            (first - second, "both ways add up."),
        ]
        expect_array(call(answer, g, X, W), first + second, mistakes, "dW")
