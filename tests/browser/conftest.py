"""A real browser, and a JupyterLab of this environment on a copy of the notebooks.

Run by `pytest --dist=load -m browser tests/browser`, two at a time. Pictures are left
in .artefacts/browser.
"""

import shutil
from functools import partial
from pathlib import Path

import nbformat
import pytest
from lab import running_lab
from opened import Opened
from playwright.sync_api import sync_playwright
from problems import without_outputs
from remake import NOTEBOOK_METADATA

from utils.classroom.copies import with_solutions, write_version
from utils.classroom.notebooks import NOTEBOOKS

pytest.register_assert_rewrite("panel_checks")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",  # tests may run as root; the pages are this project's own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
def chromium():
    """Return the path of this machine's Chromium, or skip the test."""
    for name in CHROMIUMS:
        if path := shutil.which(name):
            return path
    pytest.skip(f"no browser: none of {', '.join(CHROMIUMS)} is on the PATH")


@pytest.fixture(scope="session")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=OPTIONS, timeout=60_000
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """Return a folder with two copies of the course's notebooks.

    stored/ is as it stands. In notebooks/ there are no outputs, and every exercise is
    solved: Run All Cells then shows that the solutions pass, and that they leave the
    rest of the notebook as it was.
    """
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(NOTEBOOKS, folder / "stored")
    write_version(NOTEBOOKS, folder / "notebooks", with_solutions)
    for path in (folder / "notebooks").glob("*.ipynb"):
        nbformat.write(without_outputs(nbformat.read(path, as_version=4)), path)
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
def show(context, lab):
    """Return a function that shows a notebook in a new page: show(kind, path).

    It returns kind(page, lab, path), for example an Opened. The page and the notebook's
    kernel are closed when the test ends.
    """
    pages, paths = [], []

    def shown(kind, path):
        pages.append(context.new_page())
        paths.append(path)
        return kind(pages[-1], lab, path)

    yield shown
    for page in pages:
        page.close()
    for path in paths:
        lab.end_session(path)


@pytest.fixture
def open_notebook(show, lab):
    """Return a function that opens a notebook of the course, by its path."""
    yield partial(show, Opened)
    lab.use_standard_theme()


@pytest.fixture
def open_cells(open_notebook, course, request):
    """Return a function that writes a notebook of these cells, and opens it."""

    def opened(*cells):
        name = f"{request.node.name}.ipynb".replace("[", "_").replace("]", "")
        notebook = nbformat.v4.new_notebook(cells=list(cells))
        notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
        nbformat.write(notebook, course / name)
        return open_notebook(name)

    return opened
