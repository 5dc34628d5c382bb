"""A plugin of pytest: one thread each; the cell that fails, dies or ends late, named.

pyproject.toml names it, so that a call with a notebook alone, too, begins with it.
"""

import os
from queue import Empty

import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell

PATIENCE = 1  # seconds between two looks at whether the kernel lives


class KernelDied(Exception):
    """The kernel ended while it should have answered."""


def get_message(self, stream, timeout=None):
    """Return the next message of a stream, as nbval's own function does.

    That one waits out the whole time of a cell, in vain, if the kernel has died.

    Raises:
        KernelDied: the kernel has ended.
        Empty: the time is over.
    """
    get = {"iopub": self.kc.get_iopub_msg, "shell": self.kc.get_shell_msg}[stream]
    left = timeout
    while True:
        wait = PATIENCE if left is None else min(PATIENCE, left)
        try:
            return get(timeout=wait)
        except Empty:
            left = None if left is None else left - wait
            if not self.is_alive():
                raise KernelDied("the kernel died: killed, or out of memory") from None
            if left is not None and left <= 0:
                raise


def pytest_configure(config):
    """Give each process one thread, where there are several.

    More threads than cores slow all of them: two kernels of two threads, three times.
    """
    RunningKernel.get_message = get_message
    if config.getoption("numprocesses", None):
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")


def pytest_collection_modifyitems(items):
    """Begin with the folders that take long: two processes then end together."""
    long = ("notebooks", "workers", "classroom")
    items.sort(key=lambda item: item.path.parent.name not in long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell that took too long, even if it ended before it was interrupted.

    nbval alone expects failures of the cells after it, and passes.
    """
    in_time = isinstance(item, IPyNbCell) and not item.parent.timed_out
    result = yield
    if in_time and item.parent.timed_out:
        limit = item.config.option.nbval_cell_timeout
        pytest.fail(f"Timeout of {limit:g} seconds exceeded", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Add to the report of a cell that failed where it stands, and what it holds."""
    report = yield
    if isinstance(item, IPyNbCell) and report.failed:
        where = f"{item.path.name}, cell {item.cell.id!r}"
        report.sections.append(("Where", f"{where}\n{item.cell.source}"))
    return report
