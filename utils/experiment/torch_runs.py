"""The experiment's training in PyTorch: autograd, and batches cut out of a tensor.

It shares nothing with utils.experiment.numpy_runs but the order of the examples and the
first weights, so two runs of one cell differ by rounding alone.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

LOSS_OF = {
    "squared error": lambda Z, T: 0.5 * torch.sum((T - torch.sigmoid(Z)) ** 2) / len(Z),
    "cross-entropy on logits": cross_entropy,
    "cross-entropy on sigmoids": lambda Z, T: cross_entropy(torch.sigmoid(Z), T),
}
OPTIMIZERS = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}


def train_torch_(V, W, X, T, order, batch, loss, optimizer, lr):
    """Change V (n, m) and W (m, l), float32 NumPy arrays, in place, by autograd.

    The arguments are those of numpy_runs.train_in_batches_; loss and optimizer
    are keys of LOSS_OF and OPTIMIZERS. PyTorch is held to one thread.
    """
    hidden, output = (nn.Linear(*w.shape, bias=False) for w in (V, W))
    with torch.no_grad():
        hidden.weight.copy_(torch.from_numpy(V.T))
        output.weight.copy_(torch.from_numpy(W.T))
    network = nn.Sequential(hidden, nn.Sigmoid(), output)
    step_rule = OPTIMIZERS[optimizer](network.parameters(), lr=lr, fused=True)
    X, T, batches = map(torch.from_numpy, (X, T, order))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for rows in batches.split(batch):
            step_rule.zero_grad()
            LOSS_OF[loss](network(X[rows]), T[rows]).backward()
            step_rule.step()
    finally:
        torch.set_num_threads(threads)
    V[:], W[:] = (layer.weight.detach().numpy().T for layer in (hidden, output))
