"""Judge the answers of a class: a table of points, and a page of feedback for each.

    course collect FOLDER

FOLDER, or a ZIP file, holds the learners' notebooks as they come: one file each, one
folder each, or what Moodle and Canvas give. Written as the judging goes on, into
'FOLDER judged' beside it (see --to):

    class.csv       a row a learner, a column an exercise, and points
    feedback/       a page for each learner, with what the course says to each answer

Each answer is run anew, without what is stored in a notebook, and by itself: with the
cells of the course that it needs, and the learner's own cells for names that the course
does not have. Lines for the shell (!pip ...) are left out.

Answers are strangers' programs. They run in a closed room (bubblewrap 0.8 or newer, on
Linux), where there are no network and no files but Python and the course, to read; with
limits of time, memory, processes and disk. The checks run outside of it, and get plain
values. What an answer still can do: read the course, its solutions and checks
included; use two cores and 4 GB until its time is up; and forge the verdict of an
exercise that cannot be judged from values, which the table calls 'judged beside the
answer'.

--trust runs the answers without the closed room, with all the rights that you have:
they can read, change and delete your files, and use the network. It is meant for places
where there is no bubblewrap (Windows, macOS), and for people whom you would lend your
computer.
"""

import multiprocessing
import os
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from utils.classroom import sandbox
from utils.classroom.course import whole_number
from utils.classroom.exercise_cells import (
    all_exercises,
    checks_module,
    needed_cells,
    solution,
)
from utils.classroom.judging import Answer, Result, judge
from utils.classroom.notebooks import write_whole
from utils.classroom.results import (
    NOT_YET_JUDGED,
    Learner,
    cell_text,
    class_table,
    page,
    page_names,
    read_points,
    same_answers,
)
from utils.classroom.submissions import handed_in, read_once, tasks
from utils.exercises.judge import RIGHT

METHODS = multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context(
    "forkserver" if "forkserver" in METHODS else "spawn"
)


class Judges:
    """Judges answers, some learners at a time.

    chosen: the command line. hidden: folders that no answer sees.
    """

    def __init__(self, chosen, hidden):
        self.limits = chosen.seconds, chosen.trust, hidden
        self.longest = 180 + 4 * chosen.seconds
        self.beside, self.unfit = set(), set()

    def try_solutions(self, wanted):
        """Judge the course's own solutions: what can be judged here, and from values?

        wanted: keys of the exercises that were handed in.
        """
        own = list(own_solutions(wanted))
        self.beside = self._not_right(own)
        self.unfit = self._not_right([a for a in own if a.key in self.beside])

    def _not_right(self, answers):
        results = zip(answers, self.results(answers), strict=True)
        return {answer.key for answer, result in results if result.word != RIGHT}

    def results(self, answers):
        """Return the results of answers of one learner."""
        done = []
        while len(done) < len(answers):
            done += self._in_a_process(answers[len(done) :])
            if len(done) < len(answers):
                done.append(Result("not judged", "Its check did not come to an end."))
        here = Result("not judged", "On this machine its check refuses the solution.")
        pairs = zip(answers, done, strict=True)
        return [
            here if answer.key in self.unfit else result for answer, result in pairs
        ]

    def _in_a_process(self, answers):
        done, (here, there) = [], PROCESSES.Pipe(duplex=False)
        arguments = answers, *self.limits, self.beside, there
        process = PROCESSES.Process(target=judge, args=arguments, daemon=True)
        process.start()
        there.close()
        with suppress(EOFError):
            while len(done) < len(answers) and here.poll(self.longest):
                done.append(here.recv())
        process.join(5 if len(done) == len(answers) else 0)
        process.kill()
        return done


def own_solutions(wanted):
    """Yield the course's own solutions of the exercises with these keys, as Answer."""
    for path, name in all_exercises():
        course = read_once(path)
        if (checks_module(course), name) in wanted:
            source = solution(course, name)
            needed = needed_cells(course, name, source)
            yield Answer(checks_module(course), name, tuple(needed), source)


def read_class(path, by):
    """Return the learners, with tasks that are not judged yet, a list of Learner."""
    learners = []
    for name, files in sorted(handed_in(path, by).items()):
        learners.append(Learner(name))
        for where, content in files:
            try:
                learners[-1].tasks += tasks(content, where.name)
            except ValueError as error:
                learners[-1].problems.append(str(error))
        learners[-1].results = [t.result or NOT_YET_JUDGED for t in learners[-1].tasks]
    return learners


def judge_class(learners, judges, processes):
    """Judge the learners side by side; yield each when its results are there."""
    answers = {l.name: [t.answer for t in l.tasks if t.answer] for l in learners}
    judges.try_solutions({a.key for mine in answers.values() for a in mine})
    with ThreadPoolExecutor(processes) as pool:
        begun = {pool.submit(judges.results, answers[l.name]): l for l in learners}
        for done in as_completed(begun):
            learner, results = begun[done], iter(done.result())
            learner.results = [t.result or next(results) for t in learner.tasks]
            yield learner


def add_arguments(parser):
    """Declare the command line."""
    add, number = parser.add_argument, {"type": whole_number(1), "metavar": "N"}
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    add("folder", type=Path, help="a folder, or a ZIP file")
    add("--to", type=Path, help="a folder for what is written")
    ways = ("auto", "folder", "file")
    add("--learner", choices=ways, default="auto", help="what names a learner")
    add("--points", type=Path, metavar="CSV", help="lines like '02 columns,2'")
    clock = "of work for an answer (20), and thrice that by the clock"
    add("--seconds", **number, default=20, help=clock)
    add("--processes", **number, default=cores, help="learners at a time")
    add("--trust", action="store_true", help="no closed room: see above")


def run(chosen):
    """Judge a class; return the exit status."""
    folder = chosen.folder.resolve()
    to = chosen.to or folder.with_name(f"{folder.stem} judged")
    try:
        if not chosen.trust and (why := sandbox.problem()):
            raise OSError(f"{why}\nInstall it, or see --trust in course collect --help")
        learners = read_class(chosen.folder, chosen.learner)
        if not learners:
            raise ValueError(f"{chosen.folder} holds no notebook (*.ipynb)")
        points = read_points(chosen.points, learners)
        (to / "feedback").mkdir(parents=True, exist_ok=True)
        write = _writer(to, learners, points)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"nothing was judged: {error}", file=sys.stderr)
        return 1
    with sandbox.python_settings():
        judges = Judges(chosen, [chosen.folder, to])
        done = judge_class(learners, judges, chosen.processes)
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
    """Return a function that writes what is known now; it has been tried."""
    names, alike = page_names(learners), same_answers(learners)

    def write(learner):
        write_whole(to / "feedback" / names[learner.name], page(learner, points))
        write_whole(to / "class.csv", class_table(learners, points, alike))

    write(learners[0])
    return write
