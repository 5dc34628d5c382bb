"""The timer: turns, medians, ratios. No test asserts a time."""

import numpy as np

from utils.training.timing import ratio, time_in_turn


def test_turns_alternate_after_a_warm_up():
    calls = []
    candidates = {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}
    times = time_in_turn(candidates, rounds=3)
    assert "".join(calls) == "ab" + "ab" + "ba" + "ab"
    assert list(times) == ["a", "b"]
    assert all(t.shape == (3,) and (t > 0).all() for t in times.values())


def test_the_time_belongs_to_the_call(monkeypatch):
    clock = iter([0.0, 1.0, 10.0, 13.0, 20.0, 25.0, 30.0, 32.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    times = time_in_turn({"a": lambda: None, "b": lambda: None}, rounds=2)
    assert times["a"].tolist() == [1.0, 2.0]
    assert times["b"].tolist() == [3.0, 5.0]


def test_ratio_pairs_the_rounds():
    times = {"slow": np.array([9.0, 40.0, 6.0]), "fast": np.array([3.0, 10.0, 1.0])}
    assert ratio(times, "slow", "fast") == 4.0
