"""The checks of 06_pytorch: a turn in the text, four exercises."""

import numpy as np
import torch
from torch import nn

from utils.exercises.judge import call
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table
from utils.networks.pytorch import Network, SquaredError, set_weights_
from utils.networks.sigmoid import deltas, forward, gradients

LR = 0.3
EARLIER = 0.1  # what each entry of .grad holds before the first step
GIVES = "V after three steps", "W after three steps", "errors"  # each of the three
SIZES = (1, 1, 1, 1), (3, 4, 2, 3), (5, 3, 3, 2)
PROBLEMS = drawn("nm", "ml", "Nn", "Nl", sizes=SIZES)
MISTAKES = {  # sentence -> order of the lines (see in_order), and the rate
    "has not changed: is there a step, and a gradient?": ("zfb", LR),
    "moves by the gradients of earlier steps, too.": ("fbs", LR),
    "moves by an old gradient: clear it first.": ("fbsz", LR),
    "moves by what .grad held: backward is missing.": ("fs", LR),
    "moves twice too far: is there one backward too many?": ("zfbbs", LR),
    "goes uphill: step against the gradient.": ("zfbs", -LR),
    "moves by the whole gradient: the rate is missing.": ("zfbs", 1),
}


def in_order(letters):
    """Return a step with its lines in an order: zero_grad, forward, backward, step."""

    def step(network, loss, optimizer, X, T):
        for letter in letters:
            if letter == "z":
                optimizer.zero_grad()
            elif letter == "f":
                E = loss(network(X), T)
            elif letter == "b":
                E.backward(retain_graph=True)
            else:
                optimizer.step()
        return E

    return step


own_step = in_order("zfbs")


def _taken(step, given, weights):
    """Take three steps; return what each leaves: V, W, and the error returned."""
    left = []
    for w in weights:
        w.grad = torch.full_like(w, EARLIER)
    for _ in range(3):
        E = call(step, *given)
        left.append([*(w.detach().numpy().copy() for w in weights), E])
    return list(zip(*left, strict=True))


def _ask_step(step, V, W, X, T, lr=LR):
    network = Network(*V.shape, W.shape[1]).double()
    set_weights_(network, V, W)
    weights = list(network.parameters())
    optimizer = torch.optim.SGD(weights, abs(lr), maximize=lr < 0)
    given = network, SquaredError(), optimizer, torch.tensor(X), torch.tensor(T)
    V, W, E = _taken(step, given, weights)
    return [np.swapaxes(V, 1, 2), np.swapaxes(W, 1, 2), E]  # PyTorch's are transposed


def _ask_step_by_hand(step, V, W, X, T):
    V, W, X, T = (torch.tensor(a) for a in (V, W, X, T))

    def E_of(V, W):
        return SquaredError()(torch.sigmoid(torch.sigmoid(X @ V) @ W), T)

    given = V.requires_grad_(), W.requires_grad_(), E_of, LR
    return _taken(step, given, given[:2])


def _of_steps(*problem):
    def taken(order, lr=LR):
        V, W, E = _ask_step(in_order(order), *problem, lr)
        return V, W, [e.item() for e in E]

    V, W, E = taken("zfbs")
    wrong = {sentence: taken(*how) for sentence, how in MISTAKES.items()}
    for place, right in enumerate((V, W)):
        yield right
        yield from ((w[place], f"{'VW'[place]} {text}") for text, w in wrong.items())
    yield E
    late = taken("zfbsf")[2]
    yield late, "the error that you return is that after the step; compute it before."


@table(GIVES, PROBLEMS, ask=_ask_step)
def training_step(V, W, X, T):
    """Five lines train every network: zero_grad, forward, loss, backward, step."""
    # The answer: step(network, loss, optimizer, X, T), which returns E.
    return _of_steps(V, W, X, T)


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


@table("loss", [tuple(map(torch.tensor, case)) for case in LABELLED])
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


INPUTS = [tuple(map(torch.tensor, case)) for case in drawn("Nn", "Nl", "nm", "ml")]


@table("dE/dX", INPUTS)
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
