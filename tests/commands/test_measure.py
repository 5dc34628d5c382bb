"""What course measure measures: the memory of what a call has started."""

import signal
import subprocess
import sys
import threading
import time

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from utils.classroom.course import main
from utils.commands.measure import measured

HUNGRY = "import time; held = b'x' * {}; time.sleep(0.5)"


def hungry(size):
    command = [sys.executable, "-c", HUNGRY.format(size)]
    return lambda: subprocess.run(command, check=True, timeout=60)


def test_the_peak_is_that_of_the_children_of_a_call():
    seconds, small = measured(hungry(1))
    _, large = measured(hungry(300_000_000))
    assert seconds >= 0.5
    assert 290e6 < large - small < 330e6


def test_what_ends_early_is_not_lost():
    def first_large_then_small():
        hungry(300_000_000)()
        hungry(1)()

    assert measured(first_large_then_small)[1] > 300e6


@pytest.mark.skipif(sys.platform == "win32", reason="no pthread_kill")
def test_an_interrupt_ends_the_call():
    main_thread, start = threading.main_thread().ident, time.monotonic()
    threading.Timer(0.5, signal.pthread_kill, (main_thread, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        measured(lambda: time.sleep(9))
    assert time.monotonic() - start < 5


def test_a_notebook_is_measured_and_left_as_it_is(tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)
    before = path.read_bytes()
    assert main(["measure", str(path)]) == 0
    name, seconds, megabytes = capsys.readouterr().out.splitlines()[1].split()
    assert name == "a" and int(megabytes) > 20
    assert path.read_bytes() == before


def test_a_notebook_that_fails_is_no_measurement(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), path)
    with pytest.raises(CellExecutionError):
        main(["measure", str(path)])
