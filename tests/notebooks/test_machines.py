"""What a reader's machine brings changes no figure, and nothing is said about it.

Each row runs the first cells of 00, and two of its figures, in a kernel.
"""

import os
import shutil
from functools import cache

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from utils.classroom.notebooks import NOTEBOOKS, ROOT, all_notebooks, code_cells, read

STYLE = """
text.usetex: True
figure.facecolor: black
axes.facecolor: black
text.color: white
font.size: 20
"""
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
NOWHERE = "/dev/null/nowhere"  # not even root can write there
PLACE = "my course (数字)"
# name: environment of the kernel
ROWS = {
    "a style of one's own": {"MATPLOTLIBRC": "matplotlibrc"},
    "a backend of one's own": {"MPLBACKEND": "agg"},
    "a home that cannot be written": {"HOME": NOWHERE, "XDG_CONFIG_HOME": NOWHERE},
    "another language": {"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8"},
    "a console that knows few letters": {**ASCII, "PYTHONIOENCODING": "cp1252"},
    "an unpacked ZIP, its place with blanks and other letters": {"PYTHONPATH": ""},
}


def shown(folder, **environment):
    """Return the texts and the pictures that the cells show, run in a folder."""
    sources = [cell.source for cell in code_cells(read(all_notebooks()[0]))]
    drawings = [s for s in sources if "pictures." in s]  # of no numbers
    cells = map(new_code_cell, [*sources[:2], *drawings])
    run = new_notebook(cells=list(cells))
    client = NotebookClient(
        run,
        kernel_name="python3",
        timeout=60,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    kept = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
    client.execute(env=kept | environment)
    outputs = [output for cell in run.cells for output in cell.outputs]
    return [o.get("text") or o["data"]["image/png"] for o in outputs]


@cache
def plain():
    return shown(NOTEBOOKS)


@pytest.mark.parametrize("name", ROWS)
def test_the_figures_are_the_same(name, tmp_path):
    folder, environment = NOTEBOOKS, dict(ROWS[name])
    if "MATPLOTLIBRC" in environment:
        environment["MATPLOTLIBRC"] = str(tmp_path / "matplotlibrc")
        (tmp_path / "matplotlibrc").write_text(STYLE)
    if "PYTHONPATH" in environment:  # a copy, without .git
        for part in ("utils", "notebooks", "data"):
            shutil.copytree(ROOT / part, tmp_path / PLACE / part)
        shutil.copy(ROOT / "requirements.txt", tmp_path / PLACE)
        folder = tmp_path / PLACE / "notebooks"
        environment["PYTHONPATH"] = str(tmp_path / PLACE)
    text, *pictures = shown(folder, **environment)
    assert text == "All is there. You can start.\n"
    expected = plain()[1:]
    said = pictures[: -len(expected)]  # of a place for its cache, by Matplotlib
    assert not said or NOWHERE in environment.values()
    assert pictures[-len(expected) :] == expected != []
