"""course matrix: what each variation runs with, and what one that is stopped does."""

import subprocess
from pathlib import Path

import pytest

from utils.commands import matrix

STOPS = (
    subprocess.TimeoutExpired("pytest", 1200),
    subprocess.CalledProcessError(1, "pip"),
)


@pytest.mark.parametrize(("name", "count"), [("hash-seed-1", "1"), ("threads-2", "2")])
def test_each_notebook_has_its_core_and_a_late_one_fails(name, count, monkeypatch):
    seen = {}

    def run(command, env, **_):
        seen.update(env, command=command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert matrix.passes(name, ["notebooks"])
    assert seen["OMP_NUM_THREADS"] == count
    assert "notebook_failures" in seen["command"]
    assert (Path(seen["PYTHONPATH"]) / "notebook_failures.py").is_file()


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: type(stop).__name__)
def test_a_variation_that_is_stopped_has_failed(stop, monkeypatch, capsys):
    def stopped(*_, **__):
        raise stop

    monkeypatch.setattr(subprocess, "run", stopped)
    assert not matrix.passes("threads-1", [])
    assert str(stop) in capsys.readouterr().out
