"""What the benchmark says about the machine, and how it measures memory."""

import ctypes
import gc
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info

PACKAGES = ("numpy", "torch", "scikit-learn")
STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def machine():
    """Return {name: text}: processor, system, versions, and the kernels of BLAS."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "versions": f"Python {platform.python_version()}, {_versions()}",
        "kernels": "; ".join(sorted(set(map(_kernel, threadpool_info())))),
    }


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(
            x.split(":")[1].strip() for x in lines if x.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor() or "unknown"


def _versions():
    return ", ".join(f"{package} {_version(package)}" for package in PACKAGES)


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _kernel(library):
    parts = (library.get(key) for key in ("internal_api", "version", "architecture"))
    return " ".join(part for part in parts if part)


def peak_memory(run):
    """Return by how many bytes the process grew at most while run() was called.

    None where the system does not tell: only Linux lets a peak be reset.
    """
    try:
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)  # give back what earlier runs have freed
        RESET.write_text("5", encoding="ascii")
        before = _bytes("VmRSS")
    except (OSError, AttributeError, KeyError):
        return None
    run()
    return max(_bytes("VmHWM") - before, 0)


def _bytes(name):
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(name + ":"):
            return 1024 * int(line.split()[1])
    raise KeyError(name)
