"""The variants that the benchmark times: one epoch of the same network by each."""

from functools import partial

import numpy as np
import torch

from utils.data.mnist import load_mnist
from utils.data.preprocessing import batches, scale_pixels, targets
from utils.networks.sigmoid import deltas, forward, initial_weights
from utils.training.fast import make_buffers, train_batches_, train_blocks_
from utils.training.loop import train_one_at_a_time_
from utils.training.optimizers import adam_state, adam_step_

BATCH = 256
BLOCK = 64
LR = 0.1
LR_ADAM = 0.001
SEED = 5

TEXT, PLAIN, BLOCKED = "text, parsed in the loop", "one at a time", "blocked exact SGD"
BATCH64, BATCH32 = "batched float64, Adam", "batched float32, Adam"
TORCH_ONE, TORCH_SLICES = "PyTorch one at a time", "PyTorch batched, slices"
TORCH_LOADER, SKLEARN = "PyTorch batched, DataLoader", "scikit-learn, batched"
FLOOR = "matrix products alone"


def data(examples):
    """Return X, T (float64), labels and the rows in the order of training."""
    mnist = load_mnist()
    order = np.random.default_rng(SEED).permutation(len(mnist.train_labels))[:examples]
    images, labels = mnist.train_images[order], mnist.train_labels[order]
    return scale_pixels(images), targets(labels), labels, images


# NumPy


def weights(dtype):
    """Return the first weights, the same for every variant."""
    return initial_weights(np.random.default_rng(SEED), dtype=dtype)


def write_csv(path, images, labels):
    """Write images and labels as text, one line an image."""
    rows = np.column_stack([labels, images])
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows.tolist()))


def text_loop(path, T):
    """One example at a time; each line of the file is parsed in the loop."""
    V, W = weights(np.float64)
    with open(path, encoding="ascii") as lines:
        for line, t in zip(lines, T, strict=True):
            pixels = np.array(line.split(",")[1:], dtype=np.float64)
            x = (0.01 + 0.99 / 255 * pixels)[None]
            y, o = forward(x, V, W)
            delta_y, delta_o = deltas(y, o, t[None], W)
            W -= y.T * (LR * delta_o)
            V -= x.T * (LR * delta_y)
    return V, W


def plain(X, T):
    """One example at a time."""
    V, W = weights(np.float64)
    train_one_at_a_time_(V, W, X, T, LR, range(len(X)))
    return V, W


def slices(N, size):
    """Return the rows 0 to N - 1 in blocks."""
    return [np.arange(i, min(i + size, N)) for i in range(0, N, size)]


def blocked(X, T):
    """One example at a time, exactly, in blocks."""
    V, W = weights(np.float64)
    train_blocks_(V, W, X, T, LR, slices(len(X), BLOCK))
    return V, W


def batched(X, T):
    """Train in batches with Adam, in the dtype of X."""
    V, W = weights(X.dtype)
    state = adam_state([V, W])
    deal = batches(np.random.default_rng(SEED), len(X), BATCH)
    train_batches_(
        V, W, X, T, LR_ADAM, deal, lambda w, g, lr: adam_step_(w, g, state, lr)
    )


def matrix_products(X):
    """Multiply what one epoch must multiply, always at the same place in memory."""
    V, W = weights(X.dtype)
    X, T, Y, O, delta_y, delta_o, dV, dW = make_buffers(V, W, BATCH)
    for array in (X, Y, delta_y, delta_o):
        array[:] = 0.5
    return lambda steps: [
        (
            np.matmul(X, V, out=Y),
            np.matmul(Y, W, out=O),
            np.matmul(delta_o, W.T, out=delta_y),
            np.matmul(Y.T, delta_o, out=dW),
            np.matmul(X.T, delta_y, out=dV),
        )
        for _ in range(steps)
    ]


# PyTorch and scikit-learn


def torch_network():
    """Return the network of the course in PyTorch, float32."""
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


def torch_epoch(pairs, optimizer_of):
    """Train over the pairs (x, t) once."""
    network = torch_network()
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


def torch_slices(X, T):
    """PyTorch, batches cut out of a tensor."""
    order = torch.randperm(len(X))
    pairs = ((X[rows], T[rows]) for rows in order.split(BATCH))
    torch_epoch(pairs, partial(torch.optim.Adam, lr=LR_ADAM, fused=True))


def torch_loader(X, T):
    """PyTorch, batches from a DataLoader."""
    dataset = torch.utils.data.TensorDataset(X, T)
    pairs = torch.utils.data.DataLoader(dataset, batch_size=BATCH, shuffle=True)
    torch_epoch(pairs, partial(torch.optim.Adam, lr=LR_ADAM, fused=True))


def sklearn_variant(X, labels):
    """Return {} or {name: callable}; it has biases and the cross-entropy as error."""
    try:
        from sklearn.neural_network import MLPClassifier
    except ImportError:
        return {}

    def fit():
        model = MLPClassifier(
            (128,), activation="logistic", batch_size=BATCH, random_state=SEED
        )
        model.partial_fit(X, labels, classes=np.arange(10))

    return {SKLEARN: fit}


# The table


def variants(X, T, labels, path):
    """Return {name: callable without arguments}, all that is timed."""
    X32, T32 = X.astype(np.float32), T.astype(np.float32)
    Xt, Tt = torch.from_numpy(X32), torch.from_numpy(T32)
    products = matrix_products(X32)
    return {
        TEXT: lambda: text_loop(path, T),
        PLAIN: lambda: plain(X, T),
        BLOCKED: lambda: blocked(X, T),
        BATCH64: lambda: batched(X, T),
        BATCH32: lambda: batched(X32, T32),
        TORCH_ONE: lambda: torch_one(Xt, Tt),
        TORCH_SLICES: lambda: torch_slices(Xt, Tt),
        TORCH_LOADER: lambda: torch_loader(Xt, Tt),
        **sklearn_variant(X32, labels),
        FLOOR: lambda: products(round(len(X) / BATCH)),
    }


def difference(X, T, path):
    """Return the largest difference of the exact variants' weights from the loop's."""
    reference = plain(X, T)
    return max(
        np.abs(a - b).max()
        for other in (blocked(X, T), text_loop(path, T))
        for a, b in zip(reference, other, strict=True)
    )
