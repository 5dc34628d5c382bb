"""Every notebook, opened in JupyterLab in a real browser, runs without an error."""

import pytest
from problems import unproved_answers
from remake_notebooks import NOTEBOOKS, ROOT

ARTEFACTS = ROOT / ".artefacts" / "browser"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_run_all_cells(open_notebook, name):
    notebook = open_notebook(f"notebooks/{name}.ipynb")
    notebook.run_all()
    notebook.screenshot(ARTEFACTS / f"{name}.png")
    assert notebook.problems() == []
    assert unproved_answers(notebook.saved()) == []
