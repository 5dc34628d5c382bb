"""The experiment's training in PyTorch: autograd, and batches cut out of a tensor.

It shares nothing with utils.experiment.numpy_runs but the order of the examples and the
first weights, so two runs of one cell differ by rounding alone.
"""

import torch
from torch import nn


class _SquaredError(nn.Module):
    """The mean over the batch of 1/2 sum_k (t_k - sigmoid(z_k))^2."""

    def forward(self, Z, T):
        return 0.5 * torch.sum((T - torch.sigmoid(Z)) ** 2) / len(Z)


class _CrossEntropyOnSigmoids(nn.Module):
    """The trap: a softmax of what the sigmoid has squashed already."""

    def forward(self, Z, T):
        return nn.functional.cross_entropy(torch.sigmoid(Z), T)


LOSS_MODULES = {
    "squared error": _SquaredError,
    "cross-entropy on logits": nn.CrossEntropyLoss,
    "cross-entropy on sigmoids": _CrossEntropyOnSigmoids,
}
OPTIMIZERS = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}


def train_torch_(V, W, X, T, order, batch, loss, optimizer, lr):
    """Change V (n, m) and W (m, l), float32 NumPy arrays, in place, by autograd.

    The arguments are those of numpy_runs.train_in_batches_; loss and optimizer
    are keys of LOSS_MODULES and OPTIMIZERS. PyTorch is held to one thread.
    """
    network = _network(V, W)
    step_rule = OPTIMIZERS[optimizer](network.parameters(), lr=lr, fused=True)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        batches = torch.from_numpy(order).split(batch)
        data = torch.from_numpy(X), torch.from_numpy(T)
        _train_(network, *data, batches, LOSS_MODULES[loss](), step_rule)
    finally:
        torch.set_num_threads(threads)
    V[:], W[:] = (network[i].weight.detach().numpy().T for i in (0, 2))


def _network(V, W):
    """Return the network up to its pre-activations Z, with these first weights."""
    (n, m), l = V.shape, W.shape[1]
    hidden, output = nn.Linear(n, m, bias=False), nn.Linear(m, l, bias=False)
    with torch.no_grad():
        hidden.weight.copy_(torch.from_numpy(V.T))
        output.weight.copy_(torch.from_numpy(W.T))
    return nn.Sequential(hidden, nn.Sigmoid(), output)


def _train_(network, X, T, batches, loss, optimizer):
    """Change the network by one step for each batch of row numbers."""
    for rows in batches:
        optimizer.zero_grad()
        loss(network(X[rows]), T[rows]).backward()
        optimizer.step()
