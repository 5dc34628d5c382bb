"""The house rules hold for every notebook, and each rule fails on a bad one."""

import tomllib
from pathlib import Path

import house_rules as rules
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from utils.classroom.slides import RISE

NOTEBOOKS = sorted((rules.ROOT / "notebooks").glob("*.ipynb"))
IGNORED = tomllib.loads((Path(__file__).parent / "ignored_outputs.toml").read_text())


def read(path):
    return nbformat.read(path, as_version=4)


# Every notebook


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps(path, rule):
    assert rule(read(path), path) == []


def test_cells_that_are_not_compared_are_on_the_list_with_a_reason():
    found = {
        name for path in NOTEBOOKS for name in rules.ignored_cells(read(path), path)
    }
    assert found == set(IGNORED)
    assert all(len(reason) > 10 for reason in IGNORED.values())


@pytest.mark.parametrize("name", [n for n in IGNORED if "verdicts" in IGNORED[n]])
def test_the_stored_verdicts_on_times_are_those_of_the_text(name):
    notebook, cell_id = name.split("/")
    cells = read(rules.ROOT / "notebooks" / f"{notebook}.ipynb").cells
    [texts] = [rules.output_texts(cell) for cell in cells if cell.id == cell_id]
    assert "True" in "".join(texts) and "False" not in "".join(texts)


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_all_notebooks_but_the_first_have_slides(path):
    types = [cell.metadata.get("slideshow", {}) for cell in read(path).cells]
    assert {"slide_type": "slide"} in types


def test_each_name_is_taught_once():
    taught = [name for path in NOTEBOOKS for name in rules.taught_names(read(path))]
    assert sorted(taught) == sorted(set(taught))


def test_what_says_that_it_is_taught_is_taught():
    taught = {name for path in NOTEBOOKS for name in rules.taught_names(read(path))}
    claimed = {
        f"utils.{module}.{name}"
        for name, (module, node) in rules.utils_functions().items()
        if "Taught in " in (rules.ast.get_docstring(node) or "")
    }
    assert claimed == taught


def test_each_public_name_of_utils_has_one_module():
    names = [
        node.name
        for file in rules.UTILS.rglob("*.py")
        if file.parent.name not in rules.NEVER_TAUGHT
        for node in rules.ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, (rules.ast.FunctionDef, rules.ast.ClassDef))
        and not node.name.startswith("_")
    ]
    assert sorted(names) == sorted(set(names))


# Each rule, on a bad notebook


def markdown(text="Now run:"):
    return new_markdown_cell(text)


def code(source="1 + 1", tags=(), outputs=(), count=1):
    cell = new_code_cell(source, outputs=list(outputs), execution_count=count)
    cell.metadata["tags"] = list(tags)
    return cell


def slide(cell, kind="slide"):
    cell.metadata["slideshow"] = {"slide_type": kind}
    return cell


def described(alt):
    picture = {"image/png": "AAAA"}
    metadata = {"image/png": {"alt": alt}}
    return new_output("display_data", data=picture, metadata=metadata)


def folded(cell):
    cell.metadata["jupyter"] = {"outputs_hidden": True}
    return cell


def teaching_note(time):
    return new_markdown_cell(f"**Time**: {time}", id="teaching-note")


def exercise():
    return new_markdown_cell("### Exercise 1", id="exercise-1")


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


ERROR = new_output("error", ename="ValueError", evalue="no", traceback=[])
IN_COLOUR = new_output(
    "error",
    ename="ValueError",
    evalue="no",
    traceback=["File \x1b[32m/home/me/course/utils/a.py:69\x1b[39m, in f"],
)
FIGURE = new_output("display_data", data={"image/png": "AAAA"})
VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET = new_output("display_data", data={"text/plain": "(Controls)", VIEW: {}})
LONG = "\n".join(["x = 1"] * 26)
SIX_OF_SEVEN = [code("\n".join(["x = 1"] * 7)) for _ in range(3)]
INVALID = code()
INVALID["unknown_key"] = 1

HOUR = "**Time**: 60 minutes to read, " + " word" * 130 * 57
FIVE = "**Time**: 5 minutes to read, "
BAD = [
    (rules.valid_format, [INVALID]),
    (rules.executed_in_order, [code(count=None)]),
    (rules.executed_in_order, [code(count=2)]),
    (rules.executed_in_order, [code(count=1), code(count=1)]),
    (rules.no_errors_or_stderr, [code(outputs=[ERROR])]),
    (rules.no_errors_or_stderr, [code(outputs=[stream("careful", "stderr")])]),
    (rules.no_live_widget, [code(outputs=[WIDGET])]),
    (rules.no_empty_cell, [code("  \n")]),
    (rules.no_empty_cell, [markdown("")]),
    (rules.no_absolute_path, [code("open('/home/me/a.csv')")]),
    (rules.no_absolute_path, [code("open('C:\\\\data\\\\a.csv')")]),
    (rules.no_absolute_path, [code(outputs=[stream("in /tmp/x.py, line 3")])]),
    (rules.no_absolute_path, [code(outputs=[IN_COLOUR])]),
    (rules.no_absolute_path, [markdown("See /Users/me/notes.txt.")]),
    (rules.allowed_tags, [code(tags=["nbval-skip"])]),
    (rules.allowed_tags, [code(tags=["nbval-variable-output"])]),
    (rules.broken_links, [markdown("[next](no_such_notebook.ipynb)")]),
    (rules.broken_links, [markdown('<img src="images/none.png">')]),
    (rules.named_notebooks_exist, [markdown("As notebook 07 shows.")]),
    (rules.named_notebooks_exist, [markdown("See notebooks 01 to 03.")]),
    (rules.few_cells, [markdown() for _ in range(rules.MAX_CELLS + 1)]),
    (rules.minutes_are_honest, [markdown("**Time**: 10 minutes to read, ")]),
    (rules.minutes_are_honest, [markdown("A title, and no time.")]),
    (rules.minutes_are_honest, [markdown(HOUR), teaching_note("5 minutes")]),
    (rules.minutes_are_honest, [markdown(FIVE), exercise()]),
    (rules.linked_to_neighbours, [markdown("[b](b.ipynb)"), markdown("no link")]),
    (rules.linked_to_neighbours, [markdown("no link"), markdown("[b](b.ipynb)")]),
    (rules.code_is_introduced, [markdown("No colon."), code()]),
    (rules.code_is_introduced, [code(outputs=[FIGURE])]),
    (rules.code_is_introduced, [code(outputs=[FIGURE]), code()]),
    (rules.figures_are_described, [code(outputs=[FIGURE])]),
    (rules.figures_are_described, [code(outputs=[described("A curve.")])]),
    (rules.predictions_are_folded, [markdown("*Predict first*:"), code(), code()]),
    (rules.predictions_are_folded, [markdown("How many? Guess, then run:"), code()]),
    (rules.predictions_are_folded, [markdown("Run:"), folded(code())]),
    (rules.predictions_are_answered, [markdown("*Predict first*:"), folded(code())]),
    (rules.cells_are_short, [code(LONG), code(), code()]),
    (rules.cells_are_short, [code("x = " + "1 + " * 22 + "1")]),
    (rules.cells_are_short, SIX_OF_SEVEN),
    (rules.few_code_cells_in_a_row, [code(), code(), code()]),
    (rules.defines_or_runs, [code("def f():\n    pass\nf()")]),
    (rules.no_star_import, [code("from numpy import *")]),
    (rules.slides_are_planned, [slide(markdown()), code()]),
    (rules.slides_are_planned, [slide(markdown()), slide(code(), "next")]),
    (rules.slides_are_planned, [slide(markdown(), "subslide"), slide(code())]),
    (rules.slides_are_planned, [slide(markdown("Read it.\n\n## 2. Next"))]),
]


@pytest.fixture
def path(tmp_path):
    """A notebook's place that has a neighbour, b.ipynb."""
    (tmp_path / "b.ipynb").touch()
    (tmp_path / "a.ipynb").touch()
    return tmp_path / "a.ipynb"


@pytest.mark.parametrize(
    ("rule", "cells"),
    BAD,
    ids=[f"{rule.__name__}-{i}" for i, (rule, _) in enumerate(BAD)],
)
def test_rule_fails_on(rule, cells, path):
    notebook = new_notebook(metadata={"rise": RISE})
    notebook.cells = cells  # not through new_notebook, which validates
    assert rule(notebook, path)


def test_slides_need_their_metadata(path):
    notebook = new_notebook(cells=[slide(markdown())])
    [violation] = rules.slides_are_planned(notebook, path)
    assert "--tidy" in violation
    notebook.metadata["rise"] = RISE
    assert rules.slides_are_planned(notebook, path) == []


GOOD = [
    markdown(
        "# A\n\n**Time**: 5 minutes to read, \n\n[b](b.ipynb) and [here](#a) and [there](https://example.org/home/x)"
    ),
    markdown(r"$a/b$, \\frac{1}{2}, [a](a.ipynb), 'and/or'. Run:"),
    code("def f():\n    return 1", count=1),
    code("f()", ["raises-exception"], [ERROR, described(50 * "a ")], count=2),
    markdown("The figure shows nothing. [b](b.ipynb)"),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_passes_on_a_good_notebook(rule, path):
    assert rule(new_notebook(cells=GOOD), path) == []


def test_every_rule_is_shown_failing():
    shown = {rule for rule, _ in BAD} | {rules.teaches_what_utils_holds}
    assert shown == set(rules.RULES)


# The rule about teaching

SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.maximum(z, -80)))"
TAUGHT = ["teaches:utils.networks.sigmoid.sigmoid"]


@pytest.mark.parametrize(
    ("source", "tags", "message"),
    [
        (SIGMOID.replace("-80", "-90"), TAUGHT, "sigmoid differs from utils"),
        (SIGMOID + "\nsigmoid(0)", TAUGHT, "exactly one definition"),
        ("sigmoid = np.tanh", TAUGHT, "exactly one definition"),
        (
            SIGMOID,
            [*TAUGHT, "teaches:utils.networks.sigmoid.error"],
            "exactly one definition",
        ),
        (SIGMOID, ["teaches:utils.networks.sigmoid.error"], "but defines sigmoid"),
        (SIGMOID, ["teaches:utils.training.loop.sigmoid"], "but defines sigmoid"),
        (SIGMOID.replace("sigmoid", "s"), TAUGHT, "but defines s"),
        (SIGMOID, [], "sigmoid is in utils.networks.sigmoid; import it"),
        (SIGMOID, TAUGHT, "must end: Taught in a."),
    ],
)
def test_teaching_rule_fails_on(source, tags, message, path):
    notebook = new_notebook(cells=[code(source, tags)])
    [violation] = rules.teaches_what_utils_holds(notebook, path)
    assert message in violation


def test_docstrings_and_annotations_do_not_count(tmp_path):
    lines = SIGMOID.splitlines()
    lines[0] = "def sigmoid(z: np.ndarray) -> np.ndarray:"
    lines.insert(1, '    """Squeeze z."""')
    notebook = new_notebook(cells=[code("\n".join(lines), TAUGHT)])
    path = tmp_path / "04_numpy_trainer.ipynb"
    assert rules.teaches_what_utils_holds(notebook, path) == []
