"""The same network in PyTorch: its modules, its weights, its training.

Nothing here uses utils.networks.sigmoid. The two share the notation and no formula, so
their agreement proves both. V (n, m) and W (m, l) are NumPy arrays, as there; nn.Linear
stores their transposes.
"""

import math

import torch
from torch import nn

from utils.shapes import check_shapes


class Network(nn.Module):
    """n inputs, m hidden sigmoid units, l sigmoid outputs, no bias.

    It maps X (N, n) to O (N, l). The initial weights are PyTorch's own, drawn from its
    global generator: call torch.manual_seed before, or set_weights_ after.

    Taught in 06_pytorch.
    """

    def __init__(self, n=784, m=128, l=10):
        super().__init__()
        self.hidden = nn.Linear(n, m, bias=False)
        self.output = nn.Linear(m, l, bias=False)

    def forward(self, X):
        Y = torch.sigmoid(self.hidden(X))
        return torch.sigmoid(self.output(Y))


class SquaredError(nn.Module):
    """The mean over the batch of 1/2 sum_k (t_k - o_k)^2, for O and T (N, l).

    Raises ValueError if the shapes differ: PyTorch would broadcast.

    Taught in 06_pytorch.
    """

    def forward(self, O, T):
        check_shapes("Nl,Nl", O=O, T=T)
        return 0.5 * torch.sum((T - O) ** 2) / len(T)


# Weights, to and from NumPy


def set_weights_(network, V, W):
    """Change the weights of a Network to V (n, m) and W (m, l), in its own dtype.

    Raises ValueError or TypeError if a shape does not fit or an array cannot become a
    tensor; then the network is as it was.

    Taught in 06_pytorch.
    """
    layers = {"V": (network.hidden, V), "W": (network.output, W)}
    for name, (layer, weights) in layers.items():
        expected = (layer.in_features, layer.out_features)
        if weights.shape != expected:
            raise ValueError(f"{name} has shape {weights.shape}, expected {expected}")
    V, W = (torch.tensor(weights.T.copy()) for weights in (V, W))
    with torch.no_grad():
        network.hidden.weight.copy_(V)
        network.output.weight.copy_(W)


def get_weights(network):
    """Return copies of V (n, m) and W (m, l) as NumPy arrays in the network's dtype.

    Taught in 06_pytorch.
    """
    layers = (network.hidden, network.output)
    return [layer.weight.detach().cpu().numpy().T.copy() for layer in layers]


def get_gradients(network):
    """Return copies of dE/dV (n, m) and dE/dW (m, l), as the last backward() left them.

    Taught in 06_pytorch.
    """
    layers = (network.hidden, network.output)
    return [layer.weight.grad.cpu().numpy().T.copy() for layer in layers]


def pytorch_gradients(X, T, V, W):
    """Return dE/dV (n, m) and dE/dW (m, l) of the mean error, as PyTorch finds them.

    X (N, n), T (N, l), V (n, m), W (m, l): NumPy arrays of one dtype.
    """
    X, T = torch.tensor(X), torch.tensor(T)
    V, W = (torch.tensor(array, requires_grad=True) for array in (V, W))
    O = torch.sigmoid(torch.sigmoid(X @ V) @ W)
    SquaredError()(O, T).backward()
    return V.grad.numpy(), W.grad.numpy()


# Training


def train_epoch_(network, loader, loss, optimizer):
    """Change the network by one optimizer step for each batch of the loader.

    Args:
        network: any module; batches go to the device of its parameters.
        loader: gives pairs (X, T). Wrap it in tqdm to see a progress bar.
        loss: maps (network(X), T) to a scalar tensor.
        optimizer: a torch.optim optimizer over the network's parameters.

    Returns the loss of each batch before its step, a list of floats. Raises
    FloatingPointError: a loss became NaN or infinite; no step was taken with it.

    Taught in 06_pytorch.
    """
    device = next(network.parameters()).device
    losses = []
    for X, T in loader:
        E = loss(network(X.to(device)), T.to(device))
        losses.append(E.item())
        if not math.isfinite(losses[-1]):
            raise FloatingPointError(f"the loss became {losses[-1]}: try a smaller lr")
        optimizer.zero_grad()
        E.backward()
        optimizer.step()
    return losses


def evaluate(network, loss, X, labels):
    """Return the loss and the share of right answers, two floats; record no graph.

    X (N, n) and labels (N,) lie on the network's device; loss takes labels.

    Taught in 06_pytorch.
    """
    with torch.no_grad():
        O = network(X)
        check_shapes("Nl,N", O=O, labels=labels)
        share = (O.argmax(dim=1) == labels).float().mean()
        return loss(O, labels).item(), share.item()
