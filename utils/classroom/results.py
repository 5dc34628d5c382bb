"""What a teacher and a learner see of the judging: a table, and a page for each."""

import builtins
import csv
import io
import keyword
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from pathlib import Path

import jinja2

from utils.classroom.exercise_cells import all_exercises, read_once
from utils.classroom.notebooks import all_notebooks, find_cell
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT

HEADING = re.compile(r"^#+ +(.*)", re.MULTILINE)
UNFIT = re.compile(r"[^\w .,()-]|^\.")  # for the name of a file
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
WORD = re.compile(r"[^\W\d_]{3,}")
SHARED = 4  # own words that two answers do not share by chance
PAGE = jinja2.Template(
    Path(__file__).with_name("feedback.html").read_text(encoding="utf-8"),
    autoescape=True,
)


@dataclass
class Learner:
    """All that one learner has handed in: answers, and problems with files."""

    name: str
    answers: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def best(self):
        """Return dict: exercise -> answer, of several the best."""

        def rank(answer):
            word = answer.word
            return word == RIGHT, answer.runs is not None, word == NOT_ATTEMPTED

        in_order = sorted(self.answers, key=rank)
        return {answer.exercise: answer for answer in in_order}

    def points(self, points):
        """Return the sum of the points of what is right."""
        return sum(points[e] for e, a in self.best().items() if a.word == RIGHT)


@cache
def titles():
    """Return dict: exercise -> (the notebook's title, the exercise's)."""
    found = {}
    for path, name in all_exercises():
        notebook = read_once(path)
        of_all = HEADING.search(notebook.cells[0].source)[1]
        own = HEADING.search(find_cell(notebook, f"exercise-{name}").source)
        in_text = f"In the text: {name.replace('_', ' ')}"
        found[f"{path.stem[:2]} {name}"] = of_all, own[1] if own else in_text
    return found


def class_table(learners, points, alike):
    """Return the table as bytes: CSV as spreadsheets read it everywhere.

    points: dict exercise -> points, one column each, in order.
    alike: see same_answers.
    """
    rows = [["learner", *points, "points", "of", "notes"]]
    for learner in learners:
        best, notes = learner.best(), list(learner.problems)
        words = [best[e].word if e in best else "" for e in points]
        for other, exercises in alike.get(learner.name, {}).items():
            notes.append(f"much like {other}: {', '.join(exercises)}")
        total = learner.points(points), sum(points.values())
        rows.append([learner.name, *words, *total, "; ".join(notes)])
    text = io.StringIO()
    csv.writer(text).writerows([[cell_text(c) for c in row] for row in rows])
    # A name may hold what no file can: half of a surrogate pair.
    return text.getvalue().encode("utf-8-sig", errors="replace")


def cell_text(value):
    """Return a value so that a spreadsheet shows it, and does not calculate it."""
    if not isinstance(value, str):
        return value
    text = CONTROL.sub(" ", value)
    return f"'{text}" if text.lstrip()[:1] in tuple("=+-@") else text


def page(learner, points):
    """Return a learner's page of feedback, bytes of HTML."""
    best, notebooks = learner.best(), {}
    for exercise in filter(best.get, points):
        notebook, title = titles()[exercise]
        notebooks.setdefault(notebook, []).append((title, best[exercise]))
    text = PAGE.render(
        learner=learner,
        points=learner.points(points),
        out_of=sum(points.values()),
        right=sum(answer.word == RIGHT for answer in best.values()),
        count=len(points),
        notebooks=notebooks,
    )
    return text.encode(errors="replace")


def page_names(learners):
    """Return dict: learner's name -> name of the page; no two are the same."""
    names = {each.name: UNFIT.sub("_", each.name)[:80].strip() for each in learners}
    count = Counter(map(str.lower, names.values()))
    return {
        name: f"{page}{'' if count[page.lower()] == 1 else f' {number}'}.html"
        for number, (name, page) in enumerate(names.items(), start=1)
    }


def read_points(path, learners):
    """Return dict: exercise -> points, of the notebooks that were handed in.

    path: a CSV file with lines 'exercise,points', or None for one point each.

    Raises ValueError: a line is no such line, or names no exercise of them.
    """
    notebooks = {answer.exercise[:2] for each in learners for answer in each.answers}
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
    """Return dict: learner -> dict: other -> exercises in which both answer much alike.

    They share SHARED words or more (names, words of comments), and half of all, that no
    notebook of the course has, and no Python. Short right answers have hardly any.
    """
    common = {*keyword.kwlist, *dir(builtins)}
    for path in all_notebooks():
        common |= {w for c in read_once(path).cells for w in WORD.findall(c.source)}
    own, alike = {}, {}
    for learner in learners:
        for answer in learner.answers:
            words = set(WORD.findall(answer.source)) - common
            own.setdefault(answer.exercise, []).append((learner.name, words))
    for exercise, each in own.items():
        for (name, words), (other, theirs) in permutations(each, 2):
            enough = max(SHARED, len(words | theirs) / 2)
            if name != other and len(words & theirs) >= enough:
                alike.setdefault(name, {}).setdefault(other, []).append(exercise)
    return alike
