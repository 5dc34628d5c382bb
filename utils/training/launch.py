"""Starts programs of many workers on this machine; ends what takes too long."""

import math
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
TORCHRUN = (sys.executable, "-m", "torch.distributed.run")
# Without it, workers that torchrun has restarted (2.13) find the addresses of the dead.
FRESH_STORE = {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}
MARK = "COURSE_RUN"  # an environment variable; all that a run starts inherits it


def torchrun(module, folder, workers=2, restarts=0, timeout=90):
    """Run a module of utils by torchrun, workers processes, all on this machine.

    Args:
        module: for example "utils.training.distributed".
        folder: for its results; the module makes it if it is not there.
        workers: number of processes.
        restarts: how often torchrun starts all again after one has died.
        timeout: see run.

    Returns a subprocess.CompletedProcess; stdout and stderr hold text.
    """
    folder = Path(folder).resolve()  # the workers run elsewhere
    command = [*TORCHRUN, "--standalone", "--local-addr", "127.0.0.1"]
    command += ["--nproc-per-node", workers, "--max-restarts", restarts]
    return run([*command, "-m", module, "--folder", folder], timeout)


def run(command, timeout, text="", work=math.inf):
    """Run a command in the project's root, one thread a process; return its outcome.

    It finds text in its standard input. What it has started and left behind is ended
    with it. If it takes more than timeout seconds, or work seconds of its own processor
    time, or is interrupted, all of them are ended, and subprocess.TimeoutExpired (its
    timeout is the limit that was reached) or the interrupt is raised. What is no UTF-8
    becomes a question mark.
    """
    chosen = {"OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    chosen[MARK] = secrets.token_hex(16)
    # Files, not pipes: a pipe is full at some time, and stays open in what is left.
    with _text_file() as given, _text_file() as out, _text_file() as err:
        given.write(text)
        given.seek(0)
        with psutil.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=os.environ | chosen | FRESH_STORE | loopback(),
            stdin=given,
            stdout=out,
            stderr=err,
        ) as process:
            try:
                _wait(process, timeout, work)
            finally:
                end_(process, chosen[MARK])
        out.seek(0)
        err.seek(0)
        texts = out.read(), err.read()
    return subprocess.CompletedProcess(command, process.returncode, *texts)


def _text_file():
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def _wait(process, timeout, work):
    """Wait until a process has ended; raise subprocess.TimeoutExpired."""
    end = time.monotonic() + timeout
    while (left := end - time.monotonic()) > 0:
        with suppress(psutil.TimeoutExpired):
            process.wait(min(1, left))
            return
        with suppress(psutil.NoSuchProcess):  # it has just ended
            if sum(process.cpu_times()[:2]) > work:
                raise subprocess.TimeoutExpired(process.args, work)
    raise subprocess.TimeoutExpired(process.args, timeout)


def end_(process, mark):
    """Change a process to an ended one, with its children and all that hold the mark.

    The children of a process that has ended are nobody's: only their mark tells them.
    """
    running = psutil.process_iter(["environ"])
    started = [p for p in running if (p.info["environ"] or {}).get(MARK) == mark]
    with suppress(psutil.Error):
        started += process.children(recursive=True)
    for each in [process, *started]:
        with suppress(psutil.Error):  # it has ended
            each.kill()


def loopback():
    """Return the variable that lets gloo talk inside this machine only.

    On Windows, whose loopback has another name, it is empty: gloo looks for itself.
    """
    names = {name for _, name in socket.if_nameindex()} & {"lo", "lo0"}
    return {"GLOO_SOCKET_IFNAME": names.pop()} if names else {}
