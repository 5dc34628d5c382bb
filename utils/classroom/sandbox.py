"""The closed room in which answers run: bubblewrap, and limits of a process.

Nothing is there but Python, the course (to read) and a folder in memory: no network, no
other file, no process of anybody else; all ends with the process that opened it.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

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
FOR_PYTHON = {
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONPATH": str(ROOT),
}
OF_THE_ROOM = {"HOME": SCRATCH, "USER": "learner", "PATH": "/usr/bin"}
OF_THE_ROOM |= FOR_PYTHON | {"LANG": "C.UTF-8"}


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
