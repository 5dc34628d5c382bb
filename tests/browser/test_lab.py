"""Notebooks in JupyterLab, in a real browser: what is folded, and what running shows.

That the cells of every notebook run, nbval shows; here it is the page that is looked
at. All panels are opened there by test_panels.
"""

import nbformat
from lab import wait_for

from utils.classroom.copies import with_solutions, write_version
from utils.classroom.notebooks import NOTEBOOKS, all_notebooks, code_cells, read

FIRST = f"notebooks/{all_notebooks()[0].name}"
# For each code cell, whether the page shows an output of it.
SHOWN = """[...document.querySelectorAll(".jp-Notebook .jp-CodeCell")].map(
    cell => [...cell.querySelectorAll(".jp-OutputArea-output")].some(
        output => output.offsetHeight > 0))"""
# What JupyterLab writes beside the dots of each folded output.
BESIDE = """[...document.querySelectorAll(".jp-OutputPlaceholder, .jp-Placeholder")]
    .map(folded => folded.innerText.trim())"""


def test_00_opens_as_the_readme_says_folded_and_runs(open_notebook):
    """JupyterLab opens it by itself. Predictions are shut until they are run."""
    notebook = open_notebook(FIRST, "")
    cells = code_cells(read(NOTEBOOKS / FIRST.split("/")[1]))
    shown = {cell.id for cell in cells if cell.outputs}
    folded = {c.id for c in cells if c.metadata.get("jupyter")}
    assert len(folded) >= 2

    def seen():
        found = zip(cells, notebook.page.evaluate(SHOWN), strict=True)
        return {cell.id for cell, visible in found if visible}

    pause = lambda: notebook.page.wait_for_timeout(300)  # noqa: E731
    wait_for("the page to be drawn", lambda: seen() == shown - folded, pause)
    assert notebook.page.evaluate(BESIDE) == [""] * len(folded)
    notebook.run_all()
    assert seen() == shown
    assert notebook.errors() == []


def test_02_runs_with_every_answer_filled_in(open_notebook, course):
    """The solutions leave the rest as it was, and its widgets are drawn."""
    write_version(NOTEBOOKS, course / "solved", with_solutions)
    path = next((course / "solved").glob("02*.ipynb"))
    notebook = nbformat.read(path, as_version=4)
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)
    opened = open_notebook(f"solved/{path.name}")
    opened.run_all()
    assert opened.errors() == []


def test_what_is_folded_in_any_notebook_shows_nothing_beside_its_dots(
    open_notebook, course
):
    """A notebook that consists of the folded cells of all."""
    notebook = read(NOTEBOOKS / FIRST.split("/")[1])
    notebook.cells = [
        cell
        for path in all_notebooks()
        for cell in code_cells(read(path))
        if cell.metadata.get("jupyter")
    ]
    for i, cell in enumerate(notebook.cells):
        cell.id = f"c{i}"
    nbformat.write(notebook, course / "folded.ipynb")
    opened = open_notebook("folded.ipynb")
    folded = [""] * len(notebook.cells)
    pause = lambda: opened.page.wait_for_timeout(300)  # noqa: E731
    read_beside = lambda: opened.page.evaluate(BESIDE)  # noqa: E731
    wait_for("all folds", lambda: len(read_beside()) == len(folded) > 50, pause)
    assert read_beside() == folded
