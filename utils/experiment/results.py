"""The files of the runs: plain CSV, read and written.

    # runs of commit dc2ea13, numpy 2.4.6, torch 2.13.0
    framework,batch,loss,optimizer,rate,inputs,weights,seed,training,validation,test
    NumPy,256,squared error,SGD,0.0001,scaled,normal,0,0.5628,0.5685,0.5616

The first line says what made the runs. Each run is a line: the levels of its cell, its
seed, its three accuracies.
"""

import importlib.metadata
import os
import subprocess
from functools import cache
from pathlib import Path

from utils.experiment.design import Cell, design
from utils.experiment.replication import replication
from utils.experiment.runs import Accuracies

ROOT = Path(__file__).resolve().parents[2]
STUDIES = {"experiment": design, "replication": lambda: replication(load_results())}
COLUMNS = ",".join((*Cell._fields, "seed", *Accuracies._fields))
PACKAGES = ("numpy", "torch")


def load_results(study="experiment", path=None):
    """Read all runs of a study.

    Args:
        study: a key of STUDIES.
        path: the file; by default the one in data.

    Returns a dict (Cell, seed) -> Accuracies.

    Raises:
        FileNotFoundError: there is no file.
        ValueError: a line is damaged or a run is missing; the message names the file,
            the line or the run, and the command that makes the file again.
    """
    path = file_of(study) if path is None else Path(path)
    try:
        found = read_runs(path, study)
        missing = [run for run in all_runs(study) if run not in found]
        if missing:
            count = f"{len(missing)} of {len(all_runs(study))} runs are missing"
            raise ValueError(f"{path.name}: {count}, the first is {_name(missing[0])}")
    except (FileNotFoundError, ValueError) as e:
        option = " --replication" if study == "replication" else ""
        advice = f"'python -m utils.experiment{option}' trains what is not there"
        raise type(e)(f"{e}; {advice}") from None
    return found


def read_runs(path, study):
    """Read the runs that a file holds, in its order; raise as load_results does."""
    if not path.is_file():
        raise FileNotFoundError(f"{path.name}: no such file in {path.parent}")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    starts = "# runs of", COLUMNS
    for number, (line, start) in enumerate(zip(lines, starts, strict=False), 1):
        if not line.startswith(start):
            raise ValueError(f"{path.name}, line {number}: '{start}' is expected")
    names, found = {_name(run): run for run in all_runs(study)}, {}
    for number, line in enumerate(lines[2:], start=3):
        try:
            run, shares = _parsed(line, names)
            if run in found:
                raise ValueError("this run is there twice")
        except ValueError as e:
            raise ValueError(f"{path.name}, line {number}: {e}") from None
        found[run] = shares
    return found


def _parsed(line, names):
    """Return the run of a line, a pair (Cell, seed), and its Accuracies."""
    name, *shares = line.rsplit(",", len(Accuracies._fields))
    if name not in names:
        raise ValueError(f"{name!r} is no run of this study")
    shares = Accuracies(*map(float, shares))
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError(f"shares lie in 0-1, found {tuple(shares)}")
    return names[name], shares


def save_runs(results, path, study):
    """Write results in the order of all_runs; path holds the old file or the new."""
    lines = [first_line(), COLUMNS]
    lines += [text_of(run, results[run]) for run in all_runs(study) if run in results]
    beside = path.with_name(path.name + ".new")
    beside.write_text("".join(line + "\n" for line in lines), "utf-8", newline="\n")
    os.replace(beside, path)


def text_of(run, shares):
    """Return the line of a run: a pair (Cell, seed), and its Accuracies."""
    return f"{_name(run)},{','.join(map(str, shares))}"


def first_line():
    """Return the line that names the commit and the versions of runs made now."""
    command = ["git", "-C", ROOT, "describe", "--always", "--abbrev=7", "--dirty"]
    try:
        commit = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        commit = ""
    versions = (f"{p} {importlib.metadata.version(p).split('+')[0]}" for p in PACKAGES)
    return f"# runs of commit {commit or 'unknown'}, {', '.join(versions)}"


def file_of(study):
    """Return the path of a study's file in data."""
    return ROOT / "data" / f"{study}.csv"


@cache
def all_runs(study="experiment"):
    """Return the runs of a study, pairs (Cell, seed)."""
    return [(cell, seed) for cell, seeds in STUDIES[study]().items() for seed in seeds]


def _name(run):
    return ",".join(map(str, (*run[0], run[1])))
