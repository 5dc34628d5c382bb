"""Measure each notebook: the seconds that it runs, and the memory that it needs.

    course measure                      all notebooks
    course measure notebooks/08*.ipynb  some of them

Memory is that of the kernel and of all processes that it starts, added up at the
moment of the highest sum. Nothing is written.
"""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psutil

from utils.classroom.notebooks import all_notebooks, read
from utils.commands.remake import execute

PAUSE = 0.05  # seconds between two looks
MEGABYTE = 1e6  # bytes


def resident():
    """Return the memory, in bytes, of all processes that this one has started."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it has ended meanwhile
            total += process.memory_info().rss
    return total


def peak_until(done):
    """Return the highest resident() until the threading.Event done is set."""
    peak = 0
    while not done.wait(PAUSE):
        peak = max(peak, resident())
    return peak


def measured(call):
    """Return (seconds, bytes): how long call() takes, and the peak of its children."""
    start, done = time.perf_counter(), Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        peak = pool.submit(peak_until, done)
        try:
            call()  # here, where Ctrl-C ends it
        finally:
            done.set()
    return time.perf_counter() - start, peak.result()


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")


def run(chosen):
    """Print a row for each notebook; return the exit status."""
    print(f"{'notebook':30} {'seconds':>7} {'MB':>6}")
    for path in chosen.notebooks or all_notebooks():
        path = path.resolve()
        seconds, peak = measured(lambda path=path: execute(read(path), path.parent))
        print(f"{path.stem:30} {seconds:7.0f} {peak / MEGABYTE:6.0f}", flush=True)
    return 0
