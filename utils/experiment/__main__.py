"""Train the runs of notebook 11 that the file in data lacks, on all cores.

Half an hour on two cores for all. Stop it at any time: what is done is written, and the
same command goes on where it was.

    python -m utils.experiment                 what data/experiment.csv lacks
    python -m utils.experiment --replication   the runs on fresh seeds (5 minutes)
    python -m utils.experiment --file my.csv   all of it, into a file of your own
"""

import argparse
import multiprocessing
import os
import signal
import sys
from functools import cache
from pathlib import Path

from tqdm import tqdm

from utils.data.mnist import load_mnist
from utils.experiment import results
from utils.experiment.design import side_by_side
from utils.experiment.runs import prepare, run_cell

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def experiment(arguments=None):
    """Do what the command line says."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("--replication", action="store_true", help="on fresh seeds")
    parser.add_argument("--file", type=Path, help="by default the one in data")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), metavar="N")
    chosen = parser.parse_args(arguments)
    study = "replication" if chosen.replication else "experiment"
    path = chosen.file or results.file_of(study)
    done = results.read_runs(path, study) if path.is_file() else {}
    missing = [run for run in results.all_runs(study) if run not in done]
    print(f"{path}: {len(done)} runs are there, {len(missing)} are missing")
    now = results.first_line()
    if missing and done and not path.read_text("utf-8").startswith(now + "\n"):
        parser.error(
            f"{path.name}, line 1: its runs are of another commit or other versions "
            f"than '{now}': begin another file by --file"
        )
    os.environ.update(dict.fromkeys(THREADS, "1"))  # for the new processes
    quiet = signal.signal, (signal.SIGINT, signal.SIG_IGN)
    pool = multiprocessing.get_context("spawn").Pool(chosen.processes, *quiet)
    with pool, tqdm(total=len(missing), unit="run", file=sys.stdout) as bar:
        for (cell, seeds), found in pool.imap_unordered(_run_job, _jobs(missing)):
            done |= zip([(cell, seed) for seed in seeds], found, strict=True)
            results.save_runs(done, path, study)
            bar.update(len(seeds))


def _jobs(missing):
    """Group runs (Cell, seed) into jobs (Cell, seeds), the longest first.

    Every run is a job of its own, but for those that are trained side by side.
    """
    groups = {}
    for cell, seed in missing:
        key = cell, None if side_by_side(cell) else seed
        groups.setdefault(key, []).append(seed)
    found = [(cell, tuple(seeds)) for (cell, _), seeds in groups.items()]
    return sorted(found, key=lambda job: (job[0].batch, -len(job[1])))


@cache
def _data():
    return prepare(load_mnist())


def _run_job(job):
    return job, run_cell(*job, _data())


if __name__ == "__main__":
    experiment()
