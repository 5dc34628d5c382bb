"""Re-making: one run whole, stored in one form, and nothing changed by a second."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from remake import is_whole, remake, tidy

LOST = ["ZeroDivisionError: division by zero"]
TICK = "import time\nprint(time.time_ns())"
BAR = "import sys\nsys.stdout.write('10%\\r100%\\n')\nNone"
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.ipynb"


def write(path, *cells):
    nbformat.write(new_notebook(cells=list(cells)), path)


def read(path):
    return nbformat.read(path, as_version=4)


def code(source, *tags, **metadata):
    return new_code_cell(source, metadata={"tags": list(tags), **metadata})


def texts(path):
    return [cell.outputs[0].text for cell in read(path).cells]


def test_a_second_run_changes_nothing_and_no_two_runs_are_mixed(path):
    shown = [code("print('old')"), *[code(TICK, "nbval-ignore-output")] * 2]
    write(path, *(nbformat.from_dict(c | {"id": f"c{i}"}) for i, c in enumerate(shown)))
    remake(path)
    first = path.read_bytes()
    remake(path)
    assert path.read_bytes() == first and is_whole(read(path))
    old = texts(path)
    notebook = read(path)
    notebook.cells[0].source = "print('new')"
    nbformat.write(notebook, path)
    assert not is_whole(notebook)
    remake(path)
    assert not set(old) & set(texts(path))  # the cells that did not change, too
    before = texts(path)
    remake(path, fresh=True)
    assert texts(path)[0] == before[0] and not set(before[1:]) & set(texts(path))


def test_outputs_from_elsewhere_are_not_kept(path):
    write(path, code(TICK, "nbval-ignore-output"))
    remake(path)
    notebook = read(path)
    notebook.cells[0].outputs[0].text = "1\n"
    nbformat.write(notebook, path)
    assert not is_whole(notebook)
    remake(path)
    assert texts(path) != ["1\n"]


def test_a_figure_is_described_by_its_cell_or_by_the_text_below(path):
    below = "The *solid* curve is `f`, see [01](a.ipynb):\n$x$ grows.\n\nMore."
    described = code(FIGURE, alt="A flat line.", editable=True)
    text = [new_markdown_cell(below) for _ in range(2)]
    write(path, described, text[0], code(FIGURE), text[1])
    remake(path)
    cells = read(path).cells
    assert cells[0].metadata == {"alt": "A flat line.", "tags": []}
    alts = [cells[i].outputs[0].metadata["image/png"]["alt"] for i in (0, 2)]
    assert alts == ["A flat line.", "The solid curve is f, see 01: x grows."]
    notebook = read(path)
    notebook.cells[0].metadata.alt = "A line at 1."
    nbformat.write(notebook, path)
    assert tidy(path).cells[0].outputs[0].metadata["image/png"]["alt"] == "A line at 1."
    assert is_whole(read(path))


@pytest.mark.parametrize(
    ("cell", "key", "stored"),
    [
        (code(BAR), "text", "100%\n"),
        (
            code("1 / 0", "raises-exception"),
            "traceback",
            ["ZeroDivisionError: division by zero"],
        ),
        (code("import ipywidgets; ipywidgets.IntSlider()"), "data", {"text/plain"}),
    ],
)
def test_what_is_stored_of_an_output(cell, key, stored, path):
    write(path, cell)
    [cell] = remake(path).cells
    found = cell.outputs[0][key]
    assert (set(found) if key == "data" else found) == stored


def test_a_prediction_is_folded_and_the_folder_is_the_notebooks_own(path):
    (path.parent / "here.txt").touch()
    here = code("open('here.txt').close()\nprint(1)")
    write(path, new_markdown_cell("*Predict first*:"), here)
    assert remake(path).cells[1].metadata.jupyter.outputs_hidden


def test_a_notebook_that_fails_is_left_as_it_was(path):
    write(path, code("1 / 0"))
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        remake(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["a.ipynb"]
