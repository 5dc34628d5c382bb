"""Judges answers to the exercises of a notebook, outside of the notebook.

    python -m utils.commands.answers NOTEBOOK EXERCISE < SOURCE

prints the verdict on one answer as JSON; course collect runs it for each answer in a
process of its own.
"""

import json
import os
import sys
from functools import cache

import matplotlib

from utils.commands.exercise_cells import needed_cells, run
from utils.commands.notebooks import NOTEBOOKS, read
from utils.exercises.judge import Verdict

read_once = cache(read)  # nobody changes what it returns


@cache
def prepared(path, name):
    """Return the namespace that the cells which an answer needs leave behind, a dict.

    Args:
        path: a notebook of the course.
        name: one of its exercises.
    """
    matplotlib.use("agg")
    namespace = {"__name__": "__main__"}
    for source in needed_cells(read_once(path), name):
        run(source, namespace)
    return namespace


def judged(path, name, source):
    """Run the source of an answer cell; return what its last line says, a Verdict.

    Raises:
        TypeError: the last line is no verdict; and what the source itself raises.
    """
    before = os.getcwd()
    os.chdir(NOTEBOOKS)
    try:
        verdict = run(source, dict(prepared(path, name)))
    finally:
        os.chdir(before)
    if not isinstance(verdict, Verdict):
        raise TypeError("the last line of the answer cell is not its check")
    return verdict


def main(path, name):
    """Read a source from standard input, and write the verdict."""
    out, sys.stdout = sys.stdout, sys.stderr  # what the answer prints is no verdict
    verdict = judged(path, name, sys.stdin.read())
    json.dump({"status": verdict.status, "message": verdict.message}, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
