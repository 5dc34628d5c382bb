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


def load_results(study="experiment", path=None):
    """Read all runs of a study, a key of STUDIES, by default from its file in data.

    Returns a dict (Cell, seed) -> Accuracies. Raises ValueError: a line is damaged or
    a run is missing; the message names the file, and the line or the run.
    """
    path = path or file_of(study)
    found = read_runs(path, study)
    if missing := [run for run in all_runs(study) if run not in found]:
        raise ValueError(
            f"{path.name}: {len(missing)} of {len(all_runs(study))} runs are missing, "
            f"the first is {_name(missing[0])}; 'python -m utils.experiment' trains it"
        )
    return found


def read_runs(path, study):
    """Read the runs that a file holds, in its order; raise as load_results does."""
    names, found = {_name(run): run for run in all_runs(study)}, {}
    lines = path.read_text(encoding="utf-8").splitlines()
    if lines[1:2] != [COLUMNS]:
        raise ValueError(f"{path.name}, line 2: '{COLUMNS}' is expected")
    for number, line in enumerate(lines[2:], start=3):
        name, *shares = line.rsplit(",", len(Accuracies._fields))
        try:
            shares = Accuracies(*map(float, shares))
            good = name in names and all(0 <= share <= 1 for share in shares)
        except (TypeError, ValueError):
            good = False
        if not good or names[name] in found:
            told = "is no run of this study with three shares in 0-1, or is there twice"
            raise ValueError(f"{path.name}, line {number}: '{line}' {told}")
        found[names[name]] = shares
    return found


def save_runs(results, path, study):
    """Write results in the order of all_runs; path holds the old file or the new."""
    lines = [first_line(), COLUMNS]
    for run in filter(results.__contains__, all_runs(study)):
        lines.append(f"{_name(run)},{','.join(map(str, results[run]))}")
    beside = path.with_name(path.name + ".new")
    beside.write_text("".join(line + "\n" for line in lines), "utf-8", newline="\n")
    os.replace(beside, path)


@cache
def first_line():
    """Return the line that names the commit and the versions of runs made now."""
    command = ["git", "-C", ROOT, "describe", "--always", "--abbrev=7", "--dirty"]
    try:
        commit = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:  # there is no git
        commit = ""
    packages = ("numpy", "torch")
    versions = [f"{p} {importlib.metadata.version(p).split('+')[0]}" for p in packages]
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
