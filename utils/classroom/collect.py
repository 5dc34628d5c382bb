"""Judge the answers of a class: a table of points, and a page of feedback for each.

    course collect FOLDER

FOLDER, or a ZIP file, holds the learners' notebooks as they come: one file each, one
folder each, or what Moodle and Canvas give. Written as the judging goes on, into
'FOLDER judged' beside it (see --to):

    class.csv       a row a learner, a column an exercise, and points
    feedback/       a page for each learner, with what the course says to each answer

Each answer is run anew, without what is stored in a notebook, and by itself: with the
cells of the course that it needs, and the learner's own cells for names that the course
does not have. Lines for the shell (!pip ...) are left out. Answers are called much like
each other if they share at least four words of their own (names, or words of comments),
and half of all, that the course does not use.

Answers are strangers' programs. They run in a closed room (bubblewrap 0.8 or newer, on
Linux), where there are no network and no files but Python and the course without its
notebooks, to read; with limits of time, memory, processes and disk. The checks run
outside of it, on the values that come back: no answer reaches a verdict. What an answer
still can do: read the checks, and call what is right there; use two cores and 4 GB
until its time is up.

--trust runs the answers without the closed room, with all the rights that you have:
they can read, change and delete your files, and use the network. It is meant for places
where there is no bubblewrap (Windows, macOS), and for people whom you would lend your
computer.
"""

import argparse
import os
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from utils.classroom import sandbox
from utils.classroom.judging import judge
from utils.classroom.notebooks import write_whole
from utils.classroom.results import (
    Learner,
    cell_text,
    class_table,
    page,
    page_names,
    read_points,
    same_answers,
)
from utils.classroom.submissions import answers, handed_in


def read_class(path, by):
    """Return the learners, with answers that are not judged yet, a list of Learner.

    Raises ValueError: there is no notebook.
    """
    learners = []
    for name, files in sorted(handed_in(path, by).items()):
        learners.append(Learner(name))
        for file, content in files:
            try:
                learners[-1].answers += answers(content, file)
            except ValueError as error:
                learners[-1].problems.append(str(error))
    if not learners:
        raise ValueError(f"{path} holds no notebook (*.ipynb)")
    return learners


def judge_class(learners, seconds, trust, processes):
    """Judge the learners side by side; yield each when its answers are judged."""
    with ThreadPoolExecutor(processes) as pool:
        begun = {}
        for learner in learners:
            runs = [answer for answer in learner.answers if answer.runs]
            begun[pool.submit(judge, runs, seconds, trust)] = learner
        for done in as_completed(begun):
            done.result()
            yield begun[done]


def add_arguments(add):
    """Declare the command line; add: a parser's add_argument."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    number, ways = {"type": positive, "metavar": "N"}, ("auto", "folder", "file")
    add("folder", type=Path, help="a folder, or a ZIP file")
    add("--to", type=Path, help="a folder for what is written")
    add("--learner", choices=ways, default="auto", help="what names a learner")
    add("--points", type=Path, metavar="CSV", help="lines like '02 columns,2'")
    clock = "of work for an answer (20), and thrice that by the clock"
    add("--seconds", **number, default=20, help=clock)
    add("--processes", **number, default=cores, help="learners at a time")
    add("--trust", action="store_true", help="no closed room: see above")


def positive(text):
    """Return a whole number above 0 for argparse, or a clear error."""
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"a whole number above 0 is expected, not {text!r}"
    )


def run(chosen):
    """Judge a class; return the exit status."""
    folder = chosen.folder.resolve()
    to = chosen.to or folder.with_name(f"{folder.stem} judged")
    try:
        if not chosen.trust and (why := sandbox.problem()):
            raise OSError(f"{why}\nInstall it, or see --trust in course collect --help")
        learners = read_class(chosen.folder, chosen.learner)
        points = read_points(chosen.points, learners)
        (to / "feedback").mkdir(parents=True, exist_ok=True)
        write = _writer(to, learners, points)
        write(learners[0])
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"nothing was judged: {error}", file=sys.stderr)
        return 1
    done = judge_class(learners, chosen.seconds, chosen.trust, chosen.processes)
    for number, learner in enumerate(done, start=1):
        with suppress(PermissionError):  # a table that is open elsewhere is kept
            write(learner)
        name = cell_text(learner.name).encode(errors="replace").decode()
        got = f"{learner.points(points)} of {sum(points.values())} points"
        print(f"{number} of {len(learners)}: {name}, {got}", flush=True)
    write(learner)
    print(to / "class.csv")
    return 0


def _writer(to, learners, points):
    """Return a function that writes what is known now: a learner's page, the table."""
    names, alike = page_names(learners), same_answers(learners)

    def write(learner):
        write_whole(to / "feedback" / names[learner.name], page(learner, points))
        write_whole(to / "class.csv", class_table(learners, points, alike))

    return write
