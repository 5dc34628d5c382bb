"""The variants that the benchmark times: one epoch of the same network by each.

NumPy is here, the frameworks are in benchmark_frameworks.
"""

from functools import partial
from importlib.util import find_spec

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from utils.commands.benchmark_frameworks import (
    BATCH,
    LR,
    LR_ADAM,
    SEED,
    compiled_variant,
    sklearn_variant,
    torch_loader,
    torch_one,
    torch_slices,
    weights,
)
from utils.data.mnist import load_mnist
from utils.data.preprocessing import batches, scale_pixels, targets
from utils.networks.sigmoid import deltas, forward
from utils.training.blocks import train_blocks_, train_fast_blocks_
from utils.training.fast import train_batches_
from utils.training.loop import train_one_at_a_time_
from utils.training.optimizers import adam_state, adam_step_
from utils.training.step_parts import products_of_a_step

BLOCK = 64

TEXT, PLAIN = "text, parsed in the loop", "one at a time"
BLOCKED, FAST = "blocks", "fast blocks"
BLOCKED32, FAST32 = "blocks, float32", "fast blocks, float32"
AUTOGRAD = "own autograd, float32, SGD"
BATCH64, BATCH32 = "batched float64, Adam", "batched float32, Adam"
NO_STEP = "the same, gradients only"
TORCH_ONE, TORCH_SLICES = "PyTorch one at a time", "PyTorch batched, slices"
TORCH_LOADER, SKLEARN = "PyTorch batched, DataLoader", "scikit-learn, batched"
TORCH_COMPILED = "PyTorch batched, compiled"
FLOOR, FLOOR_BLOCKS = "matrix products of batches", "matrix products of blocks"


def data(examples):
    """Return X, T (float64), labels and the rows in the order of training."""
    mnist = load_mnist()
    order = np.random.default_rng(SEED).permutation(len(mnist.train_labels))[:examples]
    images, labels = mnist.train_images[order], mnist.train_labels[order]
    return scale_pixels(images), targets(labels), labels, images


# NumPy


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


def blocked(train, X, T):
    """One example at a time, exactly, in blocks, by one of the two block trainers."""
    V, W = weights(X.dtype)
    train(V, W, X, T, LR, slices(len(X), BLOCK))
    return V, W


def adam(arrays):
    """Return a step of Adam for train_batches_, with a state of its own."""
    state = adam_state(arrays)
    return lambda w, g, lr: adam_step_(w, g, state, lr)


def no_step(arrays):
    """Return a step for train_batches_ that changes nothing: gradients only."""
    return lambda w, g, lr: None


def batched(X, T, optimizer=adam):
    """Train in batches, in the dtype of X."""
    V, W = weights(X.dtype)
    deal = batches(np.random.default_rng(SEED), len(X), BATCH)
    train_batches_(V, W, X, T, LR_ADAM, deal, optimizer([V, W]))


def block_products(X):
    """Multiply what one epoch of blocks must multiply, large and small."""
    V, W = weights(X.dtype)
    x, D = np.full((BLOCK, len(V)), 0.5), np.full((BLOCK, len(W)), 0.5)
    gram, dV, Wt = x @ x.T, np.empty_like(V), W.T.copy()
    y, o, change = D[0].copy(), np.full(len(Wt), 0.5), np.empty_like(Wt)
    views = [(gram[s, : s + 1], D[: s + 1]) for s in range(BLOCK)]

    def block():
        np.matmul(x, V, out=D)
        np.matmul(x, x.T, out=gram)
        np.matmul(x.T, D, out=dV)
        for row, rows in views:
            row.dot(rows, y)
            Wt.dot(y, o)
            o.dot(Wt, y)
            o[:, None].dot(y[None, :], change)

    def blocks(steps):
        with threadpool_limits(limits=1, user_api="blas"):  # as the block trainers do
            for _ in range(steps):
                block()

    return blocks


def autograd_epoch(Node, backward, X, T):
    """Train in batches with gradient descent on gradients of the engine of 05."""
    V, W = weights(X.dtype)
    for rows in batches(np.random.default_rng(SEED), len(X), BATCH):
        v, w = Node(V), Node(W)
        Y = 0.5 * (1.0 + np.tanh(0.5 * (X[rows] @ v)))
        O = 0.5 * (1.0 + np.tanh(0.5 * (Y @ w)))
        E = 0.5 / len(rows) * np.sum((O - T[rows]) ** 2)
        dV, dW = backward(E, v, w)
        V, W = V - LR * dV, W - LR * dW


def autograd_variant(X, T):
    """Return a callable, or the reason why there is none."""
    if find_spec("utils.gradients.autograd") is None:
        return "not there yet"
    from utils.gradients.autograd import Node, backward

    return partial(autograd_epoch, Node, backward, X, T)


# The table


def variants(X, T, labels, path):
    """Return {name: callable without arguments} and {name: why it cannot be timed}."""
    X32, T32 = X.astype(np.float32), T.astype(np.float32)
    Xt, Tt = torch.from_numpy(X32), torch.from_numpy(T32)
    products = products_of_a_step(*weights(X32.dtype), BATCH)
    products_of_blocks = block_products(X)
    rows = {
        TEXT: lambda: text_loop(path, T),
        PLAIN: lambda: plain(X, T),
        BLOCKED: lambda: blocked(train_blocks_, X, T),
        FAST: lambda: blocked(train_fast_blocks_, X, T),
        BLOCKED32: lambda: blocked(train_blocks_, X32, T32),
        FAST32: lambda: blocked(train_fast_blocks_, X32, T32),
        FLOOR_BLOCKS: lambda: products_of_blocks(round(len(X) / BLOCK)),
        BATCH64: lambda: batched(X, T),
        BATCH32: lambda: batched(X32, T32),
        NO_STEP: lambda: batched(X32, T32, no_step),
        FLOOR: lambda: [products() for _ in range(round(len(X) / BATCH))],
        AUTOGRAD: autograd_variant(X32, T32),
        TORCH_ONE: lambda: torch_one(Xt, Tt),
        TORCH_SLICES: lambda: torch_slices(Xt, Tt),
        TORCH_COMPILED: compiled_variant(Xt, Tt),
        TORCH_LOADER: lambda: torch_loader(Xt, Tt),
        SKLEARN: sklearn_variant(X32, labels),
    }
    missing = {name: row for name, row in rows.items() if isinstance(row, str)}
    return {name: rows[name] for name in rows if name not in missing}, missing


def difference(X, T, path):
    """Return the largest difference of the exact variants' weights from the loop's."""
    reference = plain(X, T)
    others = (train_blocks_, train_fast_blocks_)
    return max(
        np.abs(a - b).max()
        for other in (text_loop(path, T), *(blocked(f, X, T) for f in others))
        for a, b in zip(reference, other, strict=True)
    )
