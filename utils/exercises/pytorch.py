"""The checks of 06_pytorch: a turn in the text, four exercises."""

import numpy as np
import torch
from torch import nn

from utils.exercises.judge import call, exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import compare, drawn, table
from utils.networks.pytorch import Network, SquaredError, get_weights, set_weights_
from utils.networks.sigmoid import deltas, error, forward, gradients

LR, STEPS = 0.3, 3
TOLD = [f"step {s + 1} of {STEPS}" for s in range(STEPS)]
SIZES = ((3, 4, 2, 3), (1, 1, 1, 1), (5, 3, 3, 2))  # N, n, m, l


def _tensors(case):
    return tuple(map(torch.tensor, case))


def _follow(V, W, X, T, move=lambda g, earlier: g, late=False):
    """Take some steps from V and W; return what each leaves: E, V and W.

    move: a function of a gradient and the list of those before, of which the first is
    0.1, that returns what the rate is multiplied by. late: compute E after the step.
    """
    earlier, left = [(np.full_like(V, 0.1), np.full_like(W, 0.1))], []
    for _ in range(STEPS):
        E, new = error(forward(X, V, W)[1], T), gradients(X, T, V, W)
        old = zip(*earlier, strict=True)
        V, W = (
            w - LR * move(g, list(e)) for w, g, e in zip((V, W), new, old, strict=True)
        )
        left.append((error(forward(X, V, W)[1], T) if late else E, V, W))
        earlier.append(new)
    return left


MISTAKES = [
    (lambda g, e: 0 * g, "has not changed: is there a step, and a gradient?"),
    (lambda g, e: g + sum(e), "moves by the gradients of earlier steps, too."),
    (
        lambda g, e: g + (len(e) == 1) * e[0],
        "moves by an old gradient: clear it first.",
    ),
    (lambda g, e: e[-1], "moves by the gradient of before: backward comes first."),
    (lambda g, e: e[0], "moves by what .grad held: backward is missing."),
    (lambda g, e: -g, "goes uphill: step against the gradient."),
    (lambda g, e: g / LR, "moves by the whole gradient: the rate is missing."),
    (lambda g, e: 2 * g, "moves twice too far: is there one backward too many?"),
]


def _expect_steps(got, *problem):
    """Raise Wrong unless got, (E, V, W) after each step, is gradient descent."""
    late = [
        (_follow(*problem, late=True), "is that after the step; compute it before.")
    ]
    wrong = [(_follow(*problem, move), text) for move, text in MISTAKES]
    right, names = _follow(*problem), ("the error that you return", "V", "W")
    for part in (1, 2, 0):
        rows = [
            (
                right[s][part],
                [(m[s][part], f"{names[part]} {text}") for m, text in known],
            )
            for known in [wrong if part else late]
            for s in range(STEPS)
        ]
        name = f"the {names[part]} of your step" if part else names[0]
        compare([g[part] for g in got], rows, name, told=TOLD)


@exercise
def training_step(answer):
    """Five lines train every network: zero_grad, forward, loss, backward, step."""
    # The answer: step(network, loss, optimizer, X, T), which returns E.
    for V, W, X, T in drawn("nm", "ml", "Nn", "Nl", sizes=SIZES):
        network = Network(*V.shape, W.shape[1]).double()
        set_weights_(network, V, W)
        optimizer = torch.optim.SGD(network.parameters(), LR)
        for w in network.parameters():
            w.grad = torch.full_like(w, 0.1)
        given, got = (network, SquaredError(), optimizer, *_tensors((X, T))), []
        for _ in range(STEPS):
            E = call(answer, *given, copied=False)
            got.append((E, *get_weights(network)))
        _expect_steps(got, V, W, X, T)


def own_step(network, loss, optimizer, X, T):
    """The course's own five lines."""
    optimizer.zero_grad()
    O = network(X)
    E = loss(O, T)
    E.backward()
    optimizer.step()
    return E


@exercise
def step_by_hand(answer):
    """You know what optimizer.zero_grad, backward and optimizer.step do."""
    # The answer: one_step(V, W, E_of, lr), which changes V and W and returns E.
    for V, W, X, T in drawn("nm", "ml", "Nn", "Nl", sizes=SIZES):
        weights, (x, t), got = _tensors((V, W)), _tensors((X, T)), []

        def E_of(V, W, x=x, t=t):
            return SquaredError()(torch.sigmoid(torch.sigmoid(x @ V) @ W), t)

        for w in weights:
            w.requires_grad_().grad = torch.full_like(w, 0.1)
        for _ in range(STEPS):
            E = call(answer, *weights, E_of, LR, copied=False)
            got.append((E, *(w.detach().numpy().copy() for w in weights)))
        _expect_steps(got, V, W, X, T)


@table("factor", [(10,), (1,), (7,), (2,)])
def mse_factor(l):
    """MSELoss is a mean over outputs too, and has no half: E is l / 2 of it."""
    return l / 2, [
        (l, "E has a 1/2 in front."),
        (0.5, "MSELoss takes the mean over the outputs too; E adds them up."),
        (2 / l, "this is the factor the other way round, from E to MSELoss."),
        (1 / (2 * l), "MSELoss divides by l: multiply by it."),
        (2 * l, "the 1/2 belongs to E, so E is the smaller one."),
    ]


def _labelled():
    cases = [(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([0, 0]))]
    for (Z,) in drawn("Nl", sizes=((3, 1, 1, 4), (5, 1, 1, 2), (6, 1, 1, 10))):
        cases.append((3 * Z, np.arange(len(Z)) % Z.shape[1]))
    return [*map(_tensors, cases)]


@table("loss", _labelled())
def cross_entropy(Z, labels):
    """cross_entropy wants logits: it takes the softmax by itself."""

    def E(Z, **options):
        return nn.functional.cross_entropy(Z, labels, **options).numpy()

    def nll(Z):
        return nn.functional.nll_loss(Z, labels).numpy()

    return E(Z), [
        (E(torch.softmax(Z, dim=1)), "the softmax is taken twice."),
        (E(torch.softmax(Z, dim=0)), "two softmaxes, and one is taken by columns."),
        (E(torch.sigmoid(Z)), "a sigmoid stands between the logits and the loss."),
        (E(Z, reduction="sum"), "this is the sum over the batch, not the mean."),
        (E(Z, reduction="none"), "this is one loss for each example; take the mean."),
        (nll(Z), "nll_loss wants log-softmaxes; these are logits."),
        (nll(torch.softmax(Z, dim=1)), "nll_loss wants the logarithms of softmaxes."),
    ]


SMALL = np.array([[1.0, 0.0]]), np.eye(1), np.array([[0.5], [0.0]]), np.eye(1)


@table("dE/dX", [*map(_tensors, [SMALL, *drawn("Nn", "Nl", "nm", "ml")])])
def input_gradient(X, T, V, W):
    """backward goes to the inputs as well: delta_y times V transposed, over N."""
    X, T, V, W = (a.numpy() for a in (X, T, V, W))
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    dX = delta_y @ V.T / len(X)
    return dX, [
        (dX * len(X), "the 1/N of the mean is missing."),
        (gradients(X, T, V, W)[0], "this is dE/dV."),
        (gradients(X, T, V, W)[1], "this is dE/dW."),
        (2 * dX * len(X), "E is half the sum of squares, and the mean over the batch."),
        (2 * dX / T.shape[1], "this is the gradient of MSELoss; E has another factor."),
        (delta_o @ W.T @ V.T / len(X), "the slope of the hidden units is missing."),
    ]
