"""One letter, one meaning: the letters of each notebook against those of the course.

Looked at are names of one letter that a cell binds for the cells after it; what a
function, a lambda or a comprehension binds is its own.
"""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from house_rules import is_of_exercises
from nbformat.v4 import new_code_cell, new_notebook

from utils.classroom.notebooks import all_notebooks, code_cells, read

OWN = tomllib.loads((Path(__file__).parent / "letters.toml").read_text("utf-8"))
COURSE = set("xvywotEXVWYOTnmlNijkpqz")  # one meaning in all notebooks
TWICE = {"an argument of an operation to be checked"}
INNER = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp)
INNER += (ast.DictComp, ast.GeneratorExp)


def bound(node):
    """Yield the names that a statement binds for the cells after it."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, INNER):
        for part in ast.iter_child_nodes(node):
            yield from bound(part)


def letters(notebook):
    """Return the letters that the code cells bind, exercises apart."""
    cells = [c.source for c in code_cells(notebook) if not is_of_exercises(c)]
    names = {name for cell in cells for name in bound(ast.parse(cell))}
    return {name for name in names if len(name) == 1 and name != "_"}


def faults(used, own):
    """List what is wrong with the letters of a notebook; own is from letters.toml."""
    taken = {a for a in own if a in COURSE and not own[a].startswith("here only: ")}
    words = Counter(own[a] for a in own if own[a] not in TWICE)
    return [
        *(
            f"{a} is no letter of the course or of letters.toml"
            for a in used - COURSE - set(own)
        ),
        *(f"{a} is in letters.toml, but not used" for a in set(own) - used),
        *(f"{a} has another meaning in the course" for a in taken),
        *(f"two letters for: {text}" for text, count in words.items() if count > 1),
    ]


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_each_letter_has_its_meaning(path):
    assert faults(letters(read(path)), OWN.get(path.stem[:2], {})) == []


def test_00_introduces_letters_of_the_course_alone():
    text = "\n".join(cell.source for cell in read(all_notebooks()[0]).cells)
    symbols = " ".join(re.findall(r"^\| (\$[^|]+)\|", text, re.MULTILINE))
    found = set(re.findall(r"(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])", symbols))
    assert set("xvywotE") <= found <= COURSE


@pytest.mark.parametrize(
    ("used", "own", "fault"),
    [
        ("xf", {}, "f is no letter of the course"),
        ("x", {"h": "step size"}, "h is in letters.toml, but not used"),
        ("x", {"x": "a place"}, "x has another meaning"),
        ("ab", {"a": "one thing", "b": "one thing"}, "two letters for: one thing"),
    ],
)
def test_a_fault_is_found(used, own, fault):
    [found] = faults(set(used), own)
    assert found.startswith(fault)


def test_only_what_later_cells_see_counts():
    cell = "a = [b for b in c]\nfor d, (e, _) in f:\n    pass\ndef g(h):\n    i = 1"
    assert letters(new_notebook(cells=[new_code_cell(cell)])) == {"a", "d", "e"}
