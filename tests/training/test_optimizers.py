"""The optimizers, against torch.optim and against their formulas."""

import numpy as np
import pytest
import torch

from utils.training.optimizers import (
    adam_state,
    adam_step_,
    momentum_state,
    momentum_step_,
    sgd_step_,
)

SHAPES = ((7, 5), (5, 3))


def momentum(weights):
    velocities = momentum_state(weights)
    return lambda w, g, lr: momentum_step_(w, g, velocities, lr)


def adam(weights):
    state = adam_state(weights)
    return lambda w, g, lr: adam_step_(w, g, state, lr)


OURS = {"sgd": lambda weights: sgd_step_, "momentum": momentum, "adam": adam}
THEIRS = {
    "sgd": lambda weights: torch.optim.SGD(weights, lr=0.1),
    "momentum": lambda weights: torch.optim.SGD(weights, lr=0.1, momentum=0.9),
    "adam": lambda weights: torch.optim.Adam(weights, lr=0.1),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", OURS)
def test_same_weights_as_torch(name, dtype):
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=shape).astype(dtype) for shape in SHAPES]
    tensors = [torch.tensor(w, requires_grad=True) for w in weights]
    ours, theirs = OURS[name](weights), THEIRS[name](tensors)
    for _ in range(50):
        size = 10 ** rng.uniform(-8, 0)  # small gradients too, where eps matters
        gradients = [size * rng.normal(size=shape) for shape in SHAPES]
        for tensor, g in zip(tensors, gradients, strict=True):
            tensor.grad = torch.tensor(g.astype(dtype))
        theirs.step()
        ours(weights, [g.astype(dtype) for g in gradients], 0.1)
    tolerance = 1e-12 if dtype == np.float64 else 1e-6
    for w, tensor in zip(weights, tensors, strict=True):
        assert w.dtype == dtype
        np.testing.assert_allclose(w, tensor.detach().numpy(), tolerance, tolerance)


@pytest.mark.parametrize("name", OURS)
def test_no_array_is_made_in_a_step(name, peak_memory):
    weights = [np.zeros((500, 100)), np.zeros((100, 10))]
    step, gradients = OURS[name](weights), [np.ones_like(w) for w in weights]
    assert peak_memory(lambda: step(weights, gradients, 0.1)) < 20_000  # one: 400,000


def test_first_step_of_adam_has_the_length_lr():
    weights = [np.zeros(3)]
    adam(weights)(weights, [np.array([1e-3, -2.0, 50.0])], 0.1)
    np.testing.assert_allclose(weights[0], [-0.1, 0.1, -0.1], rtol=1e-4)
