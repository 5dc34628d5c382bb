"""Judge the answers of a class: one notebook a learner, one table for all.

    course collect FOLDER             writes collected.csv and collected.md there
    course collect FOLDER --to OTHER  writes them to another folder

FOLDER holds the learners' notebooks (*.ipynb, the file's name is the learner's). Each
answer is taken from its cell and judged anew, in a process of its own that is stopped
after some seconds of work (a busy machine costs an answer nothing), or ten times that
on the clock. Outputs that are stored in a notebook are not looked at. A damaged
notebook or an endless loop costs one row or one cell of the table, and is named.
"""

import csv
import io
import json
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from tqdm import tqdm

from utils.commands.course import whole_number
from utils.commands.exercise_cells import exercise_names
from utils.commands.notebooks import all_notebooks, read
from utils.commands.remake import write_whole
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT

STOPPED, MISSING, DAMAGED = "stopped", "no such cell", "damaged"
WORDS = {RIGHT: "right", NOT_ATTEMPTED: "not attempted"}  # all else is not yet right
COLUMNS = ("learner", "notebook", "exercise", "result", "message")


def answers_of(path):
    """Return the answers in a learner's notebook.

    Returns:
        A list of (the course's notebook, exercise, source or None if the cell is gone).

    Raises:
        ValueError: the file is no notebook, or shares no exercise with the course.
    """
    try:
        cells = {c.id: c.source for c in read(path).cells}
    except Exception as error:
        raise ValueError(f"{path.name} is no notebook: {error}") from None
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
    command = [sys.executable, "-m", "utils.commands.answers", str(course), name]
    token = secrets.token_hex(16)
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    try:
        out, err = time_limited_answer(process, f"{token}\n{source}", seconds)
    except TimeoutError as error:
        _end(process)
        return STOPPED, str(error)
    try:
        found = json.loads(out)
        if found["token"] != token:
            raise ValueError("not the verdict of the judge")
        return WORDS.get(found["status"], "not yet"), found["message"]
    except (ValueError, KeyError, TypeError):
        last = (err.strip().splitlines() or ["the process ended without a word"])[-1]
        return STOPPED, last


def time_limited_answer(process, text, seconds):
    """Write text to a process and return what it says; raise TimeoutError."""
    watched, end = psutil.Process(process.pid), time.monotonic() + 10 * seconds
    while True:
        try:
            return process.communicate(text, timeout=1)
        except subprocess.TimeoutExpired:
            text = None  # is on its way
        try:
            spent = sum(watched.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue  # it has just ended
        if spent > seconds:
            raise TimeoutError(f"still running after {seconds} seconds of work")
        if time.monotonic() > end:
            raise TimeoutError(f"still running after {10 * seconds} seconds")


def _end(process):
    """End a process and all that it started."""
    family = psutil.Process(process.pid).children(recursive=True)
    for each in [*family, process]:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    process.communicate()


def collect(paths, seconds, processes):
    """Judge all answers; return the rows of the table, dicts with COLUMNS as keys."""
    todo, rows = [], []
    for path in paths:
        try:
            todo += [(path.stem, *answer) for answer in answers_of(path)]
        except ValueError as error:
            rows.append(
                dict(
                    zip(COLUMNS, (path.stem, "", "", DAMAGED, str(error)), strict=True)
                )
            )

    def judge(answer):
        learner, course, name, source = answer
        found = verdict(course, name, source, seconds)
        values = (learner, course.stem, name, *found)
        return dict(zip(COLUMNS, values, strict=True))

    with ThreadPoolExecutor(processes) as pool:
        rows += tqdm(pool.map(judge, todo), total=len(todo), unit="answer")
    return sorted(rows, key=lambda row: (row["notebook"], row["learner"]))


def as_csv(rows):
    """Return the table as CSV, one row an answer."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_markdown(rows):
    """Return a table for each notebook: a row a learner, a column an exercise."""
    parts = []
    for notebook in dict.fromkeys(row["notebook"] for row in rows):
        here = [row for row in rows if row["notebook"] == notebook]
        names = list(dict.fromkeys(row["exercise"] for row in here))
        parts.append(f"## {notebook or 'Not read'}\n")
        parts.append(f"| learner | {' | '.join(n or 'why' for n in names)} |")
        parts.append("| --- " * (len(names) + 1) + "|")
        for learner in dict.fromkeys(row["learner"] for row in here):
            mine = {r["exercise"]: r for r in here if r["learner"] == learner}
            cells = [mine[n]["result"] if n else mine[n]["message"] for n in names]
            parts.append(f"| {learner} | {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts)


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("folder", type=Path, help="the learners' notebooks")
    parser.add_argument("--to", type=Path, help="where the tables go; default: FOLDER")
    parser.add_argument("--seconds", type=whole_number(1), default=60, metavar="N")
    parser.add_argument("--processes", type=whole_number(1), default=2, metavar="N")


def run(chosen):
    """Write the tables; return the exit status."""
    paths = sorted(chosen.folder.glob("*.ipynb"))
    if not paths:
        print(f"{chosen.folder} holds no notebook (*.ipynb)", file=sys.stderr)
        return 1
    rows = collect(paths, chosen.seconds, chosen.processes)
    folder = chosen.to or chosen.folder
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "collected.csv", as_csv(rows).encode())
    write_whole(folder / "collected.md", as_markdown(rows).encode())
    print(as_markdown(rows))
    return 0
