"""What a reader is asked to predict is folded on opening, and opens on running."""

import nbformat

from utils.classroom.notebooks import code_cells, predicted_cells

# For each code cell, whether the page shows an output of it.
SHOWN = """[...document.querySelectorAll(".jp-Notebook .jp-CodeCell")].map(
    cell => [...cell.querySelectorAll(".jp-OutputArea-output")].some(
        output => output.offsetHeight > 0))"""
STORED = "stored/00_start_here.ipynb"


def shown(notebook):
    """Return the ids of the cells whose outputs can be seen in the page."""
    cells = code_cells(nbformat.from_dict(notebook.saved()))
    seen = notebook.page.evaluate(SHOWN)
    return {c.id for c, visible in zip(cells, seen, strict=True) if visible}


def test_predictions_are_folded_until_they_are_run(open_notebook):
    notebook = open_notebook(STORED)
    notebook.page.wait_for_timeout(1000)
    stored = nbformat.from_dict(notebook.saved())
    outputs = {cell.id for cell in code_cells(stored) if cell.outputs}
    predicted = {cell.id for cell in predicted_cells(stored) if cell.outputs}
    assert len(predicted) >= 3
    assert shown(notebook) == outputs - predicted
    notebook.run_all()
    assert shown(notebook) == outputs
