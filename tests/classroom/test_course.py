"""The command course: its help is whole, and its errors are clear."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from utils.classroom.course import SUBCOMMANDS, main, module_of

CLASSROOM = Path(import_module("utils.classroom").__file__).parent


def test_every_subcommand_has_a_module_that_can_be_run():
    for name in SUBCOMMANDS:
        module = module_of(name)
        assert callable(module.run) and callable(module.add_arguments)
    runnable = {
        path.stem
        for path in CLASSROOM.glob("*.py")
        if "def add_arguments" in path.read_text(encoding="utf-8")
    }
    assert runnable == set(SUBCOMMANDS)


def test_the_help_is_a_table_of_all(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert all(
        f"  {name} " in out and what in out for name, what in SUBCOMMANDS.items()
    )


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_each_subcommand_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert f"course {name}" in capsys.readouterr().out


def test_no_subcommand_shows_the_help_and_fails(capsys):
    assert main([]) == 2
    assert "SUBCOMMAND" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["nope"], "invalid choice: 'nope'"),
        (["collect", "a", "--seconds", "0"], "a whole number, at least 1, is expected"),
        (["collect", "a", "--seconds", "two"], "is expected, not 'two'"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(argv, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(argv)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


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
