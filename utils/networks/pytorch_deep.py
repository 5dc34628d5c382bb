"""A network of any depth in PyTorch, for its gradients: no formula is shared."""

import torch

from utils.shapes import check_shapes

UNITS = {
    "sigmoid": torch.sigmoid,
    "centred": lambda Z: torch.sigmoid(Z) - 0.5,
    "tanh": torch.tanh,
    "relu": torch.relu,
}


def pytorch_deep_gradients(X, T, weights, kind):
    """Return the list of dE/dW_r of the mean error, as PyTorch's autograd finds them.

    Args:
        X (N, n), T (N, l), weights (a list): NumPy arrays of one dtype.
        kind: of the hidden units, a name in UNITS.

    Raises ValueError if T has another shape than the outputs: PyTorch would broadcast.
    """
    parameters = [torch.tensor(W, requires_grad=True) for W in weights]
    Y = torch.tensor(X)
    for W in parameters[:-1]:
        Y = UNITS[kind](Y @ W)
    O = torch.sigmoid(Y @ parameters[-1])
    check_shapes("Nl,Nl", O=O, T=T)
    E = 0.5 * torch.sum((torch.tensor(T) - O) ** 2) / len(X)
    E.backward()
    return [W.grad.numpy() for W in parameters]
