"""Makes notebooks as learners hand them in, and reads what course collect wrote."""

import csv
import json

from utils.classroom.course import main
from utils.classroom.exercise_cells import solution
from utils.classroom.notebooks import NOTEBOOKS, find_cell, read

COURSE = NOTEBOOKS / "02_chain_rule.ipynb"


def solved(name):
    """Return the course's solution of an exercise of 02."""
    return solution(read(COURSE), name)


def notebook(change=lambda cells: None, **answers):
    """Return the text of a notebook 02 with these answers; None: as it stands.

    Only the cells of these answers are in it. change: changes them, dict by exercise.
    """
    whole = read(COURSE)
    cells = {name: find_cell(whole, f"answer-{name}") for name in answers}
    for name, source in answers.items():
        cells[name].source = cells[name].source if source is None else source
    change(cells)
    whole.cells = list(cells.values())
    return json.dumps(whole)


def collected(folder, *options):
    """Run course collect; return its status, and the rows of the table, by learner."""
    to = folder.with_name("judged")
    status = main(["collect", str(folder), "--to", str(to), *options])
    if not (to / "class.csv").exists():
        return status, {}
    with (to / "class.csv").open(encoding="utf-8-sig", newline="") as table:
        return status, {row["learner"]: row for row in csv.DictReader(table)}
