"""Train the runs of notebook 11 that the file in data lacks, on all cores.

Half an hour on two cores for all. Stop it at any time: each run is written when it is
done, and the same command goes on where it was.

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
from utils.experiment.design import jobs
from utils.experiment.runs import prepare, run_cell

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def experiment(arguments=None):
    """Do what the command line says; return the exit status."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("--replication", action="store_true", help="on fresh seeds")
    parser.add_argument("--file", type=Path, help="by default the one in data")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), metavar="N")
    chosen = parser.parse_args(arguments)
    if chosen.processes < 1:
        parser.error(f"--processes: at least 1 is expected, not {chosen.processes}")
    study = "replication" if chosen.replication else "experiment"
    path = chosen.file or results.file_of(study)
    try:
        done = _begin(path, study)
    except ValueError as e:
        parser.error(str(e))
    missing = [run for run in results.all_runs(study) if run not in done]
    print(f"{path}: {len(done)} runs are there, {len(missing)} are missing")
    if not missing:
        return 0
    try:
        _train_missing_(done, missing, path, chosen.processes)
    except KeyboardInterrupt:
        print(f"\nstopped; {len(done)} runs are kept, the same command goes on")
        return 130
    results.save_runs(done, path, study)
    return 0


def _begin(path, study):
    """Return the results in a file, less the end of a line that an end cut off.

    A file that is not there is begun. Raises ValueError: a line is damaged, or runs
    are missing and those that are there are of another commit or other versions.
    """
    now = results.first_line()
    if not path.is_file():
        path.write_text(f"{now}\n{results.COLUMNS}\n", "utf-8", newline="\n")
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        path.write_bytes(whole)
    done = results.read_runs(path, study)
    made = whole.decode().splitlines()[0]
    if len(done) < len(results.all_runs(study)) and made != now:
        raise ValueError(
            f"{path.name}, line 1: its runs are '{made}', new ones are '{now}': go "
            "back to that commit and those versions, or begin another file by --file"
        )
    return done


def _train_missing_(done, missing, path, processes):
    """Change done, a dict (Cell, seed) -> Accuracies: train the missing runs.

    So many processes train at a time, each on one thread. Each run is appended to the
    file as soon as it is done.
    """
    os.environ.update(dict.fromkeys(THREADS, "1"))  # for the new processes
    quiet = signal.signal, (signal.SIGINT, signal.SIG_IGN)
    pool = multiprocessing.get_context("spawn").Pool(processes, *quiet)
    bar = tqdm(total=len(missing), unit="run", file=sys.stdout)
    with pool, bar, path.open("a", encoding="utf-8", newline="\n") as file:
        for (cell, seeds), found in pool.imap_unordered(_run_job, jobs(missing)):
            for seed, shares in zip(seeds, found, strict=True):
                done[cell, seed] = shares
                print(results.text_of((cell, seed), shares), file=file, flush=True)
            bar.update(len(seeds))


@cache
def _data():
    return prepare(load_mnist())


def _run_job(job):
    return job, run_cell(*job, _data())


if __name__ == "__main__":
    sys.exit(experiment())
