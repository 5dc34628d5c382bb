"""What stops one variation of course matrix does not stop the others."""

import subprocess

import pytest

from utils.commands import matrix

STOPS = (
    subprocess.TimeoutExpired("pytest", 1200),
    subprocess.CalledProcessError(1, "pip"),
)


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: type(stop).__name__)
def test_a_variation_that_is_stopped_has_failed(stop, monkeypatch, capsys):
    def stopped(*_, **__):
        raise stop

    monkeypatch.setattr(subprocess, "run", stopped)
    assert not matrix.passes("threads-1", [])
    assert str(stop) in capsys.readouterr().out
