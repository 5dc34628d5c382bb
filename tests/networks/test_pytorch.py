import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.data import DataLoader, TensorDataset

import utils.networks.sigmoid
from utils.networks.pytorch import (
    Network,
    SquaredError,
    evaluate,
    get_gradients,
    get_weights,
    set_weights_,
    train_epoch_,
)
from utils.networks.sigmoid import error, forward, gradients, initial_weights
from utils.training.optimizers import (
    adam_state,
    adam_step_,
    momentum_state,
    momentum_step_,
    sgd_step_,
)

sizes = st.tuples(*[st.integers(1, 6)] * 4)  # N, n, m, l
seeds = st.integers(0, 2**32 - 1)
DTYPES = {torch.float64: np.float64, torch.float32: np.float32}


def problem(N=6, n=5, m=4, l=3, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X, T = rng.normal(size=(N, n)).astype(dtype), rng.random((N, l)).astype(dtype)
    return X, T, *initial_weights(rng, n, m, l, dtype)


def carried_over(V, W, kind=Network, dtype=torch.float64):
    network = kind(*V.shape, W.shape[1]).to(dtype)
    set_weights_(network, V, W)
    return network


def pairs(X, T, batch_size):
    """The batches in order, as PyTorch tensors: what a loader without shuffle gives."""
    dataset = TensorDataset(torch.from_numpy(X), torch.from_numpy(T))
    return DataLoader(dataset, batch_size)


# Gradients


@given(sizes, seeds)
def test_error_and_gradients_equal_numpy(size, seed):
    X, T, V, W = problem(*size, seed)
    network = carried_over(V, W)
    E = SquaredError()(network(torch.from_numpy(X)), torch.from_numpy(T))
    E.backward()
    assert E.item() == pytest.approx(error(forward(X, V, W)[1], T), rel=1e-12)
    for theirs, ours in zip(get_gradients(network), gradients(X, T, V, W), strict=True):
        assert np.allclose(theirs, ours, rtol=1e-10, atol=1e-15)


# Lockstep

LIMIT = 1e-10
RULES = {
    "sgd": (
        lambda weights: torch.optim.SGD(weights, lr=0.5),
        lambda weights: None,
        lambda weights, slopes, state: sgd_step_(weights, slopes, 0.5),
    ),
    "momentum": (
        lambda weights: torch.optim.SGD(weights, lr=0.05, momentum=0.9),
        momentum_state,
        lambda weights, slopes, state: momentum_step_(weights, slopes, state, 0.05),
    ),
    "adam": (
        lambda weights: torch.optim.Adam(weights, lr=0.001),
        adam_state,
        lambda weights, slopes, state: adam_step_(weights, slopes, state, 0.001),
    ),
}


def lockstep(rule, size=(6, 5, 4, 3), batch_size=2, epochs=1, seed=0, **kinds):
    """Train the same weights on both sides; return the largest gap between weights."""
    X, T, V, W = problem(*size, seed)
    network = carried_over(V, W, kinds.get("network", Network))
    make_optimizer, make_state, numpy_step_ = RULES[rule]
    optimizer, state = make_optimizer(network.parameters()), make_state([V, W])
    loss = kinds.get("loss", SquaredError)()
    for _ in range(epochs):
        train_epoch_(network, pairs(X, T, batch_size), loss, optimizer)
        for first in range(0, len(X), batch_size):
            rows = slice(first, first + batch_size)
            numpy_step_([V, W], gradients(X[rows], T[rows], V, W), state)
    return max(
        abs(theirs - ours).max()
        for theirs, ours in zip(get_weights(network), (V, W), strict=True)
    )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("size", [(1, 1, 1, 1), (7, 5, 4, 3), (50, 20, 16, 10)])
@pytest.mark.parametrize("batch_size", [1, 3, 50])
def test_lockstep_over_many_steps(rule, size, batch_size):
    assert lockstep(rule, size, batch_size, epochs=10) < LIMIT


@settings(max_examples=30)
@given(sizes, st.integers(1, 6), seeds, st.sampled_from(sorted(RULES)))
def test_lockstep_from_any_weights(size, batch_size, seed, rule):
    assert lockstep(rule, size, batch_size, epochs=3, seed=seed) < LIMIT


# The lockstep notices a wrong factor, wherever it is. Adam divides by the size of the
# gradient, so a factor of the whole gradient shows only through its eps.

FLOOR = {"sgd": 1000 * LIMIT, "momentum": 1000 * LIMIT, "adam": LIMIT}


@pytest.mark.parametrize("factor", [2, 1.001, -1])
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("rule", RULES)
def test_a_wrong_factor_in_numpy_is_noticed(monkeypatch, factor, which, rule):
    right = utils.networks.sigmoid.deltas

    def wrong(*arguments):
        result = list(right(*arguments))
        result[which] = factor * result[which]
        return result

    monkeypatch.setattr(utils.networks.sigmoid, "deltas", wrong)
    assert lockstep(rule, epochs=5) > FLOOR[rule]


class WrongModule(Network):
    def forward(self, X):
        return torch.sigmoid(self.output(1.001 * torch.sigmoid(self.hidden(X))))


class WrongLoss(SquaredError):
    def forward(self, O, T):
        return 1.001 * super().forward(O, T)


@pytest.mark.parametrize("wrong", [{"network": WrongModule}, {"loss": WrongLoss}])
@pytest.mark.parametrize("rule", RULES)
def test_a_wrong_factor_in_pytorch_is_noticed(wrong, rule):
    assert lockstep(rule, epochs=5, **wrong) > FLOOR[rule]


# Weights


@pytest.mark.parametrize("dtype", DTYPES)
def test_weights_come_back_as_they_went_in_and_are_copies(dtype):
    X, T, V, W = problem(dtype=DTYPES[dtype])
    V, W = V[::-1], np.asfortranarray(W)[:, ::-1]  # views are taken too
    network = carried_over(V, W, dtype=dtype)
    assert network.hidden.weight.shape == (4, 5)
    before = V.copy(), W.copy()
    V += 1
    get_weights(network)[1][:] = 0
    for back, went in zip(get_weights(network), before, strict=True):
        assert back.dtype == DTYPES[dtype] and np.array_equal(back, went)


@pytest.mark.parametrize(
    ("V_new", "W_new", "error", "message"),
    [
        (
            np.ones((4, 5)),
            np.ones((4, 3)),
            ValueError,
            r"V has shape \(4, 5\), expected",
        ),
        (np.ones((1, 4)), np.ones((4, 3)), ValueError, "V has shape"),
        (np.ones((5, 4)), np.ones((3, 4)), ValueError, "W has shape"),
        (np.ones((5, 4)), np.ones((4, 3), ">f8"), ValueError, "byte"),
        (np.ones((5, 4)), np.ones((4, 3), "O"), TypeError, "object"),
    ],
)
def test_weights_that_do_not_fit_change_nothing(V_new, W_new, error, message):
    X, T, V, W = problem()
    network = carried_over(V, W)
    with pytest.raises(error, match=message):
        set_weights_(network, V_new, W_new)
    assert all(map(np.array_equal, get_weights(network), (V, W)))


# The loss


@given(st.integers(1, 6), st.integers(1, 6), seeds)
def test_squared_error_is_half_l_times_the_one_of_pytorch(N, l, seed):
    O, T = torch.rand(2, N, l, generator=torch.Generator().manual_seed(seed))
    expected = torch.nn.MSELoss()(O, T) * l / 2
    assert SquaredError()(O, T).item() == pytest.approx(expected.item(), rel=1e-5)


# Training


def trained(seed):
    torch.manual_seed(seed)
    network, generator = Network(5, 4, 3), torch.Generator().manual_seed(seed)
    X, T, V, W = problem(N=50, dtype=np.float32)
    dataset = TensorDataset(torch.from_numpy(X), torch.from_numpy(T))
    loader = DataLoader(dataset, 8, shuffle=True, generator=generator)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    return train_epoch_(network, loader, SquaredError(), optimizer), network


def test_one_seed_one_result():
    (losses, network), (again, twin), (others, other) = map(trained, (1, 1, 2))
    assert losses == again != others
    assert len(losses) == 7
    for a, b in zip(get_weights(network), get_weights(twin), strict=True):
        assert np.array_equal(a, b)


def test_training_lowers_the_loss():
    X, T, V, W = problem()
    network = carried_over(V, W)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    losses = [
        train_epoch_(network, pairs(X, T, 6), SquaredError(), optimizer)[0]
        for _ in range(20)
    ]
    assert losses[0] == pytest.approx(error(forward(X, V, W)[1], T), rel=1e-12)
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_no_number_stops_before_its_step(bad):
    X, T, V, W = problem()
    T[3, 1] = bad
    network = carried_over(V, W)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    with pytest.raises(FloatingPointError, match="the loss became .*: try a smaller"):
        train_epoch_(network, pairs(X, T, 2), SquaredError(), optimizer)
    assert all(np.isfinite(weights).all() for weights in get_weights(network))


def test_evaluate():
    network = carried_over(np.eye(3) * 9, np.eye(3) * 9)
    X, labels = torch.eye(3, dtype=torch.float64), torch.tensor([0, 2, 2])
    loss, share = evaluate(network, torch.nn.CrossEntropyLoss(), X, labels)
    assert loss == pytest.approx(torch.nn.CrossEntropyLoss()(network(X), labels).item())
    assert share == pytest.approx(2 / 3)
    assert network.hidden.weight.grad is None
