"""The command course: its help is whole, and its errors are clear."""

import subprocess
import sys

import pytest

from utils.classroom.course import SUBCOMMANDS, main


@pytest.mark.parametrize(
    ("argv", "status", "told"),
    [
        (["--help"], 0, [*SUBCOMMANDS, *SUBCOMMANDS.values()]),
        *((([name, "--help"]), 0, [f"course {name} "]) for name in SUBCOMMANDS),
        (
            ["collect", "--help"],
            0,
            ["reaches a verdict", "at least four words"],
        ),
        ([], 2, ["SUBCOMMAND"]),
        (["nope"], 2, ["invalid choice: 'nope'"]),
        (["collect", "a", "--seconds", "0"], 2, ["a whole number above 0", "'0'"]),
        (["collect", "a", "--processes", "two"], 2, ["'two'"]),
    ],
)
def test_the_help_and_the_errors_of_a_command_line(argv, status, told, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(argv)
    out = " ".join("".join(capsys.readouterr()).split())
    assert stopped.value.code == status and all(text in out for text in told)


def test_a_stop_by_the_keyboard_is_calm(monkeypatch, capsys):
    def stopped(chosen):
        raise KeyboardInterrupt

    monkeypatch.setattr("utils.classroom.copies.run", stopped)
    assert main(["copies", "folder"]) == 130
    assert "stopped" in capsys.readouterr().err


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "utils.classroom.course", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 0 and "collect" in shown.stdout
