"""Run the strict comparison of all notebooks under other threads, seeds and kernels.

    course matrix            every variation, one after the other
    course matrix threads-1  one of them
    course matrix threads-1 --only notebooks/0[0-3]*.ipynb

What is stored in the notebooks must hold on other machines. Each variation sets
environment variables, then runs nbval over the notebooks. The BLAS variations name
processors that this one must be able to imitate; the names are OpenBLAS's, for x86.
"""

import argparse
import os
import platform
import subprocess
import sys

from utils.commands.notebooks import ROOT

TIMEOUT = 1200  # seconds, for one variation


def threads(count):
    """Return environment variables that set the number of threads."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return dict.fromkeys(names, str(count))


VARIATIONS = {
    "threads-1": threads(1),
    "threads-2": threads(2),
    "hash-seed-1": {"PYTHONHASHSEED": "1"},
    "hash-seed-2": {"PYTHONHASHSEED": "2"},
    "torch-default": {"ATEN_CPU_CAPABILITY": "default"},
}
if platform.machine() in ("x86_64", "AMD64"):
    VARIATIONS |= {
        "blas-nehalem": {"OPENBLAS_CORETYPE": "Nehalem"},
        "blas-haswell": {"OPENBLAS_CORETYPE": "Haswell"},
    }
    VARIATIONS["all-at-once"] = (
        threads(1)
        | VARIATIONS["hash-seed-1"]
        | VARIATIONS["torch-default"]
        | VARIATIONS["blas-haswell"]
    )


def passes(name, notebooks):
    """Run one variation; return True if every notebook passed."""
    print(f"== {name}: {VARIATIONS[name]}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *notebooks]
    environment = os.environ | VARIATIONS[name]
    return (
        subprocess.run(command, cwd=ROOT, env=environment, timeout=TIMEOUT).returncode
        == 0
    )


def variation(name):
    """Return the name of a variation, for argparse."""
    if name not in VARIATIONS:
        raise argparse.ArgumentTypeError(f"{name!r} is not one of {list(VARIATIONS)}")
    return name


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument(
        "names",
        nargs="*",
        type=variation,
        metavar="variation",
        help=f"default: all of {', '.join(VARIATIONS)}",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        default=["notebooks"],
        metavar="notebook",
        help="default: all",
    )


def run(chosen):
    """Run the variations; return the exit status."""
    names = chosen.names or list(VARIATIONS)
    failed = [name for name in names if not passes(name, chosen.only)]
    print("failed:", ", ".join(failed) or "none")
    return int(bool(failed))
