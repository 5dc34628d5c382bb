"""A real browser, and a JupyterLab of this environment on a copy of the course.

Run by `pytest -m browser tests/browser`, two files at a time. Pictures are left in
.artefacts/browser.
"""

import shutil
from pathlib import Path

import pytest
from chromium import chromium
from lab import Opened, running_lab

from utils.classroom.notebooks import NOTEBOOKS

VIEWPORT = {"width": 1280, "height": 900}


def pytest_addoption(parser):
    parser.addoption(
        "--update-pictures",
        action="store_true",
        help="write the pictures of the README anew, in notebooks/images",
    )


def pytest_ignore_collect(config):
    """Leave this folder, which needs more packages, to those who ask for it."""
    return config.option.markexpr == "not browser" or None


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
    """Return a folder with a copy of the notebooks, as they are stored."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
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
    """Return a function that opens a notebook of the course: see lab.Opened."""
    paths = []

    def opened(path, *place):
        paths.append(path)
        return Opened(page, lab, path, *place)

    yield opened
    for path in paths:
        lab.end_session(path)
