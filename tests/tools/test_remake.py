"""Re-making: one run whole, stored in one form, and nothing changed by a second."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from remake import is_whole, remake, tidy

TICK = "import time\nprint(time.time_ns())"
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.ipynb"


def write(path, *cells):
    notebook = new_notebook(cells=list(cells))
    for i, cell in enumerate(notebook.cells):
        cell.id = f"c{i}"
    nbformat.write(notebook, path)


def read(path):
    return nbformat.read(path, as_version=4)


def code(source, *tags, **metadata):
    return new_code_cell(source, metadata={"tags": list(tags), **metadata})


def texts(path):
    return [cell.outputs[0].text for cell in read(path).cells]


def change(path, cell, output=None):
    """Edit a stored notebook: the source of its first cell, or an output."""
    notebook = read(path)
    if output:
        notebook.cells[cell].outputs[0].text = output
    else:
        notebook.cells[cell].source = "print('new')"
    nbformat.write(notebook, path)
    assert not is_whole(notebook)


def test_a_second_run_changes_nothing_and_no_two_runs_are_mixed(path):
    write(
        path, code("print('old')"), *(code(TICK, "nbval-ignore-output") for _ in "ab")
    )
    remake(path)
    first = path.read_bytes()
    remake(path)
    assert path.read_bytes() == first and is_whole(read(path))
    for cell, output in ((0, None), (1, "1\n")):
        old = texts(path)
        change(path, cell, output)
        remake(path)
        assert not {*old[1:], "1\n"} & set(texts(path))  # nor what did not change
    before = texts(path)
    remake(path, fresh=True)
    assert texts(path)[0] == before[0] and not set(before[1:]) & set(texts(path))


def test_what_is_stored(path):
    (path.parent / "here.txt").touch()
    write(
        path,
        code("1 / 0", "raises-exception"),
        code("import ipywidgets; ipywidgets.IntSlider()"),
        new_markdown_cell("*Predict first*:"),
        code(FIGURE, alt="A flat line.", editable=True),
        code("open('here.txt').close()"),  # the notebook's own folder; nothing to fold
    )
    remake(path)
    error, widget, _, figure, silent = read(path).cells
    assert error.outputs[0].traceback == ["ZeroDivisionError: division by zero"]
    assert set(widget.outputs[0].data) == {"text/plain"}
    folded = {"outputs_hidden": True}
    assert figure.metadata == {"alt": "A flat line.", "jupyter": folded, "tags": []}
    hides, shows = figure.outputs
    assert hides.data == {}  # its first line is what JupyterLab shows of a fold
    assert shows.metadata["image/png"] == {"alt": "A flat line."}
    assert "jupyter" not in silent.metadata
    notebook = read(path)
    notebook.cells[3].metadata.alt = "A line at 1."
    nbformat.write(notebook, path)
    described = tidy(path).cells[3].outputs[1].metadata["image/png"]
    assert described == {"alt": "A line at 1."} and is_whole(read(path))


def test_a_notebook_that_fails_is_left_as_it_was(path):
    write(path, code("1 / 0"))
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        remake(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["a.ipynb"]
