"""Starts programs of many workers on this machine, and ends all that they started."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
MARK = "BACKPROP_COURSE_RUN"  # an environment variable; children inherit it
LOOPBACK = ("lo", "lo0")  # its name on Linux and on macOS
# Without it, workers that torchrun has restarted (2.13) find the addresses of the dead.
FRESH_STORE = {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}
TORCHRUN = (sys.executable, "-m", "torch.distributed.run")


def torchrun(module, *arguments, workers=2, restarts=0, timeout=60.0):
    """Run a module of utils by torchrun, workers processes, all on this machine.

    Args:
        module: for example "utils.training.distributed".
        arguments: of the command line of the module; turned into text.
        workers: number of processes.
        restarts: how often torchrun starts all again after one has died.
        timeout: seconds; a run that takes longer is ended.

    Returns:
        A subprocess.CompletedProcess; stdout and stderr hold text.

    Raises:
        TimeoutError: the run took longer; nothing of it is left.
    """
    command = [*TORCHRUN, "--standalone", "--local-addr", "127.0.0.1"]
    command += ["--nproc-per-node", workers, "--max-restarts", restarts]
    return run([*command, "-m", module, *arguments], timeout)


def run(command, timeout):
    """Run a command in the project's root; end it, and all that it started.

    Each process gets one thread, and gloo talks by the loopback interface only. Returns
    and raises what torchrun does.
    """
    mark = own_marks() + uuid.uuid4().hex
    command = [str(part) for part in command]
    with log_file() as out, log_file() as err:
        try:
            code = subprocess.run(
                command,
                cwd=ROOT,
                env=environment(mark),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                timeout=timeout,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(
                f"the run took over {timeout} s and was ended"
            ) from error
        finally:
            end_all(mark)
        texts = [file.seek(0) or file.read() for file in (out, err)]
    return subprocess.CompletedProcess(command, code, *texts)


def log_file():
    """Open a temporary file for a log: unlike a pipe it does not wait for orphans."""
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def environment(mark):
    """Return the environment of a run: a copy of this one, with what it needs more."""
    chosen = {MARK: mark, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    return os.environ | chosen | FRESH_STORE | loopback()


def loopback():
    """Return the variable that lets gloo talk inside this machine only.

    Where the loopback interface has another name the dict is empty: gloo then looks for
    an interface itself.
    """
    names = [name for _, name in socket.if_nameindex() if name in LOOPBACK]
    return {"GLOO_SOCKET_IFNAME": names[0]} if names else {}


def own_marks():
    """Return what the marks of all runs begin with that this process has started."""
    return f"{os.getpid()}-"


def marked(mark=None):
    """Return the processes of a run, by its mark; without it, of any run of ours."""
    found, beginning = [], mark or own_marks()
    for process in psutil.process_iter():
        try:
            its_mark = process.environ().get(MARK, "")
        except (psutil.Error, OSError):  # ended meanwhile, or someone else's
            continue
        if its_mark.startswith(beginning):
            found.append(process)
    return found


def end_all(mark):
    """Kill every process of the run with this mark, and wait until they are gone."""
    while processes := marked(mark):
        for process in processes:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(processes, timeout=5)


def log_parts(text, pattern):
    """Return the first part of each line of a log that matches the pattern, in order.

    The rest of a log of torchrun holds times, addresses and process ids, which differ
    from run to run.
    """
    matches = (re.search(pattern, line) for line in text.splitlines())
    return [match.group() for match in matches if match]
