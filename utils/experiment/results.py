"""The results files of both studies: written whole or not at all, verified when read.

The first study is the experiment, the second its replication, on fresh seeds.
The first line is a comment with the settings in JSON. Each other line is a run: the
levels of its cell, its seed, three accuracies, and the CRC-32 of what stands before.
"""

import importlib.metadata
import json
import os
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from utils.environment import required_versions
from utils.experiment.design import SETTINGS, Cell, design
from utils.experiment.fingerprint import fingerprint
from utils.experiment.replication import replication
from utils.experiment.runs import Accuracies

DATA = Path(__file__).resolve().parents[2] / "data"


class Study(NamedTuple):
    """Runs that one command makes, and the file that holds their results.

    cells: a dict from each Cell to its seeds; command, duration: to make them again;
    analysis: a module and names of the code that was fixed before the runs.
    """

    path: Path
    cells: dict
    command: str
    duration: str
    analysis: tuple = ()


EXPERIMENT = Study(
    DATA / "experiment.csv", design(), "course experiment", "about half an hour"
)
REPLICATION = Study(
    DATA / "replication.csv",
    replication(),
    "course experiment --replication",
    "about 5 minutes",
    ("experiment.replication", "PREDICTIONS", "judged"),
)
COLUMNS = (*Cell._fields, "seed", *Accuracies._fields, "crc32")
PACKAGES = ("numpy", "torch")


@cache
def code_fingerprint():
    """Return the fingerprint of the code that the accuracies depend on.

    It is computed once in a process, because the code may be edited during a run.
    """
    return fingerprint("experiment.runs", "prepare", "run_cell")


def header(study=EXPERIMENT):
    """Return what a results file made here and now states about itself, a dict."""
    versions = {p: importlib.metadata.version(p).split("+")[0] for p in PACKAGES}
    stated = {
        "settings": SETTINGS,
        "runs": sum(map(len, study.cells.values())),
        "seeds": sorted({seed for seeds in study.cells.values() for seed in seeds}),
        "versions": versions,
        "code": code_fingerprint(),
    }
    if study.analysis:
        stated["analysis"] = fingerprint(*study.analysis)
    return stated


def save_results(results, path, study=EXPERIMENT):
    """Write the results, a dict (Cell, seed) -> Accuracies, in the order of the study.

    The file is written beside path and then renamed: there is no half-written file.

    Raises ValueError if a run is not of the study; then no file is written.
    """
    path, runs = Path(path), all_runs(study)
    if other := set(results).difference(runs):
        raise ValueError(f"{_name(*other.pop())} is not a run of this study")
    lines = ["# " + json.dumps(header(study)), ",".join(COLUMNS)]
    for run in runs:
        if run in results:
            text = ",".join(map(str, (_name(*run), *results[run])))
            lines.append(f"{text},{_checksum(text)}")
    text = "".join(line + "\n" for line in lines)
    beside = path.with_name(path.name + ".half-written")
    with open(beside, "w", encoding="ascii", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def all_runs(study=EXPERIMENT):
    """Return the runs of a study, pairs (Cell, seed), in the order of its file."""
    return [(cell, seed) for cell, seeds in study.cells.items() for seed in seeds]


def _name(cell, seed):
    return ",".join(map(str, (*cell, seed)))


def _checksum(text):
    return f"{zlib.crc32(text.encode()):08x}"


def load_results(path=None, complete=True, study=EXPERIMENT):
    """Read a results file and verify it.

    Args:
        path: the file; by default that of the study.
        complete: whether every run of the study must be there; if not, damaged lines
            are left out without a word.
        study: EXPERIMENT or REPLICATION.

    Returns a dict (Cell, seed) -> Accuracies, in the order of the study.

    Raises:
        FileNotFoundError: there is no file.
        ValueError: the file is damaged, not complete, or of other settings, versions or
            code; the message names the command that makes it again.
    """
    path = study.path if path is None else Path(path)
    repair = f"make it again with '{study.command}' ({study.duration} on two cores)"
    if not path.is_file():
        raise FileNotFoundError(f"{path.name}: no such file; {repair}")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        _check_header(lines, study)
        return _runs(lines, all_runs(study), complete)
    except ValueError as e:
        raise ValueError(f"{path.name}: {e}; {repair}") from None


def _runs(lines, runs, complete):
    """Return the results that the lines after the second hold, in the order of runs."""
    names, found = {_name(*run): run for run in runs}, {}
    for number, line in enumerate(lines[2:], start=3):
        text, _, crc = line.rpartition(",")
        if _checksum(text) != crc:
            if not complete:
                continue
            raise ValueError(f"line {number} is damaged, its checksum does not fit")
        name, *shares = text.rsplit(",", len(Accuracies._fields))
        if name not in names or names[name] in found:
            kind = "twice" if name in names else "but not in the design"
            raise ValueError(f"line {number} is a run that is there {kind}")
        found[names[name]] = Accuracies(*map(float, shares))
    missing = [run for run in runs if run not in found]
    if complete and missing:
        count = f"{len(missing)} of {len(runs)} runs are missing"
        raise ValueError(f"{count}, the first is {_name(*missing[0])}")
    return {run: found[run] for run in runs if run in found}


def _check_header(lines, study):
    try:
        stated = dict(json.loads(lines[0].removeprefix("# ")))
        pinned = {p: v for p, v in required_versions().items() if p in PACKAGES}
    except (IndexError, TypeError, ValueError):
        raise ValueError("line 1 does not hold the settings") from None
    for key, wanted in (header(study) | {"versions": pinned}).items():
        if (got := stated.get(key)) != wanted:
            raise ValueError(f"it is stale: {key} is {got}, this course has {wanted}")
    if lines[1:2] != [",".join(COLUMNS)]:
        raise ValueError("line 2 does not hold the names of the columns")
