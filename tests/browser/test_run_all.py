"""Every notebook, opened in JupyterLab in a real browser, runs without an error.

Then its controls are moved, and the numbers in the page follow as the formulas say.
"""

import nbformat
import pytest
from panel_checks import CHECKS
from problems import unproved_answers

from utils.classroom.notebooks import NOTEBOOKS, ROOT

ARTEFACTS = ROOT / ".artefacts" / "browser"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def interactive_cells(name):
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    return [c.id for c in cells if "interactive" in c.metadata.get("tags", [])]


@pytest.mark.parametrize("name", NAMES)
def test_run_all_cells(open_notebook, name):
    notebook = open_notebook(f"notebooks/{name}.ipynb")
    notebook.run_all()
    notebook.screenshot(ARTEFACTS / f"{name}.png")
    assert notebook.problems() == []
    assert unproved_answers(notebook.saved()) == []
    checks = CHECKS.get(name[:2], {})
    assert len(checks) == len(interactive_cells(name))
    for css_class, check in checks.items():
        panel = notebook.panel(css_class)
        check(panel)
        names, reached = panel.keyboard_stops()
        assert reached == names and all(names)
        panel.screenshot(ARTEFACTS / f"{name}_{css_class}.png")
    for theme in ("JupyterLab Light", "JupyterLab Dark") if checks else ():
        notebook.use_theme(theme)
        for css_class in checks:
            panel = notebook.panel(css_class)
            assert panel.low_contrasts() == [], theme
            panel.screenshot(ARTEFACTS / f"{name}_{css_class}_{theme[11:]}.png")
    assert notebook.problems() == []
