"""The model of the step time, by other routes."""

import pytest

from utils.training.parallel import all_reduce_time, step_time


@pytest.mark.parametrize("p", [1, 2, 3, 7])
def test_rounds_and_bytes_of_a_round(p):
    seconds = sum(1e-4 + 3360 / p / 1e6 for _ in range(2 * (p - 1)))
    assert all_reduce_time(4 * 840, p, 1e-4, 1e6) == pytest.approx(seconds)


def test_one_worker_has_nothing_to_exchange():
    assert step_time(1000, 32, 1, 1e-9, 1.0, 1.0) == pytest.approx(32e-6)


def test_more_workers_share_the_compute():
    times = [step_time(1000, 32, p, 1e-9, 0.0, 1e30) for p in (1, 4)]
    assert times[0] / times[1] == pytest.approx(4)
