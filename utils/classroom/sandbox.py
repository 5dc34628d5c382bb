"""The closed room in which answers run: bubblewrap, and limits of a process.

Nothing is there but Python, the course (to read) and a folder in memory: no network, no
other file, no process of anybody else; all ends with the process that opened it.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

try:
    import resource
except ImportError:  # Windows
    resource = None

ROOT = Path(__file__).resolve().parents[2]
OF_THE_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix")
OF_THE_SYSTEM += ("/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime")
OF_THE_COURSE = ("utils", "data", "requirements.txt")  # and no notebooks: solutions
SCRATCH, SCRATCH_SIZE = "/tmp", 1 << 28  # bytes
MEMORY, PROCESSES = 6 << 30, 64  # bytes of addresses of a process; threads, too
GLANCE = 0.2  # seconds between two looks at what an answer uses
PATIENCE = 3  # times the seconds of work, on the clock
MOST_MEMORY = 4 << 30  # bytes, of all processes of an answer
LONGEST = 1 << 26  # bytes of what comes from an answer
FOR_PYTHON = {
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONPATH": str(ROOT),
}
OF_THE_ROOM = {"HOME": SCRATCH, "USER": "learner", "PATH": "/usr/bin"}
OF_THE_ROOM |= FOR_PYTHON | {"LANG": "C.UTF-8"}


class Stopped(Exception):
    """Why nothing comes from a room: 'ran longer than 20 s'."""


def closed(command):
    """Return the command that runs a command in the closed room."""
    room = ["bwrap", "--unshare-user", "--unshare-all", "--disable-userns"]
    room += ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    room += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    room += ["--size", str(SCRATCH_SIZE), "--tmpfs", SCRATCH, "--chdir", SCRATCH]
    shown = [*OF_THE_SYSTEM, sys.base_prefix, sys.prefix]
    shown += [str(ROOT / name) for name in OF_THE_COURSE]
    for path in shown:
        room += ["--ro-bind-try", os.path.realpath(path), path]
    for name, value in OF_THE_ROOM.items():
        room += ["--setenv", name, value]
    return [*room, "--remount-ro", "/", "--", *command]


def problem():
    """Say why no closed room can be opened on this machine; '' if one can."""
    try:
        command = closed([sys.executable, "-c", "import numpy"])
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    said = (done.stderr.strip() or "nothing").splitlines()[-1]
    return f"bubblewrap does not start, and says: {said}" if done.returncode else ""


def limit_this_process(in_room=False):
    """Limit the memory of this process for good, and in the room all that it takes."""
    if resource is None:
        return
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CORE: 0}
    if in_room:  # elsewhere the processes of the user would count
        limits[resource.RLIMIT_NPROC] = PROCESSES
        limits[resource.RLIMIT_FSIZE] = SCRATCH_SIZE
    for kind, most in limits.items():
        with suppress(OSError, ValueError):  # macOS knows no limit of addresses
            resource.setrlimit(kind, (most, most))


@contextmanager
def opened(runs, seconds, trust):
    """Open a room for answers; give the lines that come from it, one for each."""
    command = [sys.executable, "-m", "utils.classroom.room"]
    command = command if trust else closed([*command, "closed"])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with tempfile.TemporaryFile("w+") as file:
            json.dump(runs, file)
            file.seek(0)
            process = psutil.Popen(
                command,
                cwd=folder,
                env=os.environ | FOR_PYTHON,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        try:
            lines = _lines(process, seconds)
            next(lines)
            yield lines
        finally:
            for each in _family(process):
                with suppress(psutil.Error):
                    each.kill()
            process.wait()


def _lines(process, seconds):
    """Yield the lines that a room writes; raise Stopped where a limit is passed."""
    said = queue.Queue(maxsize=1)
    threading.Thread(target=_listen, args=(process.stdout, said), daemon=True).start()
    while True:
        begun, before, line = time.monotonic(), _used(process)[2], None
        while line is None:
            with suppress(queue.Empty):
                line = said.get(timeout=GLANCE)
            if line is None:
                clock = time.monotonic() - begun
                _stop_what_takes_too_much(*_used(process), before, clock, seconds)
        if not line:
            raise Stopped("ended by itself, without an answer")
        yield line


def _stop_what_takes_too_much(processes, memory, work, before, clock, seconds):
    limits = [
        (processes > PROCESSES, f"started more than {PROCESSES} processes"),
        (memory > MOST_MEMORY, f"used more than {MOST_MEMORY >> 30} GB of memory"),
        (work - before > seconds, f"ran longer than {seconds} s"),
        (clock > PATIENCE * seconds, f"ran longer than {PATIENCE * seconds} s"),
    ]
    for passed, why in limits:
        if passed:
            raise Stopped(why)


def _listen(stream, said):
    """Put each line into a queue; one that is too long is cut, and then no answer."""
    for line in iter(lambda: stream.readline(LONGEST), b""):
        said.put(line)
    said.put(b"")


def _family(process):
    with suppress(psutil.Error):
        return [*process.children(recursive=True), process]
    return [process]


def _used(process):
    """Return the number of a room's processes, their bytes of memory, their work."""
    family, memory, work = _family(process), 0, 0
    for each in family:
        with suppress(psutil.Error):
            memory += each.memory_info().rss
            work += sum(each.cpu_times()[:2])
    return len(family), memory, work
