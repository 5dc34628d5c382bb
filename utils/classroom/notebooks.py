"""Reads notebooks: where they lie, their cells and tags."""

import os
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PREDICT = re.compile(r"\bPredict\b|\b[Gg]uess\b|[Tt]hen run\b|[Bb]efore you run\b")


def read(path):
    """Return the notebook in a file."""
    return nbformat.read(path, as_version=4)


def write_whole(path, content):
    """Write bytes so that the file is never seen half-written."""
    path.parent.mkdir(exist_ok=True)
    half = path.with_suffix(".half-written")
    half.write_bytes(content)
    os.replace(half, path)


def all_notebooks():
    """Return the paths of the notebooks of the course, in reading order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def tags(cell):
    """Return the set of a cell's tags."""
    return set(cell.metadata.get("tags", []))


def code_cells(notebook):
    """Return the code cells of a notebook, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def find_cell(notebook, cell_id):
    """Return the cell with this id; a ValueError if there is not exactly one."""
    [found] = [c for c in notebook.cells if c.id == cell_id]
    return found


def predicted_cells(notebook):
    """Return the code cells whose outputs the text before them asks to predict.

    They are those between a text whose last paragraph asks and the next text. A panel
    is none of them: without a kernel it shows nothing.
    """
    found, asked = [], False
    for each in notebook.cells:
        if each.cell_type == "markdown":
            asked = bool(PREDICT.search(each.source.strip().split("\n\n")[-1]))
        elif asked and not tags(each) & {"interactive", "exercise"}:
            found.append(each)
    return found
