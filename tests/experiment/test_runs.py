"""The experiment trains what it says: deltas, steps, and PyTorch beside NumPy."""

import numpy as np
import pytest
import torch

from utils.data.mnist import Mnist
from utils.experiment import design as d
from utils.experiment import numpy_runs
from utils.experiment.runs import (
    _example_order,
    _step_rate,
    prepare,
    run_cell,
    starting_weights,
)
from utils.experiment.torch_runs import train_torch_
from utils.networks.sigmoid import initial_weights
from utils.training.loop import train_one_at_a_time_

RULES = [(d.SGD, 0.7), (d.ADAM, 0.01)]


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def problem(rng, dtype=np.float64, N=41, n=7, m=5, l=4):
    X, labels = rng.random((N, n)).astype(dtype), rng.integers(l, size=N)
    return *initial_weights(rng, n, m, l, dtype), X, np.eye(l, dtype=dtype)[labels]


def torch_loss(Z, T, loss):
    """The three losses, summed over the batch, in PyTorch's own words."""
    if loss == d.SQUARED:
        return 0.5 * ((torch.sigmoid(Z) - T) ** 2).sum()
    logits = Z if loss == d.LOGITS else torch.sigmoid(Z)
    return -(T * torch.log_softmax(logits, dim=-1)).sum()


@pytest.mark.parametrize("loss", d.LOSSES)
@pytest.mark.parametrize(("optimizer", "lr"), RULES)
def test_batches_are_those_of_autograd(rng, loss, optimizer, lr):
    V, W, X, T = problem(rng)
    order = rng.permutation(2 * len(X)) % len(X)
    parameters = [torch.tensor(w, requires_grad=True) for w in (V, W)]
    rule = {d.SGD: torch.optim.SGD, d.ADAM: torch.optim.Adam}[optimizer]
    rule = rule(parameters, lr=lr)
    for rows in torch.tensor(order).split(8):  # the last batch has 2
        rule.zero_grad()
        Z = torch.sigmoid(torch.tensor(X)[rows] @ parameters[0]) @ parameters[1]
        (torch_loss(Z, torch.tensor(T)[rows], loss) / len(rows)).backward()
        rule.step()
    numpy_runs.train_in_batches_(V, W, X, T, order, 8, loss, optimizer, lr)
    for ours, theirs in zip((V, W), parameters, strict=True):
        assert np.abs(ours - theirs.detach().numpy()).max() < 1e-12


@pytest.mark.parametrize("loss", d.LOSSES)
@pytest.mark.parametrize("block", [1, 6, 64])
def test_side_by_side_is_one_at_a_time(rng, loss, block):
    starts = [problem(rng) for _ in range(3)]
    X, T = starts[0][2:]
    V, W = (np.stack([start[i] for start in starts]) for i in (0, 1))
    orders = np.stack([rng.permutation(len(X)) for _ in starts])
    numpy_runs.train_side_by_side_(V, W, X, T, orders, loss, 0.3, block)
    for s, (V_one, W_one, _, _) in enumerate(starts):
        if loss == d.SQUARED:  # the trainer of the course
            train_one_at_a_time_(V_one, W_one, X, T, 0.3, orders[s])
        else:
            steps = orders[s], 1, loss, d.SGD, 0.3
            numpy_runs.train_in_batches_(V_one, W_one, X, T, *steps)
        assert max(np.abs(V[s] - V_one).max(), np.abs(W[s] - W_one).max()) < 1e-13


@pytest.mark.parametrize("loss", d.LOSSES)
@pytest.mark.parametrize(("optimizer", "lr"), RULES)
@pytest.mark.parametrize("batch", [1, 8])
def test_pytorch_takes_the_same_steps(rng, loss, optimizer, lr, batch):
    V, W, X, T = problem(rng, np.float32)
    V_torch, W_torch = V.copy(), W.copy()
    settings = X, T, rng.permutation(len(X)), batch, loss, optimizer, lr
    threads = torch.get_num_threads()
    numpy_runs.train_in_batches_(V, W, *settings)
    train_torch_(V_torch, W_torch, *settings)
    assert np.abs(V - V_torch).max() < 1e-5 and np.abs(W - W_torch).max() < 1e-5
    assert torch.get_num_threads() == threads


def test_large_sums_stay_finite():
    for loss in d.LOSSES:
        Z, T = np.float32([[1e4, -1e4, 0]]), np.float32([[0, 1, 0]])
        with np.errstate(over="raise", invalid="raise"):
            found = numpy_runs._loss_deltas(Z, T, loss)
        assert np.all(np.isfinite(found)) and found.dtype == np.float32


@pytest.mark.parametrize(
    ("kind", "sizes", "limits"),
    [(d.NORMAL, (0.0884, 0.3162), ()), (d.UNIFORM, (), (784**-0.5, 128**-0.5))],
)
def test_starting_weights(kind, sizes, limits):
    V, W = starting_weights(kind, 3)
    assert (V.shape, W.shape, V.dtype) == ((784, 128), (128, 10), np.float32)
    assert not np.array_equal(V, starting_weights(kind, 4)[0])
    for weights, size in zip((V, W), sizes, strict=False):
        assert abs(weights.std() / size - 1) < 0.05
    for weights, limit in zip((V, W), limits, strict=False):
        assert 0.99 * limit < weights.max() <= limit
        assert -limit <= weights.min() < -0.99 * limit


def test_order_and_rate_of_the_steps():
    order = _example_order(0, 50)
    assert sorted(order[:50]) == sorted(order[50:]) == list(range(50))
    assert not np.array_equal(order[:50], order[50:])
    assert not np.array_equal(order, _example_order(1, 50))
    cell = d.Cell(d.NUMPY, d.BATCH, d.SQUARED, d.SGD, 0.01, d.SCALED, d.NORMAL)
    rates = [_step_rate(c) for c in (cell, cell._replace(batch=1))]
    assert rates == [2.56, 0.01] and _step_rate(cell._replace(optimizer=d.ADAM)) == 0.01


@pytest.fixture
def data(rng):
    """A small problem that can be learned: the label is where the ink is."""
    labels = rng.integers(10, size=11_500).astype(np.uint8)
    images = rng.integers(60, size=(11_500, 784), dtype=np.uint8)
    images[np.arange(11_500), labels] = 255
    ink = labels[:, None] == np.arange(10).repeat(4)
    images[:, 10:50] += np.uint8(100) * ink
    found = prepare(Mnist(images, labels, images[:700], labels[:700]))
    assert [len(X) for X in found.inputs[d.RAW]] == [1500, 10_000, 700]
    scaled, raw = found.inputs[d.SCALED][1], found.inputs[d.RAW][1]
    assert scaled.dtype == raw.dtype == np.float32
    assert np.allclose(scaled, 0.01 + 0.99 * raw / 255) and raw.max() == 255
    return found


@pytest.mark.parametrize(
    ("loss", "batch"), [(d.LOGITS, 1), (d.SQUARED, 256), (d.TRAP, 256)]
)
def test_a_cell_learns_and_both_frameworks_agree(data, loss, batch):
    cell = d.Cell(d.NUMPY, batch, loss, d.SGD, 0.03, d.SCALED, d.UNIFORM)
    found = run_cell(cell, (0, 1), data)
    assert found[0] != found[1] and found[1:] == run_cell(cell, (1,), data)
    other = run_cell(cell._replace(framework=d.TORCH), (0, 1), data)
    assert np.abs(np.array(found) - other).max() < 0.01
    assert loss != d.LOGITS or min(found[0]) > 0.5
    wrong = data._replace(labels=(*data.labels[:2], (data.labels[2] + 1) % 10))
    [after] = run_cell(cell, (0,), wrong)
    assert after[:2] == found[0][:2] and (after.test < found[0].test or batch > 1)


def test_weights_that_run_away_are_an_ordinary_result(data):
    far = {d.RAW: [1e20 * X for X in data.inputs[d.RAW]]}
    cell = d.Cell(d.NUMPY, 256, d.LOGITS, d.SGD, 0.3, d.RAW, d.NORMAL)
    assert 0 <= run_cell(cell, (0,), data._replace(inputs=far))[0].test < 0.3
