"""What every call of pytest in this repository begins with, and tests share.

It lies here, so that a call with a notebook alone, `pytest notebooks/NN*`, loads it.
"""

import os
import tracemalloc

import notebook_failures
import pytest
from hypothesis import settings

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")


def pytest_configure(config):
    """Name the cells that fail; give each process one core, where there are several.

    More threads than cores slow all of them: two kernels of two threads, three times.
    """
    if config.getoption("numprocesses", None):
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")
    if not config.pluginmanager.has_plugin("notebook_failures"):
        config.pluginmanager.register(notebook_failures, "notebook_failures")


def pytest_collection_modifyitems(items):
    """Begin with the folders that take long: two processes then end together."""
    long = ("notebooks", "workers", "classroom")
    items.sort(key=lambda item: item.path.parent.name not in long)


@pytest.fixture
def peak_memory():
    """Return a function: the most bytes that a call holds beyond those held before."""

    def measure(call):
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            call()
            return tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()

    return measure
