"""The results file of the experiment: written whole or not at all, verified when read.

The first line is a comment with the settings in JSON. Each other line is a run: the
levels of its cell, its seed, three accuracies, and the CRC-32 of what stands before.
"""

import importlib.metadata
import json
import os
import zlib
from functools import cache
from pathlib import Path

from utils.environment import required_versions
from utils.experiment.design import SETTINGS, Cell, design
from utils.experiment.fingerprint import fingerprint
from utils.experiment.runs import Accuracies

RESULTS = Path(__file__).resolve().parents[2] / "data" / "experiment.csv"
COMMAND = "course experiment"
REPAIR = f"make it again with '{COMMAND}' (about 20 minutes on two cores)"
COLUMNS = (*Cell._fields, "seed", *Accuracies._fields, "crc32")
PACKAGES = ("numpy", "torch")


@cache
def code_fingerprint():
    """Return the fingerprint of the code that the accuracies depend on.

    It is computed once in a process, because the code may be edited during a run.
    """
    return fingerprint("experiment.runs", "prepare", "run_cell")


def header():
    """Return what a results file made here and now states about itself, a dict."""
    cells = design()
    versions = {p: importlib.metadata.version(p).split("+")[0] for p in PACKAGES}
    return {
        "settings": SETTINGS,
        "runs": sum(map(len, cells.values())),
        "seeds": sorted({seed for seeds in cells.values() for seed in seeds}),
        "versions": versions,
        "code": code_fingerprint(),
    }


def save_results(results, path=RESULTS):
    """Write the results, a dict (Cell, seed) -> Accuracies, in the design's order.

    The file is written beside path and then renamed: there is no half-written file.
    """
    lines = ["# " + json.dumps(header()), ",".join(COLUMNS)]
    lines += [_line(*run, results[run]) for run in all_runs() if run in results]
    text = "".join(line + "\n" for line in lines)
    beside = path.with_name(path.name + ".half-written")
    with open(beside, "w", encoding="ascii", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def all_runs():
    """Return the runs of the design, pairs (Cell, seed), in the order of the file."""
    return [(cell, seed) for cell, seeds in design().items() for seed in seeds]


def _line(cell, seed, accuracies):
    text = ",".join(map(str, (*cell, seed, *accuracies)))
    return f"{text},{zlib.crc32(text.encode()):08x}"


def load_results(path=RESULTS, complete=True):
    """Read a results file and verify it.

    Args:
        path: the file.
        complete: whether every run of the design must be there; if not, damaged lines
            are left out without a word.

    Returns:
        A dict (Cell, seed) -> Accuracies, in the order of the design.

    Raises:
        FileNotFoundError: there is no file.
        ValueError: the file is damaged, not complete, or of other settings, versions or
            code; the message names the command that makes it again.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path.name}: no such file; {REPAIR}")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    _check_header(path.name, lines)
    runs = all_runs()
    wanted, found = set(runs), {}
    for number, line in enumerate(lines[2:], start=3):
        if not (complete or _is_whole(line)):
            continue
        run, accuracies = _parse(path.name, number, line)
        if run in found or run not in wanted:
            kind = "twice" if run in found else "but not in the design"
            raise _error(path.name, f"line {number} is a run that is there {kind}")
        found[run] = accuracies
    missing = [run for run in runs if run not in found]
    if complete and missing:
        count = f"{len(missing)} of {len(runs)} runs are missing"
        raise _error(path.name, f"{count}, the first is {_name(*missing[0])}")
    return {run: found[run] for run in runs if run in found}


def _error(name, fault):
    return ValueError(f"{name}: {fault}; {REPAIR}")


def _name(cell, seed):
    return ", ".join([*map(str, cell), f"seed {seed}"])


def _check_header(name, lines):
    try:
        stated = json.loads(lines[0].removeprefix("# "))
        pinned = {p: v for p, v in required_versions().items() if p in PACKAGES}
    except (IndexError, ValueError):
        raise _error(name, "line 1 does not hold the settings") from None
    for key, wanted in (header() | {"versions": pinned}).items():
        if not isinstance(stated, dict) or stated.get(key) != wanted:
            got = stated.get(key) if isinstance(stated, dict) else stated
            text = f"it is stale: {key} is {got}, this course has {wanted}"
            raise _error(name, text)
    if lines[1:2] != [",".join(COLUMNS)]:
        raise _error(name, "line 2 does not hold the names of the columns")


def _is_whole(line):
    text, _, crc = line.rpartition(",")
    return f"{zlib.crc32(text.encode()):08x}" == crc


def _parse(name, number, line):
    """Return (Cell, seed) and Accuracies of a line."""
    text = line.rpartition(",")[0]
    if not _is_whole(line):
        raise _error(name, f"line {number} is damaged, its checksum does not fit")
    try:
        framework, batch, loss, optimizer, rate, inputs, weights, seed, *shares = (
            text.split(",")
        )
        cell = Cell(
            framework, int(batch), loss, optimizer, float(rate), inputs, weights
        )
        return (cell, int(seed)), Accuracies(*map(float, shares))
    except (ValueError, TypeError):
        raise _error(name, f"line {number} is not a run: {text[:60]!r}") from None
