"""Every notebook, opened in JupyterLab in a real browser, runs without an error."""

import pytest
from conftest import ARTEFACTS, ROOT

NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_run_all_cells(open_notebook, name):
    notebook = open_notebook(f"notebooks/{name}.ipynb")
    notebook.run_all()
    notebook.screenshot(ARTEFACTS / f"{name}.png")
    assert notebook.problems() == []
