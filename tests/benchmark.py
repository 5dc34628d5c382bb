"""Benchmark: one epoch of the same network, by every variant in turn, in one process.

    python tests/benchmark.py                        all cores, about a minute
    python tests/benchmark.py --examples 60000       the full training set
    python tests/benchmark.py --threads 1            one core for each

Times are medians over the rounds; a ratio is the median of the ratios of the rounds.
Threads of a matrix product wait for each other, so with more than one the machine must
have nothing else to do.
"""

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

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

# numerator, denominator, at least or at most, bound
TARGETS = (
    (PLAIN, BLOCKED, "at least", 3.5),
    (TEXT, BLOCKED, "at least", 7.0),
    (TORCH_ONE, BLOCKED, "at least", 7.0),
    (BATCH32, TORCH_SLICES, "at most", 0.75),
    (BATCH32, FLOOR, "at most", 2.0),
    (BATCH32, FLOOR, "at most", 1.5),
)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--examples", type=int, default=10_000, help="1000 to 60000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    if not 1000 <= chosen.examples <= 60_000:
        parser.error(f"--examples must lie in 1000-60000, got {chosen.examples}")
    if chosen.rounds < 1:
        parser.error(f"--rounds must be at least 1, got {chosen.rounds}")
    if chosen.threads < 1:
        parser.error(f"--threads must be at least 1, got {chosen.threads}")
    return chosen


def data(examples):
    """Return X, T (float64), labels and the rows in the order of training."""
    mnist = load_mnist()
    order = np.random.default_rng(SEED).permutation(len(mnist.train_labels))[:examples]
    images, labels = mnist.train_images[order], mnist.train_labels[order]
    return scale_pixels(images), targets(labels), labels, images


# NumPy


def weights(dtype):
    return initial_weights(np.random.default_rng(SEED), dtype=dtype)


def write_csv(path, images, labels):
    rows = np.column_stack([labels, images])
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows.tolist()))


def text_loop(path, T):
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
    V, W = weights(np.float64)
    train_one_at_a_time_(V, W, X, T, LR, range(len(X)))
    return V, W


def slices(N, size):
    return [np.arange(i, min(i + size, N)) for i in range(0, N, size)]


def blocked(X, T):
    V, W = weights(np.float64)
    train_blocks_(V, W, X, T, LR, slices(len(X), BLOCK))
    return V, W


def batched(X, T):
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
    network = torch_network()
    optimizer = optimizer_of(network.parameters())
    for x, t in pairs:
        optimizer.zero_grad()
        loss = 0.5 * ((network(x) - t) ** 2).sum() / len(x)
        loss.backward()
        optimizer.step()


def torch_one(X, T):
    pairs = ((X[i : i + 1], T[i : i + 1]) for i in range(len(X)))
    torch_epoch(pairs, partial(torch.optim.SGD, lr=LR))


def torch_slices(X, T):
    order = torch.randperm(len(X))
    pairs = ((X[rows], T[rows]) for rows in order.split(BATCH))
    torch_epoch(pairs, partial(torch.optim.Adam, lr=LR_ADAM, fused=True))


def torch_loader(X, T):
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


def report(times):
    print(timing.table(times, BLOCKED))
    print(f"\n{'target':62} measured  met")
    for numerator, denominator, sense, bound in TARGETS:
        found = timing.ratio(times, numerator, denominator)
        met = found >= bound if sense == "at least" else found <= bound
        name = f"{numerator} / {denominator}"
        print(
            f"{name:46} {sense:8} {bound:4.2f} {found:5.2f}  {'yes' if met else 'NO'}"
        )


def main(chosen):
    X, T, labels, images = data(chosen.examples)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.csv"
        write_csv(path, images, labels)
        torch.set_num_threads(chosen.threads)
        times = timing.time_in_turn(variants(X, T, labels, path), chosen.rounds)
        worst = difference(X, T, path)
    print(
        f"one epoch of {chosen.examples} examples, {chosen.rounds} rounds, "
        f"threads: {chosen.threads}\n"
    )
    report(times)
    print(f"\nweights of the three exact variants differ by at most {worst:.0e}")


if __name__ == "__main__":
    chosen = arguments()
    # BLAS reads these once, when NumPy is imported.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(chosen.threads)

import numpy as np  # noqa: E402
import torch  # noqa: E402

from utils import timing  # noqa: E402
from utils.data.mnist import load_mnist  # noqa: E402
from utils.data.preprocessing import batches, scale_pixels, targets  # noqa: E402
from utils.networks.sigmoid import deltas, forward, initial_weights  # noqa: E402
from utils.training.fast import (  # noqa: E402
    make_buffers,
    train_batches_,
    train_blocks_,
)
from utils.training.loop import train_one_at_a_time_  # noqa: E402
from utils.training.optimizers import adam_state, adam_step_  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(chosen))
