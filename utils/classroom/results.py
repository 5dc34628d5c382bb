"""What a teacher and a learner see of the judging: a table, and a page for each."""

import csv
import io
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jinja2

from utils.classroom.exercise_cells import all_exercises
from utils.classroom.judging import Result
from utils.classroom.notebooks import find_cell, read
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT

NOT_YET_JUDGED = Result("not judged yet")
HEADING = re.compile(r"^#+ +(.*)", re.MULTILINE)
UNFIT = re.compile(r"[^\w .,()-]|^\.")  # for the name of a file
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
LONG = 50  # characters more than the empty answer has: no two write the same by chance
PAGE = jinja2.Template(
    Path(__file__).with_name("feedback.html").read_text(encoding="utf-8"),
    autoescape=True,
)


@dataclass
class Learner:
    """All that one learner has handed in, and what is said of it."""

    name: str
    tasks: list = field(default_factory=list)
    results: list = field(default_factory=list)  # of the tasks
    problems: list = field(default_factory=list)  # with files

    def best(self):
        """Return dict: exercise -> (task, result), of several the best."""
        best = {}
        for task, result in zip(self.tasks, self.results, strict=True):
            pair = best.setdefault(task.exercise, (task, result))
            best[task.exercise] = max(pair, (task, result), key=_rank)
        return best

    def points(self, points):
        """Return the sum of the points of what is right."""
        best = self.best()
        return sum(points[e] for e in best if best[e][1].word == RIGHT)


def _rank(pair):
    task, result = pair
    return result.word == RIGHT, task.answer is not None, result.word == NOT_ATTEMPTED


@cache
def titles():
    """Return dict: exercise -> (the notebook's title, the exercise's)."""
    found = {}
    for path, name in all_exercises():
        notebook = read(path)
        of_all = HEADING.search(notebook.cells[0].source)[1]
        own = HEADING.search(find_cell(notebook, f"exercise-{name}").source)
        in_text = f"In the text: {name.replace('_', ' ')}"
        found[f"{path.stem[:2]} {name}"] = of_all, own[1] if own else in_text
    return found


def class_table(learners, points, alike):
    """Return the table as bytes: CSV as spreadsheets read it everywhere.

    points: dict exercise -> points, one column each, in order.
    alike: dict (learner, exercise) -> names of learners with the same answer.
    """
    text = io.StringIO()
    head = ["learner", *points, "points", "of", "notes"]
    rows = [head]
    for learner in learners:
        best, notes = learner.best(), list(learner.problems)
        words = [best[e][1].word if e in best else "" for e in points]
        for exercise, (_, result) in best.items():
            others = alike.get((learner.name, exercise))
            notes += [f"{exercise}: {result.note}"] if result.note else []
            notes += [f"{exercise}: the same as {', '.join(others)}"] if others else []
        total = learner.points(points), sum(points.values())
        rows.append([learner.name, *words, *total, "; ".join(notes)])
    csv.writer(text).writerows([[cell_text(c) for c in row] for row in rows])
    # A name may hold what no file can: half of a surrogate pair.
    return b"\xef\xbb\xbf" + text.getvalue().encode(errors="replace")


def cell_text(value):
    """Return a value so that a spreadsheet shows it, and does not calculate it."""
    if not isinstance(value, str):
        return value
    text = CONTROL.sub(" ", value)
    return f"'{text}" if text.lstrip()[:1] in tuple("=+-@") else text


def page(learner, points):
    """Return a learner's page of feedback, bytes of HTML."""
    best, notebooks = learner.best(), {}
    for exercise in sorted(best, key=list(points).index):
        task, result = best[exercise]
        notebook, title = titles()[exercise]
        kind = "right" if result.word == RIGHT else "yet"
        row = result._asdict() | {"title": title, "source": task.source}
        row["kind"] = kind if task.answer or kind == "right" else ""
        notebooks.setdefault(notebook, []).append(row)
    right = sum(result.word == RIGHT for _, result in best.values())
    text = PAGE.render(
        learner=learner.name,
        points=learner.points(points),
        out_of=sum(points.values()),
        right=right,
        count=len(points),
        problems=learner.problems,
        notebooks=notebooks.items(),
    )
    return text.encode(errors="replace")


def page_names(learners):
    """Return dict: learner's name -> name of the page; no two are the same."""
    names = {}
    for learner in learners:
        name = stem = UNFIT.sub("_", learner.name)[:80].strip() or "_"
        while f"{name}.html".lower() in map(str.lower, names.values()):
            name = f"{stem} {len(names)}"
        names[learner.name] = f"{name}.html"
    return names


def read_points(path, learners):
    """Return dict: exercise -> points, of the notebooks that were handed in.

    path: a CSV file with lines 'exercise,points', or None for one point each.

    Raises ValueError: a line is no such line, or names no exercise of them.
    """
    notebooks = {task.exercise[:2] for learner in learners for task in learner.tasks}
    points = {exercise: 1 for exercise in titles() if exercise[:2] in notebooks}
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path else []
    for number, line in enumerate(lines, start=1):
        exercise, _, value = (part.strip() for part in line.rpartition(","))
        if exercise not in points or not value.isdecimal():
            known = ", ".join(points)
            text = "is not 'exercise,points', with a whole number and one of"
            raise ValueError(f"{path.name}, line {number}: {line!r} {text}: {known}")
        points[exercise] = int(value)
    return points


def same_answers(learners):
    """Return dict: (learner, exercise) -> who else has the same long text, names."""
    groups = {}
    for learner in learners:
        for task in learner.tasks:
            if task.answer and task.added > LONG:
                group = groups.setdefault((task.exercise, task.source.strip()), {})
                group[learner.name] = None
    return {
        (name, exercise): [other for other in group if other != name]
        for (exercise, _), group in groups.items()
        if len(group) > 1
        for name in group
    }
