"""Run the strict comparison of all notebooks under other conditions.

    course matrix                  other threads, hash seeds and kernels, one by one
    course matrix threads-1        one of them
    course matrix threads-1 --only notebooks/0[0-3]*.ipynb
    course matrix oldest-versions  in a copy, with the oldest versions that pass
    course matrix newest-versions  in a copy, with the newest versions

What is stored in the notebooks must hold on other machines. Each variation sets
environment variables, or makes a copy of the course in .artefacts/matrix with its own
environment, then runs nbval over the notebooks. The BLAS variations name processors
that this one must be able to imitate; the names are OpenBLAS's, for x86.
"""

import argparse
import os
import platform
import subprocess
import sys

from utils.classroom.notebooks import ROOT
from utils.commands import versions

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
    VARIATIONS["all-at-once"] = threads(1)
    for name in ("hash-seed-1", "torch-default", "blas-haswell"):
        VARIATIONS["all-at-once"] |= VARIATIONS[name]


def passes(name, notebooks):
    """Run one variation; return True if every notebook passed.

    What stops a variation, its time or its environment, is printed.
    """
    print(f"== {name}: {VARIATIONS.get(name, 'in a copy of the course')}", flush=True)
    try:
        return _all_pass(name, notebooks)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(error, flush=True)
        return False


def _all_pass(name, notebooks):
    folder, python, options = ROOT, sys.executable, []
    if name in versions.CHOICES:
        folder = ROOT / ".artefacts" / "matrix" / name
        python = versions.make(name, folder)
        options = [f"--ignore={versions.LEFT_OUT}"]
    # Two notebooks at a time, or one that has two threads.
    workers = 0 if VARIATIONS.get(name) == threads(2) else 2
    command = [python, "-m", "pytest", "-q", f"--numprocesses={workers}"]
    command += ["-p", "notebook_failures", *options, *notebooks]
    environment = os.environ | {"PYTHONPATH": str(folder / "tests")}
    environment |= threads(1) | VARIATIONS.get(name, {})
    done = subprocess.run(command, cwd=folder, env=environment, timeout=TIMEOUT)
    return done.returncode == 0


def variation(name):
    """Return the name of a variation, for argparse."""
    names = [*VARIATIONS, *versions.CHOICES]
    if name not in names:
        raise argparse.ArgumentTypeError(f"{name!r} is not one of {names}")
    return name


def add_arguments(parser):
    """Declare the command line."""
    names = f"default: {', '.join(VARIATIONS)}; also {', '.join(versions.CHOICES)}"
    parser.add_argument(
        "names", nargs="*", type=variation, metavar="variation", help=names
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
