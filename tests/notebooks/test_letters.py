"""One letter, one meaning: the letters of each notebook against the table in 00.

Looked at are names of one letter that a cell binds for the cells after it; what a
function, a lambda or a comprehension binds is its own.
"""

import ast
import re
import tomllib
from pathlib import Path

import nbformat
import pytest
from house_rules import is_of_exercises

from utils.classroom.notebooks import ROOT, code_cells

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OWN = tomllib.loads((Path(__file__).parent / "letters.toml").read_text("utf-8"))
INNER = (
    ast.FunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def bound(node):
    """Yield the names that a statement binds for the cells after it."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, INNER):
        for part in ast.iter_child_nodes(node):
            yield from bound(part)


def letters(notebook):
    """Return the letters that the code cells bind, exercises apart."""
    trees = [
        ast.parse(c.source) for c in code_cells(notebook) if not is_of_exercises(c)
    ]
    names = {
        name for tree in trees for statement in tree.body for name in bound(statement)
    }
    return {name for name in names if len(name) == 1 and name != "_"}


def table():
    """Return the letters of the table in 00: its symbols, and those in code font."""
    cells = nbformat.read(NOTEBOOKS[0], as_version=4).cells
    [text] = [c.source for c in cells if "## 5. The notation" in c.source]
    rows = re.findall(r"^\| \$.*$", text, re.MULTILINE)
    symbols = " ".join(row.split("|")[1] for row in rows)
    shapes_and_arrays = " ".join(re.findall(r"`([^`]+)`", " ".join(rows)))
    alone = r"(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])"
    return set(re.findall(alone, symbols + " " + shapes_and_arrays))


TABLE = table()


def faults(used, own):
    """List what is wrong with the letters of a notebook; own is from letters.toml."""
    missing = used - TABLE - set(own)
    unused = set(own) - used
    taken = {a for a in own if a in TABLE and not own[a].startswith("here only: ")}
    return [
        *(
            f"{letter} is neither in the table of 00 nor in letters.toml"
            for letter in missing
        ),
        *(f"{letter} is in letters.toml, but not used" for letter in unused),
        *(f"{letter} has a meaning in the table of 00" for letter in taken),
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_letter_has_its_meaning(path):
    used = letters(nbformat.read(path, as_version=4))
    assert faults(used, OWN.get(path.stem[:2], {})) == []


def test_the_table_holds_the_letters_of_the_design():
    assert set("xvywotEXVWYOTNnmlijkzpq") <= TABLE
    assert not set("abcdghrsuABCDFGHKPRSUZ") & TABLE


def test_a_letter_means_the_same_where_the_words_are_the_same():
    """One thing has one letter: no two letters of a notebook share their words."""
    twice = {"an argument of an operation to be checked"}
    for number, own in OWN.items():
        words = [text for text in own.values() if text not in twice]
        assert len(words) == len(set(words)), number


@pytest.mark.parametrize(
    ("used", "own", "fault"),
    [
        ({"x", "f"}, {}, "f is neither in the table"),
        ({"x"}, {"h": "step size"}, "h is in letters.toml, but not used"),
        ({"x"}, {"x": "a place"}, "x has a meaning in the table"),
    ],
)
def test_a_fault_is_found(used, own, fault):
    [found] = faults(used, own)
    assert found.startswith(fault)


def test_only_what_later_cells_see_counts():
    cell = "a = [b for b in c]\nfor d, (e, _) in f:\n    pass\ndef g(h):\n    i = 1"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    assert letters(notebook) == {"a", "d", "e"}
