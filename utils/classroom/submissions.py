"""Reads what a class has handed in, as it comes: folders, ZIP files, notebooks.

A notebook is a file NAME.ipynb at any depth. Moodle gives each learner a folder, Canvas
puts the learner before the file's name, and both come as ZIP.
"""

import ast
import io
import re
import warnings
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple

import nbformat

from utils.classroom.exercise_cells import (
    as_python,
    checks_module,
    exercise_names,
    needed_cells,
)
from utils.classroom.judging import Answer, Result
from utils.classroom.notebooks import all_notebooks, code_cells, find_cell, read
from utils.exercises.judge import NOT_ATTEMPTED

MOODLE = re.compile(r"_\d+_assignsubmission_\w*$")
CANVAS = re.compile(r"_(LATE_)?\d+_\d+_.*$", re.DOTALL)
LARGEST = 50 << 20  # bytes of a file
IGNORED = {"__MACOSX", ".ipynb_checkpoints"}
read_once = cache(read)


class Task(NamedTuple):
    """An exercise as a learner left it: what is to be judged, or the result already."""

    exercise: str  # for example "02 columns"
    source: str
    answer: Answer | None
    result: Result | None
    added: int = 0  # characters more than in the empty answer


def handed_in(path, by="auto"):
    """Return dict: learner -> list of (file, content); content is None if too large.

    Args:
        path: a folder, or a ZIP file.
        by: how the learner is found: by the "folder", by the "file", or "auto": as
            Moodle and Canvas do it, else by the folder if there is one.
    """
    files = [f for f in _files(path) if f[0].suffix == ".ipynb"]
    paths = [PurePosixPath(*where.parts) for where, _ in files]
    while len({p.parts[0] for p in paths}) == 1 and all(
        len(p.parts) > 2 or p.parts[0].endswith(".zip") for p in paths
    ):
        paths = [PurePosixPath(*p.parts[1:]) for p in paths]  # the folder of the class
    whole = [_learner(p, by) for p in paths]
    short = {name: MOODLE.sub("", name) for name in whole}
    learners = {}
    for name, file in zip(whole, files, strict=True):
        twice = list(short.values()).count(short[name]) > 1
        learners.setdefault(name if twice else short[name], []).append(file)
    return learners


def _learner(path, by):
    folders, stem = path.parts[:-1], path.stem
    for folder in folders:
        if by == "auto" and MOODLE.search(folder):
            return folder
    if by == "auto" and CANVAS.search(stem):
        return CANVAS.sub("", stem)
    return stem if by == "file" or not folders else folders[0].removesuffix(".zip")


def _files(path):
    """Yield (where, content) for all files in a folder or a ZIP file."""
    if path.is_file():
        yield from _unzipped(path.read_bytes(), PurePosixPath())
        return
    for file in sorted(path.rglob("*")):
        where = PurePosixPath(file.relative_to(path).as_posix())
        if file.is_file() and not file.is_symlink():
            small = file.stat().st_size <= LARGEST or file.suffix == ".zip"
            yield from _opened(where, file.read_bytes() if small else None)


def _unzipped(content, where):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            inside = where / info.filename
            if not info.is_dir():
                small = info.file_size <= LARGEST
                yield from _opened(inside, archive.read(info) if small else None)


def _opened(where, content):
    if IGNORED & set(where.parts) or where.name.startswith("._"):
        return
    if where.suffix == ".zip" and content is not None:
        try:
            yield from _unzipped(content, where)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            yield where / "damaged.ipynb", b""
    else:
        yield where, content


def tasks(content, name):
    """Return the tasks in a notebook, one for each exercise of the course's notebook.

    Args:
        content: bytes of the file, or None if it is too large.
        name: of the file, for messages.

    Raises ValueError: the file is no notebook, or holds no exercise of the course.
    """
    if content is None:
        raise ValueError(f"{name} is larger than {LARGEST >> 20} MB")
    try:
        with warnings.catch_warnings(action="ignore"):
            notebook = nbformat.reads(content.decode("utf-8-sig"), as_version=4)
        for cell in notebook.cells:
            cell.setdefault("id", None)
            cell.source, cell.cell_type  # noqa: B018  a cell without these is no cell
    except Exception as error:
        why = str(error).splitlines()[:1]
        raise ValueError(f"{name} is no notebook: {' '.join(why)[:200]}") from None
    names = {path: exercise_names(read_once(path)) for path in all_notebooks()}
    found = {
        path: {n: answer_cell(notebook, path, n) for n in names[path]} for path in names
    }
    course = max(found, key=lambda path: len([c for c in found[path].values() if c]))
    if not any(found[course].values()):
        raise ValueError(f"{name} holds no exercise of the course")
    return [_task(notebook, course, n, cell) for n, cell in found[course].items()]


def answer_cell(notebook, path, name):
    """Return the cell that holds a learner's answer, or None.

    It has the answer's id, or calls the check and is none of the course's cells: ids
    get lost, cells are copied. Code goes before text, and an answer before dots.
    """
    course, own_id = read_once(path), f"answer-{name}"
    empty = find_cell(course, own_id).source
    others = {c.source for c in course.cells} - {empty}
    calls = re.compile(rf"\bexercises\.{name}\b")
    found = [
        cell
        for cell in notebook.cells
        if cell.id == own_id
        or (calls.search(cell.source) and cell.source not in others)
    ]
    return max(
        reversed(found),
        key=lambda c: (c.cell_type == "code", not same(c.source, empty)),
        default=None,
    )


def same(source, other):
    """Say whether two cells are the same code, comments and layout aside."""
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError):
        return source == other


def _task(notebook, path, name, cell):
    course, exercise = read_once(path), f"{path.stem[:2]} {name}"
    if cell is None:
        text = f"The cell answer-{name} is not there any more."
        return Task(exercise, "", None, Result("no such cell", text))
    if cell.cell_type != "code":
        text = "The cell of the answer is text, not code: make it a code cell again."
        return Task(exercise, cell.source, None, Result(NOT_ATTEMPTED, text))
    empty = find_cell(course, f"answer-{name}").source
    if same(cell.source, empty):
        return Task(exercise, cell.source, None, Result(NOT_ATTEMPTED))
    try:
        python = as_python(cell.source)
        ast.parse(python)
    except (SyntaxError, ValueError, RecursionError) as error:
        text = f"Python cannot read the cell: {error}."
        word = f"{type(error).__name__} in the answer"
        return Task(exercise, cell.source, None, Result(word, text))
    needed = needed_cells(course, name, python, _own_cells(notebook, course))
    answer = Answer(checks_module(course), name, tuple(needed), cell.source)
    added = len(cell.source) - len(empty)
    return Task(exercise, cell.source, answer, None, added)


def _own_cells(notebook, course):
    """Return the code cells that a learner has added and Python can read."""
    known, own = {c.source for c in course.cells} | {c.id for c in course.cells}, []
    for cell in code_cells(notebook):
        if not {cell.source, cell.id} & known and "exercises." not in cell.source:
            with suppress(SyntaxError, ValueError, RecursionError):
                ast.parse(python := as_python(cell.source))
                own.append(python)
    return own
