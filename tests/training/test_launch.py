"""What is started is ended, whatever happens, and nothing else is."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from utils.training import launch
from utils.training.launch import MARK, end_all, log_parts, loopback, marked, run

# A child that leaves a grandchild behind, in a session of its own, and sleeps.
FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
                         start_new_session=True)
print(child.pid, flush=True)
time.sleep({seconds})
"""


def test_a_run_that_ends_returns_its_output_and_leaves_nothing():
    found = run([sys.executable, "-c", FAMILY.format(seconds=0)], timeout=30)
    assert found.returncode == 0
    assert not psutil.pid_exists(int(found.stdout))
    assert marked() == []


def test_a_run_that_takes_too_long_is_ended_with_all_that_it_started():
    start = time.monotonic()
    with pytest.raises(TimeoutError, match="over 3 s and was ended"):
        run([sys.executable, "-c", FAMILY.format(seconds=60)], timeout=3)
    assert time.monotonic() - start < 20
    assert marked() == []


def test_others_are_left_alone():
    other = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(30)"],
        env=os.environ | {MARK: "another run"},
    )
    try:
        while not marked("another run"):
            time.sleep(0.05)
        assert marked() == []  # it is not ours
        end_all("this run")
        assert other.poll() is None
    finally:
        end_all("another run")
    other.wait(timeout=10)
    assert marked("another run") == []


def test_an_error_of_the_program_is_reported():
    found = run([sys.executable, "-c", "raise SystemExit('no')"], timeout=30)
    assert found.returncode == 1 and "no" in found.stderr


def test_each_process_gets_one_thread_and_the_loopback():
    script = "import os; print(os.environ['OMP_NUM_THREADS'])"
    assert run([sys.executable, "-c", script], timeout=30).stdout == "1\n"


@pytest.mark.parametrize(
    ("interfaces", "expected"),
    [
        ([(1, "lo"), (2, "eth0")], {"GLOO_SOCKET_IFNAME": "lo"}),
        ([(1, "lo0"), (4, "en0")], {"GLOO_SOCKET_IFNAME": "lo0"}),
        ([(1, "loopback_0")], {}),
    ],
)
def test_the_loopback_by_its_name(interfaces, expected, monkeypatch):
    monkeypatch.setattr(launch.socket, "if_nameindex", lambda: interfaces)
    assert loopback() == expected


def test_said_keeps_only_what_is_asked_for():
    log = "12:01 worker 3 (pid 77): timed out after 5 s\nnoise\n12:02 timed out after 6"
    assert log_parts(log, r"timed out after \d") == [
        "timed out after 5",
        "timed out after 6",
    ]
