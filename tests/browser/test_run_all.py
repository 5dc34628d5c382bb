"""The first notebooks, opened in JupyterLab in a real browser, run without an error.

That the cells of every notebook run, nbval shows; here it is the page that is looked
at: what it shows of errors and of widgets, for the notebooks with most of them.
"""

import pytest

from utils.classroom.notebooks import NOTEBOOKS

NAMES = sorted(path.stem for path in NOTEBOOKS.glob("0[0-3]*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_run_all_cells(open_notebook, name):
    notebook = open_notebook(f"notebooks/{name}.ipynb")
    notebook.run_all()
    assert notebook.problems() == []
