"""Reads what a class has handed in, as it comes: folders, ZIP files, notebooks.

A notebook is a file NAME.ipynb at any depth. Moodle gives each learner a folder, Canvas
puts the learner before the file's name, and both come as ZIP.
"""

import re
import warnings
import zipfile
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import PurePosixPath

import nbformat

from utils.classroom.exercise_cells import (
    as_python,
    checks_module,
    exercise_names,
    needed_cells,
    read_once,
)
from utils.classroom.judging import Answer
from utils.classroom.notebooks import all_notebooks, code_cells, find_cell
from utils.exercises.judge import NOT_ATTEMPTED

MOODLE = re.compile(r"_\d+_assignsubmission_\w*$")
CANVAS = re.compile(r"_(LATE_)?\d+_\d+_.*$", re.DOTALL)
LARGEST = 50 << 20  # bytes of a file
IGNORED = {"__MACOSX", ".ipynb_checkpoints"}


def handed_in(path, by="auto"):
    """Return dict: learner -> list of (file name, content in bytes).

    Args:
        path: a folder, or a ZIP file.
        by: how the learner is found: by the "folder", by the "file", or "auto": as
            Moodle and Canvas do it, else by the folder if there is one.

    Raises zipfile.BadZipFile: path is a file, and no ZIP file.
    """
    find = _in_folder if path.is_dir() else _in_zip
    files = list(find(path))
    while len({where[0] for where, _ in files}) == 1 and all(
        where[2:] or where[0].endswith(".zip") for where, _ in files
    ):
        files = [(where[1:], content) for where, content in files]  # the class's folder
    whole = [_learner(where, by) for where, _ in files]
    count = Counter(MOODLE.sub("", name) for name in set(whole))
    learners = {}
    for name, (where, content) in zip(whole, files, strict=True):
        short = MOODLE.sub("", name)
        learner = short if count[short] == 1 else name
        learners.setdefault(learner, []).append((where[-1], content))
    return learners


def _learner(where, by):
    *folders, name = where
    stem = PurePosixPath(name).stem
    moodle = [folder for folder in folders if MOODLE.search(folder)]
    if by == "auto" and moodle:
        return moodle[0]
    if by == "auto" and CANVAS.search(stem):
        return CANVAS.sub("", stem)
    return stem if by == "file" or not folders else folders[0].removesuffix(".zip")


def _in_folder(path):
    """Yield (folders and name, content) of all notebooks in a folder."""
    for file in sorted(path.rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield from _opened(file.relative_to(path).parts, partial(file.open, "rb"))


def _in_zip(file, where=()):
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            inside = PurePosixPath(info.filename).parts
            yield from _opened((*where, *inside), partial(archive.open, info))


def _opened(where, open_file):
    if not where or IGNORED & set(where) or where[-1].startswith("._"):
        return
    if where[-1].endswith(".ipynb"):
        with open_file() as file:
            yield where, file.read(LARGEST + 1)
    elif where[-1].endswith(".zip"):
        try:
            with open_file() as file:
                yield from list(_in_zip(file, where))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            yield (*where, "damaged.ipynb"), b""


def answers(content, name):
    """Return the answers in a notebook, one for each exercise of the course's notebook.

    Args:
        content: bytes of the file.
        name: of the file, for messages.

    Raises ValueError: the file is no notebook, or holds no exercise of the course.
    """
    if len(content) > LARGEST:
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
    found = {
        path: {
            n: answer_cell(notebook, path, n) for n in exercise_names(read_once(path))
        }
        for path in all_notebooks()
    }
    path = max(found, key=lambda path: len([c for c in found[path].values() if c]))
    if not any(found[path].values()):
        raise ValueError(f"{name} holds no exercise of the course")
    return [_answer(notebook, path, n, cell) for n, cell in found[path].items()]


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

    def rank(cell):
        return cell.cell_type == "code", not same(cell.source, empty)

    return max(reversed(found), key=rank, default=None)


def same(source, other):
    """Say whether two cells are the same code, comments and layout aside."""
    try:
        return as_python(source) == as_python(other)
    except SyntaxError:
        return source == other


def _answer(notebook, path, name, cell):
    course, answer = read_once(path), Answer(f"{path.stem[:2]} {name}")
    if cell is None:
        answer.word = "no such cell"
        answer.message = f"The cell answer-{name} is not there any more."
        return answer
    answer.source = cell.source
    if cell.cell_type != "code":
        answer.word = NOT_ATTEMPTED
        answer.message = "The cell is text: make it a code cell again."
    elif same(cell.source, find_cell(course, f"answer-{name}").source):
        answer.word = NOT_ATTEMPTED
    else:
        try:
            own = _own_cells(notebook, course)
            needed = needed_cells(course, name, as_python(cell.source), own)
            answer.runs = checks_module(course), name, [*needed, cell.source]
        except SyntaxError as error:
            answer.word = f"{type(error).__name__} in the answer"
            answer.message = f"Python cannot read the cell: {error}."
    return answer


def _own_cells(notebook, course):
    """Return the code cells that a learner has added and Python can read."""
    known, own = {c.source for c in course.cells} | {c.id for c in course.cells}, []
    for cell in code_cells(notebook):
        if not {cell.source, cell.id} & known and "exercises." not in cell.source:
            with suppress(SyntaxError):
                own.append(as_python(cell.source))
    return own
