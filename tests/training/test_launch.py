"""What takes too long is ended with all its children, and nothing else is."""

import subprocess
import sys
import time

import psutil
import pytest

from utils.training import launch
from utils.training.launch import loopback, run, torchrun

SLEEP = "import time; time.sleep(60)"

# A program with a child in a session of its own, as the workers of torchrun are.
FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
                         start_new_session=True)
open({path!r}, "w").write(str(child.pid))
time.sleep(60)
"""


def has_ended(pid):
    """Say whether the process with this number ends within some seconds."""
    left = [psutil.Process(pid)] if psutil.pid_exists(pid) else []
    return psutil.wait_procs(left, timeout=9)[1] == []


@pytest.fixture
def other():
    process = psutil.Popen([sys.executable, "-c", SLEEP])
    yield process
    process.kill()
    process.wait()


def test_a_run_that_takes_too_long_is_ended_with_its_children(tmp_path, other):
    path, start = tmp_path / "pid", time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired, match="after 4 seconds"):
        run([sys.executable, "-c", FAMILY.format(path=str(path))], timeout=4)
    assert time.monotonic() - start < 20
    assert has_ended(int(path.read_text()))
    assert other.poll() is None, "another program was ended too"


@pytest.mark.parametrize(
    ("program", "timeout", "limit"),
    [("while True: pass", 60, 1), (SLEEP, 3, 3)],
)
def test_work_and_the_clock_have_a_limit_each(program, timeout, limit):
    with pytest.raises(subprocess.TimeoutExpired, match=f"after {limit} seconds"):
        run([sys.executable, "-c", program], timeout=timeout, work=1)


def test_a_program_reads_its_text():
    assert run([sys.executable, "-c", "print(input())"], 30, "δ\n").stdout == "δ\n"


def test_a_program_that_reads_late_gets_all_of_its_text():
    program = "import sys, time; time.sleep(1.5); print(len(sys.stdin.read()))"
    assert run([sys.executable, "-c", program], 30, "x" * 200_000).stdout == "200000\n"


def test_what_is_no_utf_8_is_replaced():
    program = r"import os; os.write(1, b'\xff' + input().encode())"
    assert run([sys.executable, "-c", program], 30, "a\ud800\n").stdout == "\ufffda?"


def test_a_program_is_done_when_it_ends_and_its_orphans_end_with_it():
    program = f"""
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", {SLEEP!r}], start_new_session=True).pid)
"""
    start = time.monotonic()
    orphan = int(run([sys.executable, "-c", program], timeout=20).stdout)
    assert time.monotonic() - start < 15
    assert has_ended(orphan)


def test_results_go_to_the_folder_that_the_caller_names(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(launch, "run", lambda command, timeout: seen.extend(command))
    monkeypatch.chdir(tmp_path)
    torchrun("utils.training.doomed", "results")
    assert seen[-1] == tmp_path / "results"


def test_an_error_of_the_program_is_reported():
    found = run([sys.executable, "-c", "raise SystemExit('no')"], timeout=30)
    assert found.returncode == 1 and "no" in found.stderr


def test_each_process_gets_one_thread():
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
