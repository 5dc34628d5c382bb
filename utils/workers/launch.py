"""Starts a program of many workers on this machine, and ends what takes too long."""

import os
import socket
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from utils.workers.group import TORCHRUN

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
    # Else workers that torchrun has restarted (2.13) find the addresses of the dead.
    "TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1",
}
for _, _name in socket.if_nameindex():
    if _name in ("lo", "lo0"):  # gloo shall talk inside this machine only
        SETTINGS["GLOO_SOCKET_IFNAME"] = _name


def torchrun(module, folder, *options, restarts=0):
    """Run a module of utils by torchrun, two processes on this machine.

    Args:
        module: for example "utils.workers.distributed".
        folder: for its results; the module makes it if it is not there.
        options: more words of the command line.
        restarts: how often torchrun starts all again after one has died.

    Returns a subprocess.CompletedProcess; stdout and stderr hold text. Raises
    subprocess.TimeoutExpired after 90 seconds, when all is ended.
    """
    folder = Path(folder).resolve()  # the workers run elsewhere
    words = "--max-restarts", restarts, "-m", module, "--folder", folder, *options
    return _run(words, 90)


def _run(words, timeout):
    """Run torchrun with more words of its command line; see torchrun."""
    command = [sys.executable, "-m", "torch.distributed.run", *TORCHRUN.split()[1:]]
    command += [str(word) for word in words]
    # Files, not pipes: a pipe stays open in what is left, and is full at some time.
    text_file = partial(tempfile.TemporaryFile, "w+", encoding="utf-8")
    with text_file(errors="replace") as out, text_file(errors="replace") as err:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | SETTINGS,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # an interrupt of the notebook is not for it
        )
        try:
            process.wait(timeout)
        finally:
            _end_(process)
        out.seek(0)
        err.seek(0)
        texts = out.read(), err.read()
    return subprocess.CompletedProcess(command, process.returncode, *texts)


def _end_(process, patience=45):
    """Change a process to an ended one. torchrun, when told to end, ends its workers.

    patience: seconds; torchrun gives its workers 30 before it kills them.
    """
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
