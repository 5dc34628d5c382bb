"""Judge the answers of a class: one notebook a learner, one table for all.

    course collect FOLDER    writes collected.csv and collected.md there

FOLDER holds the learners' notebooks (*.ipynb, the file's name is the learner's). Each
answer is taken from its cell and judged anew, in a process of its own that is stopped
after some seconds of work (a busy machine costs an answer nothing), or ten times that
on the clock. Outputs that are stored in a notebook are not looked at. An answer is
judged alone, without what other cells of the learner's own define. A damaged notebook
or an endless loop costs one row or one cell of the table, and is named.
"""

import csv
import io
import json
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from utils.classroom.course import whole_number
from utils.classroom.exercise_cells import exercise_names
from utils.classroom.notebooks import all_notebooks, read, write_whole
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT
from utils.training import launch

STOPPED, MISSING, DAMAGED = "stopped", "no such cell", "damaged"
ALONE = " (an answer is judged alone: other cells of the learner's own are not run)"
WORDS = {RIGHT: "right", NOT_ATTEMPTED: "not attempted"}  # all else is not yet right


class Row(NamedTuple):
    """What was said of one answer, all texts."""

    learner: str
    notebook: str
    exercise: str
    result: str
    message: str


def answers_of(path):
    """Return the answers in a learner's notebook.

    Returns a list of (the course's notebook, exercise, source or None if the cell is
    gone). Raises ValueError: the file is no notebook, has no cell ids, or shares no
    exercise with the course.
    """
    try:
        cells = {c.get("id"): c.source for c in read(path).cells}
    except Exception as error:
        raise ValueError(f"{path.name} is no notebook: {error}") from None
    if None in cells:
        text = "has cells without an id, as before format 4.5; answers are found by the"
        raise ValueError(f"{path.name} {text} ids that the course's cells have")
    names = {p: exercise_names(read(p)) for p in all_notebooks()}
    shared = {p: sum(f"answer-{n}" in cells for n in names[p]) for p in names}
    course = max(shared, key=shared.get)
    if not shared[course]:
        raise ValueError(f"{path.name} holds no answer to an exercise of the course")
    return [(course, name, cells.get(f"answer-{name}")) for name in names[course]]


def verdict(course, name, source, seconds):
    """Judge one answer in a process of its own; return (result, message)."""
    if source is None:
        return MISSING, f"the cell answer-{name} is gone"
    command = [sys.executable, "-m", "utils.classroom.answers", course, name]
    token = secrets.token_hex(16)
    try:
        done = launch.run(command, 10 * seconds, f"{token}\n{source}", work=seconds)
    except subprocess.TimeoutExpired as limit:
        unit = "seconds of work" if limit.timeout == seconds else "seconds"
        return STOPPED, f"still running after {limit.timeout} {unit}"
    try:
        found = json.loads(done.stdout)
        if found["token"] != token:
            raise ValueError("not the verdict of the judge")
        result, message = WORDS.get(found["status"], "not yet"), found["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        result = STOPPED
        message = f"ended with status {done.returncode} before a verdict"
        if lines := done.stderr.strip().splitlines():
            message += f"; its last line: {lines[-1]}"
    return result, message + (ALONE if "NameError" in message else "")


def collect(paths, seconds, processes):
    """Judge all answers; return the rows of the table, a list of Row."""
    todo, rows = [], []
    for path in paths:
        try:
            todo += [(path.stem, *answer) for answer in answers_of(path)]
        except ValueError as error:
            rows.append(Row(path.stem, "", "", DAMAGED, str(error)))

    def judge(answer):
        learner, course, name, source = answer
        return Row(learner, course.stem, name, *verdict(course, name, source, seconds))

    with ThreadPoolExecutor(processes) as pool:
        rows += tqdm(pool.map(judge, todo), total=len(todo), unit="answer")
    return sorted(rows, key=lambda row: (row.notebook, row.learner))


def as_csv(rows):
    """Return the table as CSV, one row an answer."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([Row._fields, *rows])
    return text.getvalue()


def as_markdown(rows):
    """Return a table for each notebook: a row a learner, a column an exercise."""
    parts = []
    for notebook, here in groupby(rows, lambda row: row.notebook):
        here = list(here)
        names = list(dict.fromkeys(row.exercise for row in here))
        parts.append(f"## {notebook or 'Not read'}\n")
        parts.append(f"| learner | {' | '.join(n or 'why' for n in names)} |")
        parts.append("| --- " * (len(names) + 1) + "|")
        for learner, mine in groupby(here, lambda row: row.learner):
            cells = [row.result if row.exercise else row.message for row in mine]
            parts.append(f"| {learner} | {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts)


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("folder", type=Path, help="the learners' notebooks")
    parser.add_argument("--seconds", type=whole_number(1), default=60, metavar="N")
    parser.add_argument("--processes", type=whole_number(1), default=2, metavar="N")


def run(chosen):
    """Write the tables; return the exit status."""
    paths = sorted(chosen.folder.glob("*.ipynb"))
    if not paths:
        print(f"{chosen.folder} holds no notebook (*.ipynb)", file=sys.stderr)
        return 1
    rows = collect(paths, chosen.seconds, chosen.processes)
    # A learner's text may hold what no file can: half of a surrogate pair.
    table = as_markdown(rows).encode(errors="replace")
    write_whole(chosen.folder / "collected.csv", as_csv(rows).encode(errors="replace"))
    write_whole(chosen.folder / "collected.md", table)
    print(table.decode())
    return 0
