"""The checks of the exercises of 06_pytorch."""

from functools import partial

import numpy as np
import torch
from torch import nn

from utils.exercises.compare import expect_array, expect_number
from utils.exercises.old_judge import call, exercise
from utils.networks.sigmoid import deltas, error, forward, gradients, initial_weights

SIZES = ((3, 4, 2, 3), (1, 1, 1, 1), (5, 3, 3, 2), (2, 6, 4, 4))  # N, n, m, l


def _problem(N, n, m, l):
    """Return random X (N, n), T (N, l), V (n, m), W (m, l), float64."""
    rng = np.random.default_rng([N, n, m, l])
    V, W = initial_weights(rng, n=n, m=m, l=l)
    return rng.normal(size=(N, n)), rng.random((N, l)), V, W


@exercise(
    "MSELoss means over examples and outputs, E only over the examples, with a half:"
    " E is l / 2 times MSELoss."
)
def mse_factor(answer):
    """Judge factor(l), which returns a number."""
    for l in (10, 1, 7, 2):
        mistakes = [
            (l, f"for l = {l} this is twice the factor: E has a 1/2 in front."),
            (0.5, "MSELoss takes the mean over the outputs too; E adds them up."),
            (2 / l, "this is the factor the other way round, from E to MSELoss."),
        ]
        expect_number(call(answer, l), l / 2, mistakes, f"the factor for l = {l}")


@exercise("A Linear layer stores its weights as (out, in) and adds a bias to each row.")
def linear_layer(answer):
    """Judge linear(X, weight, bias) on float64 tensors (N, n), (m, n), (m,)."""
    for N, n, m, _ in SIZES:
        torch.manual_seed(N)
        layer = nn.Linear(n, m, dtype=torch.float64)
        X = torch.randn(N, n, dtype=torch.float64)
        Z, bias = (a.detach().numpy() for a in (layer(X), layer.bias))
        mistakes = [(Z - bias, "the bias is missing.")]
        result = call(answer, X, layer.weight.detach(), layer.bias.detach())
        expect_array(result, Z, mistakes, "the output")


@exercise("You know what optimizer.zero_grad, backward and optimizer.step do.")
def step_by_hand(answer):
    """Judge one_step(V, W, E_of, lr), which changes V (n, m) and W (m, l)."""
    for size in SIZES:
        X, T, V, W = _problem(*size)
        tensors = [torch.tensor(array, requires_grad=True) for array in (V, W)]
        truth, piled = [V.copy(), W.copy()], [V.copy(), W.copy()]
        pile = [np.full_like(V, 0.1), np.full_like(W, 0.1)]
        for tensor, old in zip(tensors, pile, strict=True):
            tensor.grad = torch.tensor(old)
        stale = [V - 0.5 * pile[0], W - 0.5 * pile[1]]
        for _ in range(3):
            before = error(forward(X, *truth)[1], T)
            E = call(partial(answer, *tensors, _error_of(X, T), 0.5))
            expect_number(E, before, name="the error returned")
            _move(truth, gradients(X, T, *truth))
            pile = [a + b for a, b in zip(pile, gradients(X, T, *piled), strict=True)]
            _move(piled, pile)
            _expect_weights(tensors, truth, piled, (V, W), stale)


def _error_of(X, T):
    X, T = torch.tensor(X), torch.tensor(T)

    def E(V, W):
        O = torch.sigmoid(torch.sigmoid(X @ V) @ W)
        return 0.5 * torch.sum((T - O) ** 2) / len(T)

    return E


def _move(weights, gradients):
    for w, g in zip(weights, gradients, strict=True):
        w -= 0.5 * g


def _why_not(tensor, name):
    """Say why a step has not changed a tensor, as far as its gradient tells."""
    if tensor.grad is None:
        return f", and {name}.grad is None: was backward called, and when?"
    if not tensor.grad.any():
        return f": when the step was taken, or since, {name}.grad has become 0."
    return f", but has a gradient: does '{name} = ...' name a new tensor?"


def _expect_weights(tensors, truth, piled, start, stale):
    for name, tensor, w, p, first, old in zip(
        "VW", tensors, truth, piled, start, stale, strict=True
    ):
        mistakes = [
            (first, f"{name} has not changed{_why_not(tensor, name)}"),
            (p, "the gradients of earlier steps pile up in .grad."),
            (2 * first - w, "the step goes uphill."),
            (old, "the step takes a gradient of before: backward comes first."),
        ]
        expect_array(tensor.detach().numpy(), w, mistakes, name)


@exercise("cross_entropy wants logits: it takes the softmax by itself.")
def cross_entropy(answer):
    """Judge loss(Z, labels) on float64 logits (N, l) and int64 labels (N,)."""
    for N, _, _, l in (SIZES[0], *SIZES[2:], (6, 1, 1, 10)):
        torch.manual_seed(l)
        Z = 3 * torch.randn(N, l, dtype=torch.float64)
        labels = torch.randint(l, (N,))
        E = nn.functional.cross_entropy(Z, labels)
        squashed = nn.functional.cross_entropy(torch.sigmoid(Z), labels)
        twice = nn.functional.cross_entropy(torch.softmax(Z, dim=1), labels)
        mistakes = [
            (squashed.item(), "a sigmoid stands between the logits and the loss."),
            (twice.item(), "the softmax is taken twice."),
            (E.item() * N, "this is the sum over the batch, not the mean."),
        ]
        result = call(answer, Z, labels)
        expect_number(result, E.item(), mistakes, "the loss", rtol=1e-6)


@exercise("backward goes to the inputs as well: delta_y times V transposed, over N.")
def input_gradient(answer):
    """Judge gradient_of_input(X, T, V, W) on float64 tensors; X is (N, n)."""
    for size in SIZES:
        X, T, V, W = _problem(*size)
        delta_y, _ = deltas(*forward(X, V, W), T, W)
        dX = delta_y @ V.T / len(X)
        mistakes = [
            (dX * len(X), "the 1/N of the mean is missing."),
            (gradients(X, T, V, W)[0], "this is dE/dV."),
        ]
        result = call(answer, *(torch.tensor(a) for a in (X, T, V, W)))
        expect_array(result, dX, mistakes, "dE/dX")
