"""Starts programs of many workers on this machine; ends what takes too long."""

import math
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
TORCHRUN = (sys.executable, "-m", "torch.distributed.run")
# Without it, workers that torchrun has restarted (2.13) find the addresses of the dead.
FRESH_STORE = {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}


def torchrun(module, folder, workers=2, restarts=0, timeout=90):
    """Run a module of utils by torchrun, workers processes, all on this machine.

    Args:
        module: for example "utils.training.distributed".
        folder: for its results; made if it is not there.
        workers: number of processes.
        restarts: how often torchrun starts all again after one has died.
        timeout: see run.

    Returns a subprocess.CompletedProcess; stdout and stderr hold text.
    """
    Path(folder).mkdir(exist_ok=True)
    command = [*TORCHRUN, "--standalone", "--local-addr", "127.0.0.1"]
    command += ["--nproc-per-node", workers, "--max-restarts", restarts]
    return run([*command, "-m", module, "--folder", folder], timeout)


def run(command, timeout, text=None, work=math.inf):
    """Run a command in the project's root, one thread a process; return its outcome.

    It finds text in its standard input. If it takes more than timeout seconds, or work
    seconds of its own processor time, or is interrupted, it is ended with all its
    children, and subprocess.TimeoutExpired (its timeout is the limit that was reached)
    or the interrupt is raised.
    """
    chosen = {"OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    with psutil.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | chosen | FRESH_STORE | loopback(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            texts = _texts(process, timeout, text, work)
        except BaseException:
            end_(process)
            raise
    return subprocess.CompletedProcess(command, process.returncode, *texts)


def _texts(process, timeout, text, work):
    """Return what a process writes; raise subprocess.TimeoutExpired."""
    end = time.monotonic() + timeout
    while True:
        left = max(end - time.monotonic(), 0)
        try:
            return process.communicate(text, timeout=min(1, left))
        except subprocess.TimeoutExpired:
            text = None  # is on its way
        with suppress(psutil.NoSuchProcess):  # it has just ended
            if sum(process.cpu_times()[:2]) > work:
                raise subprocess.TimeoutExpired(process.args, work)
        if time.monotonic() >= end:
            raise subprocess.TimeoutExpired(process.args, timeout)


def end_(process):
    """Change a running process to an ended one, with all its children."""
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            each.kill()


def loopback():
    """Return the variable that lets gloo talk inside this machine only.

    On Windows, whose loopback has another name, it is empty: gloo looks for itself.
    """
    names = {name for _, name in socket.if_nameindex()} & {"lo", "lo0"}
    return {"GLOO_SOCKET_IFNAME": names.pop()} if names else {}
