import hashlib

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from utils.commands.remake import (
    NOTEBOOKS,
    PICTURE,
    last_frames,
    picture_of_the_network,
    remake,
    tidy,
)

TICK = "import time\nprint(time.time_ns())"
BAR = "import sys\nsys.stdout.write('10%\\r100%\\n')\nNone"


def write(path, *cells):
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def ignored(source):
    return new_code_cell(source, metadata={"tags": ["nbval-ignore-output"]})


def outputs(path):
    return [cell.outputs for cell in nbformat.read(path, as_version=4).cells]


def test_a_second_run_changes_nothing_and_fresh_does(tmp_path):
    path = write(tmp_path / "a.ipynb", new_code_cell("1 + 1"), ignored(TICK))
    remake(path, fresh=False)
    first = hashlib.sha256(path.read_bytes()).hexdigest()
    remake(path, fresh=False)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == first
    remake(path, fresh=True)
    assert hashlib.sha256(path.read_bytes()).hexdigest() != first


def test_a_changed_source_gets_fresh_outputs(tmp_path):
    path = write(tmp_path / "a.ipynb", ignored("print('old')"))
    remake(path, fresh=False)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "print('new')"
    nbformat.write(notebook, path)
    remake(path, fresh=False)
    assert outputs(path)[0][0].text == "new\n"


def test_a_kept_figure_gets_the_text_that_stands_below_it_now(tmp_path):
    figure = ignored("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()")
    path = write(tmp_path / "a.ipynb", figure, new_markdown_cell("An old text."))
    remake(path, fresh=False)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "A new text."
    nbformat.write(notebook, path)
    remake(path, fresh=False)
    [picture] = nbformat.read(path, as_version=4).cells[0].outputs
    assert picture.metadata["image/png"]["alt"] == "A new text."


def test_counts_metadata_and_progress_bars(tmp_path):
    cell = new_code_cell(BAR, metadata={"tags": ["interactive"], "editable": True})
    path = write(tmp_path / "a.ipynb", cell)
    remake(path, fresh=False)
    notebook = nbformat.read(path, as_version=4)
    [cell] = notebook.cells
    assert cell.execution_count == 1
    assert cell.metadata == {"tags": ["interactive"]}
    assert cell.outputs[0].text == "100%\n"
    assert notebook.metadata.language_info == {"name": "python"}


def test_of_a_widget_the_text_is_stored(tmp_path):
    source = "import ipywidgets; ipywidgets.IntSlider()"
    path = write(tmp_path / "a.ipynb", new_code_cell(source))
    remake(path, fresh=False)
    [[output]] = outputs(path)
    assert list(output.data) == ["text/plain"]


def test_tidy_changes_only_the_metadata_of_the_notebook(tmp_path):
    path = write(tmp_path / "a.ipynb", ignored(TICK))
    remake(path, fresh=False)
    whole = path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": {"name": "mine", "display_name": "Mine"}}
    nbformat.write(notebook, path)
    assert path.read_bytes() != whole
    tidy(path)
    assert path.read_bytes() == whole


def test_an_expected_error_is_stored_without_paths(tmp_path):
    cell = new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    path = write(tmp_path / "a.ipynb", cell)
    remake(path, fresh=False)
    [[error]] = outputs(path)
    assert error.traceback == ["ZeroDivisionError: division by zero"]


def test_runs_in_its_own_folder(tmp_path):
    (tmp_path / "here.txt").touch()
    path = write(tmp_path / "a.ipynb", new_code_cell("open('here.txt').close()"))
    remake(path, fresh=False)


def test_a_notebook_that_fails_is_left_as_it_was(tmp_path):
    path = write(tmp_path / "a.ipynb", new_code_cell("1 / 0"))
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        remake(path, fresh=False)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.ipynb"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb\n", "a\nb\n"), ("1\r2\r3\n", "3\n"), ("1\r2\r", "2"), ("x\r\ny", "x\ny")],
)
def test_last_frames(text, shown):
    assert last_frames(text) == shown


def test_the_picture_of_the_network_is_that_of_notebook_00():
    notebook = nbformat.read(NOTEBOOKS / "00_start_here.ipynb", as_version=4)
    assert PICTURE.read_bytes() == picture_of_the_network(notebook)


def test_a_figure_is_described_by_the_paragraph_below_it(tmp_path):
    figure = new_output("display_data", data={"image/png": "AAAA"})
    text = "The *solid* curve is `f`, see [01](a.ipynb):\n$x$ grows.\n\nMore."
    cells = [new_code_cell("1", outputs=[figure]), new_markdown_cell(text)]
    tidy(write(tmp_path / "a.ipynb", *cells))
    notebook = nbformat.read(tmp_path / "a.ipynb", as_version=4)
    [output] = notebook.cells[0].outputs
    described = "The solid curve is f, see 01: x grows."
    assert output.metadata["image/png"]["alt"] == described
