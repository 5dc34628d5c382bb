"""The house rules hold for every notebook, and each rule fails on a bad one."""

import ast
import tomllib
from collections import Counter
from pathlib import Path

import house_rules as rules
import pytest
import taught
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from remake import normalise

from utils.classroom.notebooks import all_notebooks, read, tags

NOTEBOOKS = all_notebooks()
IGNORED = tomllib.loads((Path(__file__).parent / "ignored_outputs.toml").read_text())


# Every notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_all_rules(path):
    notebook = read(path)
    found = {rule.__name__: rule(notebook, path) for rule in rules.RULES}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_cells_that_are_not_compared_are_on_the_list_with_a_reason():
    found = {
        f"{path.stem}/{cell.id}"
        for path in NOTEBOOKS
        for cell in read(path).cells
        if "nbval-ignore-output" in tags(cell)
    }
    assert found == set(IGNORED)
    assert all(len(reason) > 10 for reason in IGNORED.values())


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_all_notebooks_but_the_first_have_slides(path):
    types = [cell.metadata.get("slideshow", {}) for cell in read(path).cells]
    assert {"slide_type": "slide"} in types


def test_each_name_is_taught_once_and_says_so():
    names = [
        n for path in NOTEBOOKS for c in read(path).cells for n in taught.taught(c)
    ]
    claimed = [
        f"utils.{module}.{name}"
        for name, (module, node) in taught.utils_functions().items()
        if "Taught in " in (ast.get_docstring(node) or "")
    ]
    assert Counter(names) == Counter(claimed)


def test_each_public_name_of_utils_has_one_module():
    rooms = [(m.split(".")[0], node.name) for m, node in taught.public_definitions()]
    names = Counter(name for room, name in rooms if room not in taught.NEVER_TAUGHT)
    assert [name for name, count in names.items() if count > 1] == []


# Each rule, on a bad notebook


def text(source="Now run:", **cell):
    return new_markdown_cell(source, **cell)


def code(source="1 + 1", tags=(), outputs=(), **metadata):
    metadata["tags"] = list(tags)
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def numbered(cell, count):
    cell.execution_count = count
    return cell


def slide(cell, kind="slide"):
    cell.metadata["slideshow"] = {"slide_type": kind}
    return cell


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def words(count):
    return text(count * "word ")


INVALID = code()
INVALID["unknown_key"] = 1
ERROR = new_output("error", ename="ValueError", evalue="no", traceback=[])
ANSWER = new_output("stream", text="42\n")
FIGURE = new_output("display_data", data={"image/png": "AAAA"})
LIVE = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "(Controls)"}
WIDGET = new_output("display_data", data=LIVE)
IGNORE = ["nbval-ignore-output"]
HOUR = "**Time**: 60 minutes to read, " + " word" * 120 * 57
NOTE, EXERCISE = {"id": "teaching-note"}, {"id": "exercise-1"}
MANY = f"from utils.a import {', '.join(f'a{i}' for i in range(15))}"
BAD = [
    ("valid_format", [INVALID]),
    ("executed_in_order", [numbered(code(), 1), numbered(code(), 1)]),
    ("outputs_are_of_one_run", [code()]),
    ("stored_in_form", [text("*Predict first*:"), code(outputs=[ANSWER])]),  # open
    ("stored_in_form", [code(outputs=[WIDGET])]),
    ("no_errors_or_stderr", [code(outputs=[ERROR])]),
    ("no_errors_or_stderr", [code(outputs=[stream("careful", "stderr")])]),
    ("no_empty_cell", [code("  \n")]),
    ("no_absolute_path", [code("open('/home/me/a.csv')")]),
    ("no_absolute_path", [text("See /Users/me/notes.txt.")]),
    ("allowed_tags", [code(tags=["nbval-variable-output"])]),
    ("no_printed_boolean", [code(outputs=[stream("a\nequal: True\n")])]),
    ("ignored_cells_assert", [code("print(a)", IGNORE)]),
    ("ignored_cells_assert", [code("print(np.abs(a))\nassert np.abs(b) < 1", IGNORE)]),
    ("broken_links", [text("[next](no_such_notebook.ipynb)")]),
    ("named_notebooks_exist", [text("As notebook 07 shows.")]),
    ("minutes_are_honest", [text("**Time**: 10 minutes to read, ")]),
    ("minutes_are_honest", [text(HOUR), text("**Time**: 5 minutes", **NOTE)]),
    ("minutes_are_honest", [text("**Time**: 5 minutes to read, "), text(**EXERCISE)]),
    ("linked_to_neighbours", [text("[b](b.ipynb)"), text("no link")]),
    ("code_is_introduced", [text("No colon."), code()]),
    ("code_is_introduced", [code(outputs=[FIGURE])]),
    ("predictions_are_answered", [text("*Predict first*:"), code()]),
    ("figures_have_alt", [code(outputs=[FIGURE], alt="A curve.")]),
    ("figures_have_insight", [code(outputs=[FIGURE]), words(46)]),
    ("cells_are_short", [code("\n".join(["x = 1"] * 21))]),
    ("most_cells_are_very_short", [code("\n".join(["x = 1"] * 7))] * 3),
    ("few_code_cells_in_a_row", [code(), code(), code()]),
    ("defines_or_runs", [code("def f():\n    pass\nf()")]),
    ("few_names_are_imported", [code(MANY)]),
    ("slides_are_planned", [slide(text()), slide(code(), "next")]),
    ("slides_are_planned", [slide(text("Read it.\n\n## 2. Next"))]),
]
RULES = {rule.__name__: rule for rule in rules.RULES}


@pytest.fixture
def path(tmp_path):
    """A notebook's place that has a neighbour, b.ipynb."""
    (tmp_path / "b.ipynb").touch()
    (tmp_path / "a.ipynb").touch()
    return tmp_path / "a.ipynb"


@pytest.mark.parametrize(("name", "cells"), BAD)
def test_rule_fails_on(name, cells, path):
    notebook = new_notebook()
    if name == "stored_in_form":
        normalise(notebook)
    notebook.cells = cells  # not through new_notebook, which validates
    assert RULES[name](notebook, path)


def test_every_rule_is_shown_failing():
    assert {name for name, _ in BAD} == set(RULES) - {"teaches_what_utils_holds"}


SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.maximum(z, -80)))"
ONE = "utils.networks.sigmoid.sigmoid"
OTHER = "utils.networks.sigmoid.error"


@pytest.mark.parametrize(
    ("source", "names", "message"),
    [
        (SIGMOID.replace("-80", "-90"), [ONE], "sigmoid differs from utils"),
        (SIGMOID + "\nsigmoid(0)", [ONE], "exactly one definition"),
        (SIGMOID, [OTHER], "but defines sigmoid"),
        (SIGMOID, [], "sigmoid is in utils.networks.sigmoid; import it"),
        (SIGMOID, [ONE], "must end: Taught in a."),
    ],
)
def test_teaching_rule_fails_on(source, names, message, path):
    notebook = new_notebook(cells=[code(source, [f"teaches:{n}" for n in names])])
    [violation] = taught.teaches_what_utils_holds(notebook, path)
    assert message in violation
