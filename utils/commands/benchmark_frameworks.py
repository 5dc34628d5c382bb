"""The benchmark's network in PyTorch and scikit-learn, and the settings of all rows."""

import copy
import shutil
from functools import cache, partial

import numpy as np
import torch

from utils.networks.sigmoid import initial_weights

BATCH = 256
LR = 0.1
LR_ADAM = 0.001
SEED = 5


@cache
def drawn_weights(dtype):
    """Return the first weights, drawn once: to draw them is no part of an epoch."""
    return initial_weights(np.random.default_rng(SEED), dtype=dtype)


def weights(dtype):
    """Return copies of the first weights, the same for every variant."""
    V, W = drawn_weights(np.dtype(dtype))
    return V.copy(), W.copy()


@cache
def drawn_network():
    """Return the network of the course in PyTorch, float32, made once."""
    network = torch.nn.Sequential(
        torch.nn.Linear(784, 128, bias=False),
        torch.nn.Sigmoid(),
        torch.nn.Linear(128, 10, bias=False),
        torch.nn.Sigmoid(),
    )
    with torch.no_grad():
        for layer, w in zip((network[0], network[2]), weights(np.float32), strict=True):
            layer.weight.copy_(torch.from_numpy(w.T))
    return network


def torch_network():
    """Return a copy of the network."""
    return copy.deepcopy(drawn_network())


def torch_epoch(pairs, optimizer_of, compiled=None):
    """Train over the pairs (x, t) once; compiled is a network to use again."""
    network = compiled or torch_network()
    optimizer = optimizer_of(network.parameters())
    for x, t in pairs:
        optimizer.zero_grad()
        loss = 0.5 * ((network(x) - t) ** 2).sum() / len(x)
        loss.backward()
        optimizer.step()


def torch_one(X, T):
    """PyTorch, one example at a time."""
    pairs = ((X[i : i + 1], T[i : i + 1]) for i in range(len(X)))
    torch_epoch(pairs, partial(torch.optim.SGD, lr=LR))


def torch_slices(X, T, compiled=None):
    """PyTorch, batches cut out of a tensor."""
    order = torch.randperm(len(X))
    pairs = ((X[rows], T[rows]) for rows in order.split(BATCH))
    torch_epoch(pairs, partial(torch.optim.Adam, lr=LR_ADAM, fused=True), compiled)


def compiled_variant(X, T):
    """Return a callable, or the reason why there is none."""
    if not any(map(shutil.which, ("g++", "clang++", "cl"))):
        return "no C++ compiler"
    network = torch.compile(torch_network())
    try:
        torch_slices(X[:BATCH], T[:BATCH], network)
    except Exception as error:  # whatever stops the compiler, the others can be timed
        return f"does not compile: {type(error).__name__}"
    return lambda: torch_slices(X, T, network)


def torch_loader(X, T):
    """PyTorch, batches from a DataLoader."""
    dataset = torch.utils.data.TensorDataset(X, T)
    pairs = torch.utils.data.DataLoader(dataset, batch_size=BATCH, shuffle=True)
    torch_epoch(pairs, partial(torch.optim.Adam, lr=LR_ADAM, fused=True))


def sklearn_variant(X, labels):
    """Return a callable, or the reason why there is none.

    It has biases and the cross-entropy as error.
    """
    try:
        from sklearn.neural_network import MLPClassifier
    except ImportError:
        return "not installed"

    def fit():
        model = MLPClassifier(
            (128,), activation="logistic", batch_size=BATCH, random_state=SEED
        )
        model.partial_fit(X, labels, classes=np.arange(10))

    return fit
