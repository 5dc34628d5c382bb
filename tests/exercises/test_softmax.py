"""Right answers to an exercise of notebook 10 that take other ways are accepted."""

import numpy as np
import pytest
import torch

from utils.exercises.judge import RIGHT, WRONG
from utils.exercises.softmax import stable_binary
from utils.networks.softmax import log_sum_exp


def by_torch(z, t):
    z, t = torch.tensor(z), torch.tensor(t)
    return torch.nn.BCEWithLogitsLoss(reduction="none")(z, t)


def by_log_sum_exp(z, t):
    pairs = np.stack([np.zeros(z.size), z.ravel()], axis=1)
    return log_sum_exp(pairs).reshape(z.shape) - t * z


def by_log(z, t):
    return np.maximum(z, 0) - t * z + np.log(1 + np.exp(-np.abs(z)))


@pytest.mark.parametrize(
    "answer",
    [lambda z, t: np.logaddexp(0, z) - t * z, by_log_sum_exp, by_torch, by_log],
)
def test_right_ways(answer):
    assert stable_binary(answer).status == RIGHT


def test_a_small_mistake_for_large_z_is_found():
    verdict = stable_binary(lambda z, t: by_log(z, t) + 1e-5 * (abs(z) > 20))
    assert verdict.status == WRONG and "large z" in verdict.message
