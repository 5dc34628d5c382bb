"""Run the experiment of notebook 11.

It trains every run of the design that has no result yet, on all cores, and writes
data/experiment.csv when all are there: about half an hour on two cores. Stop it at any
time (Ctrl-C, or kill): the same command goes on where it was.

    course experiment                 what is missing
    course experiment --replication   its replication, on fresh seeds (5 minutes)
    course experiment --check         verify the file, train nothing
    course experiment --fresh         everything again
    course experiment --processes 1   one core
"""

import multiprocessing
import os
import signal
import sys
from functools import cache

from tqdm import tqdm

from utils.classroom.course import STOPPED, whole_number
from utils.data.mnist import load_mnist
from utils.experiment.design import jobs, seconds
from utils.experiment.results import (
    EXPERIMENT,
    REPLICATION,
    all_runs,
    code_fingerprint,
    load_results,
    save_results,
)
from utils.experiment.runs import prepare, run_cell

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument(
        "--replication", action="store_true", help="the runs on fresh seeds"
    )
    parser.add_argument("--check", action="store_true", help="verify the file only")
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    parser.add_argument(
        "--processes", type=whole_number(1), default=os.cpu_count(), metavar="N"
    )


def run(chosen, results=None):
    """Do what the command line says; return the exit status.

    results: the file; by default that of the study in data.
    """
    study = REPLICATION if chosen.replication else EXPERIMENT
    results = results or study.path
    unfinished = results.with_name(f"{results.stem}-unfinished.csv")
    if chosen.check:
        return _check(results, study)
    code_fingerprint()  # of the code as it is now; it may be edited during the run
    done = {} if chosen.fresh else results_so_far(results, unfinished, study)
    todo = jobs([run for run in all_runs(study) if run not in done])
    print(f"{len(done)} runs are there, {len(todo)} jobs to do")
    try:
        train_all_(done, todo, chosen.processes, unfinished, study)
    except KeyboardInterrupt:
        print(f"\nstopped; {len(done)} runs are kept, '{study.command}' goes on")
        return STOPPED
    save_results(done, results, study)
    unfinished.unlink(missing_ok=True)
    return _check(results, study)


def _check(path, study):
    try:
        found = load_results(path, study=study)
        print(f"{path.name}: {len(found)} runs, complete and of this code")
    except (FileNotFoundError, ValueError) as e:
        print(e)
        return 1
    return 0


def results_so_far(results, unfinished, study):
    """Return the results of both files, as far as they are whole and of this code."""
    done = {}
    for path in (results, unfinished):
        try:
            done |= load_results(path, complete=False, study=study)
        except FileNotFoundError:
            continue
        except ValueError as e:
            print(f"not used: {e}")
    return done


def train_all_(done, todo, processes, unfinished, study):
    """Change done, a dict (Cell, seed) -> Accuracies: train all jobs of todo.

    So many processes train at a time, each on one thread. The file unfinished holds
    done after each job.
    """
    os.environ.update(dict.fromkeys(THREADS, "1"))  # for the new processes
    context = multiprocessing.get_context("spawn")
    expected, count = sum(map(_work, todo)), len(all_runs(study))
    style = "{percentage:3.0f}% |{bar}| {elapsed}, {remaining} left, {postfix}"
    with (
        context.Pool(min(processes, len(todo)) or 1, _start_worker) as pool,
        tqdm(total=expected, bar_format=style, file=sys.stdout) as bar,
    ):
        for (cell, seeds), found in pool.imap_unordered(_run_job, todo):
            done |= {(cell, s): a for s, a in zip(seeds, found, strict=True)}
            save_results(done, unfinished, study)
            bar.set_postfix_str(f"{len(done)} of {count} runs", refresh=False)
            bar.update(_work((cell, seeds)))


def _work(job):
    return round(10 * seconds(*job))  # whole numbers, so that the bar ends at 100 %


@cache
def _data():
    return prepare(load_mnist())


def _start_worker():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_job(job):
    return job, run_cell(*job, _data())
