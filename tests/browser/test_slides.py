"""Each deck, presented by jupyterlab-rise, fits the projector, and needs no network."""

from functools import partial

import nbformat
import pytest
from deck import Deck, overflows
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from remake import NOTEBOOK_METADATA

from utils.classroom.notebooks import NOTEBOOKS

SIZES = ((1280, 720), (1920, 1080))  # pixels


def has_slides(path):
    return "slideshow" in nbformat.read(path, as_version=4).cells[0].metadata


NAMES = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if has_slides(path)]


@pytest.fixture
def open_deck(show):
    """Return a function that presents a notebook, by its path."""
    return partial(show, Deck)


@pytest.mark.parametrize("name", NAMES)
def test_the_slides_fit(open_deck, name):
    deck = open_deck(f"stored/{name}.ipynb")
    for width, height in SIZES:
        slides = deck.measure(width, height)
        assert 12 <= len(slides) <= 25
        assert overflows(slides, height) == []
    assert deck.asked_elsewhere == []


def test_slides_that_do_not_fit_are_seen(open_deck, course):
    tall = new_markdown_cell("Line.\n\n" * 30)
    wide = new_markdown_cell("$$" + "a + " * 200 + "a$$")
    fits = new_code_cell("1 + 1")
    notebook = new_notebook(cells=[fits, tall, wide], metadata=NOTEBOOK_METADATA)
    for cell in notebook.cells:
        cell.metadata["slideshow"] = {"slide_type": "slide"}
    nbformat.write(notebook, course / "misfits.ipynb")
    found = overflows(open_deck("misfits.ipynb").measure(1280, 720), 720)
    assert [text.split(":")[0] for text in found] == ["slide-1-0", "slide-2-0"]
