"""A real browser, and a JupyterLab of this environment on a copy of the notebooks.

Run by `pytest --dist=load -m browser tests/browser`, two at a time. Pictures are left
in .artefacts/browser.
"""

import shutil
from pathlib import Path

import nbformat
import pytest
from chromium import chromium
from lab import running_lab
from opened import Opened

from utils.classroom.copies import with_solutions, write_version
from utils.classroom.notebooks import NOTEBOOKS, code_cells

VIEWPORT = {"width": 1280, "height": 900}


def pytest_addoption(parser):
    parser.addoption(
        "--update-pictures",
        action="store_true",
        help="write the pictures of the README anew, in notebooks/images",
    )


def pytest_collection_modifyitems(items):
    """Mark every test of this folder with `browser`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """Return a folder with two copies of the course's notebooks.

    stored/ is as it stands. In notebooks/ there are no outputs, and every exercise is
    solved: Run All Cells then shows that the solutions leave the rest as it was.
    """
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(NOTEBOOKS, folder / "stored")
    write_version(NOTEBOOKS, folder / "notebooks", with_solutions)
    for path in (folder / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in code_cells(notebook):
            cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, path)
    return folder


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Return a folder with the pages that course book builds."""
    from utils.classroom.book import build

    folder = tmp_path_factory.mktemp("book") / "pages"
    assert build(folder) == 0, "warnings"
    return folder


@pytest.fixture(scope="session")
def lab(course, tmp_path_factory):
    with running_lab(course, tmp_path_factory.mktemp("jupyter")) as lab:
        yield lab


@pytest.fixture(scope="session")
def context(browser):
    """Return what all pages share: the browser's cache of JupyterLab's own files."""
    context = browser.new_context(viewport=VIEWPORT)
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture
def open_notebook(page, lab):
    """Return a function that opens a notebook of the course, by its path."""
    paths = []

    def opened(path):
        paths.append(path)
        return Opened(page, lab, path)

    yield opened
    lab.use_standard_theme()
    for path in paths:
        lab.end_session(path)
