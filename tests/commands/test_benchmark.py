"""The benchmark: one network in all variants; its memory and its verdicts."""

import json
from argparse import Namespace

import numpy as np
import pytest

from utils.commands import benchmark
from utils.commands.benchmark import TARGETS, judged
from utils.commands.benchmark_machine import machine, peak_memory
from utils.commands.benchmark_variants import data, difference, variants, write_csv


@pytest.fixture(scope="module")
def small():
    return data(300)


def test_the_exact_variants_end_with_the_same_weights(small, tmp_path):
    X, T, labels, images = small
    write_csv(tmp_path / "t.csv", images, labels)
    assert difference(X, T, tmp_path / "t.csv") < 1e-12


def test_what_cannot_run_says_why(small, tmp_path, monkeypatch):
    X, T, labels, _ = small
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "sklearn.neural_network", None)
    runs, missing = variants(X, T, labels, tmp_path / "t.csv")
    assert missing["scikit-learn, batched"] == "not installed"
    assert missing["PyTorch batched, compiled"] == "no C++ compiler"
    assert not set(runs) & set(missing)
    named = {name for target in TARGETS for name in target[:2]}
    assert named <= set(runs)


def times_of(value):
    names = {name for target in TARGETS for name in target[:2]}
    return {name: np.full(3, value) for name in names}


def test_targets_are_judged_in_both_directions():
    found = {t["name"]: t["met"] for t in judged(times_of(1.0))}
    for numerator, denominator, sense, bound in TARGETS:
        expected = bound >= 1 if sense == "at most" else bound <= 1
        assert found[f"{numerator} / {denominator}"] == expected


@pytest.mark.parametrize(("strict", "status"), [(True, 1), (False, 0)])
def test_a_missed_target_fails_under_strict_only(
    strict, status, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(
        benchmark, "measured_rows", lambda runs, rounds, size: (times_of(1.0), {})
    )
    monkeypatch.setattr("shutil.which", lambda name: None)  # compile nothing
    chosen = Namespace(
        examples=100, rounds=1, threads=1, json=tmp_path / "b.json", strict=strict
    )
    assert benchmark.run(chosen) == status
    results = json.loads(chosen.json.read_text())
    assert {"machine", "rows", "missing", "targets", "difference"} == set(results)
    assert "NO" in capsys.readouterr().out


def test_peak_memory_sees_a_large_array():
    found = peak_memory(lambda: np.ones(4_000_000).sum())
    assert found is None or 25e6 < found < 60e6


def test_the_head_names_kernels_and_versions():
    head = machine()
    assert "numpy" in head["versions"] and head["kernels"]
