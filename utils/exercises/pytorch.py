"""The checks of 06_pytorch: a turn in the text, four exercises."""

import numpy as np
import torch
from torch import nn

from utils.exercises.judge import call
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table
from utils.networks.pytorch import Network, SquaredError, get_weights, set_weights_
from utils.networks.sigmoid import deltas, error, forward, gradients

LR, STEPS = 0.3, 3
EARLIER = 0.1  # what each entry of .grad holds before the first step
GIVES = "V after three steps", "W after three steps", "errors"  # each of the three
PROBLEMS = drawn(
    "nm", "ml", "Nn", "Nl", sizes=((1, 1, 1, 1), (3, 4, 2, 3), (5, 3, 3, 2))
)


def _steps(V, W, X, T, move=lambda g, earlier: g):
    """Take steps from V and W; return what they leave: V, W, and E before and after.

    move: a function of a gradient and the list of those before that returns what the
    rate is multiplied by.
    """
    earlier, left = [[np.full_like(w, EARLIER) for w in (V, W)]], []
    for _ in range(STEPS):
        before, new = error(forward(X, V, W)[1], T), gradients(X, T, V, W)
        V, W = (
            w - LR * move(g, list(e))
            for w, g, e in zip((V, W), new, zip(*earlier, strict=True), strict=True)
        )
        left.append((V, W, before, error(forward(X, V, W)[1], T)))
        earlier.append(new)
    return [np.array(part) for part in zip(*left, strict=True)]


MISTAKES = {
    "has not changed: is there a step, and a gradient?": lambda g, e: 0 * g,
    "moves by the gradients of earlier steps, too.": lambda g, e: g + sum(e),
    "moves by an old gradient: clear it first.": (
        lambda g, e: g + (len(e) == 1) * EARLIER
    ),
    "moves by what .grad held: backward is missing.": lambda g, e: e[0],
    "goes uphill: step against the gradient.": lambda g, e: -g,
    "moves by the whole gradient: the rate is missing.": lambda g, e: g / LR,
    "moves twice too far: is there one backward too many?": lambda g, e: 2 * g,
}


def _of_steps(*problem):
    V, W, before, after = _steps(*problem)
    wrong = {text: _steps(*problem, move) for text, move in MISTAKES.items()}
    for place, name, right in ((0, "V", V), (1, "W", W)):
        yield right
        yield from ((w[place], f"{name} {text}") for text, w in wrong.items())
    yield before
    yield after, "the error that you return is that after the step; compute it before."


def _ask_step(step, V, W, X, T):
    network = Network(*V.shape, W.shape[1]).double()
    set_weights_(network, V, W)
    optimizer = torch.optim.SGD(network.parameters(), LR)
    for w in network.parameters():
        w.grad = torch.full_like(w, EARLIER)
    given, got = (network, SquaredError(), optimizer, *_tensors((X, T))), []
    for _ in range(STEPS):
        E = call(step, *given)
        got.append((*get_weights(network), E))
    return list(zip(*got, strict=True))


def _ask_step_by_hand(step, V, W, X, T):
    weights, (X, T), got = _tensors((V, W)), _tensors((X, T)), []
    for w in weights:
        w.requires_grad_().grad = torch.full_like(w, EARLIER)

    def E_of(V, W):
        return SquaredError()(torch.sigmoid(torch.sigmoid(X @ V) @ W), T)

    for _ in range(STEPS):
        E = call(step, *weights, E_of, LR)
        got.append((*(w.detach().numpy().copy() for w in weights), E))
    return list(zip(*got, strict=True))


def _tensors(case):
    return tuple(map(torch.tensor, case))


@table(GIVES, PROBLEMS, ask=_ask_step)
def training_step(V, W, X, T):
    """Five lines train every network: zero_grad, forward, loss, backward, step."""
    # The answer: step(network, loss, optimizer, X, T), which returns E.
    return _of_steps(V, W, X, T)


def own_step(network, loss, optimizer, X, T):
    """The course's own five lines."""
    optimizer.zero_grad()
    O = network(X)
    E = loss(O, T)
    E.backward()
    optimizer.step()
    return E


@table(GIVES, PROBLEMS, ask=_ask_step_by_hand)
def step_by_hand(V, W, X, T):
    """You know what optimizer.zero_grad, backward and optimizer.step do."""
    # The answer: one_step(V, W, E_of, lr), which changes V and W and returns E.
    return _of_steps(V, W, X, T)


@table("factor", [(10,), (1,), (7,), (2,)])
def mse_factor(l):
    """MSELoss is a mean over outputs too, and has no half: E is l / 2 of it."""
    yield l / 2
    yield l, "E has a 1/2 in front."
    yield 0.5, "MSELoss takes the mean over the outputs too; E adds them up."
    yield 2 / l, "this is the factor the other way round, from E to MSELoss."
    yield 1 / (2 * l), "MSELoss divides by l: multiply by it."
    yield 1 / l, "MSELoss divides by l: multiply by it. And E has a 1/2 in front."
    yield 2 * l, "the 1/2 belongs to E, so E is the smaller one."


LABELLED = [(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([0, 0]))] + [
    (3 * Z, np.arange(len(Z)) % Z.shape[1])
    for (Z,) in drawn("Nl", sizes=((3, 1, 1, 4), (5, 1, 1, 2), (6, 1, 1, 10)))
]


@table("loss", [*map(_tensors, LABELLED)])
def cross_entropy(Z, labels):
    """cross_entropy wants logits: it takes the softmax by itself."""

    def E(Z, **options):
        return nn.functional.cross_entropy(Z, labels, **options).numpy()

    def nll(Z):
        return nn.functional.nll_loss(Z, labels).numpy()

    yield E(Z)
    yield E(torch.softmax(Z, dim=1)), "the softmax is taken twice."
    yield E(torch.softmax(Z, dim=0)), "two softmaxes, and one is taken by columns."
    yield nll(torch.log_softmax(Z, dim=0)), "the softmax is over each row, dim=1."
    yield E(torch.sigmoid(Z)), "a sigmoid stands between the logits and the loss."
    yield E(Z, reduction="sum"), "this is the sum over the batch, not the mean."
    yield nll(Z), "nll_loss wants log-softmaxes; these are logits."
    yield nll(torch.softmax(Z, dim=1)), "nll_loss wants the logarithms of softmaxes."


@table("dE/dX", [*map(_tensors, drawn("Nn", "Nl", "nm", "ml"))])
def input_gradient(X, T, V, W):
    """backward goes to the inputs as well: delta_y times V transposed, over N."""
    X, T, V, W = (a.numpy() for a in (X, T, V, W))
    delta_y, delta_o = deltas(*forward(X, V, W), T, W)
    dX = delta_y @ V.T / len(X)
    yield dX
    yield dX * len(X), "the 1/N of the mean is missing."
    yield gradients(X, T, V, W)[0], "this is dE/dV."
    yield 2 * dX / T.shape[1], "this is the gradient of MSELoss; E has another factor."
    yield dX / T.shape[1], "this is the mean over the outputs, too; E adds them up."
    yield delta_y / len(X), "this is the way back to the hidden units; V leads on."
