"""Each deck, presented by jupyterlab-rise, fits the projector, and needs no network."""

import nbformat
import pytest
from chromium import watched
from deck import Deck, overflows

from utils.classroom.notebooks import NOTEBOOKS

SIZES = ((1280, 720), (1920, 1080))  # pixels


def has_slides(path):
    return "slideshow" in nbformat.read(path, as_version=4).cells[0].metadata


NAMES = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if has_slides(path)]


@pytest.mark.parametrize("name", NAMES)
def test_the_slides_fit(page, lab, name):
    found = watched(page, own=(lab.url, lab.url.replace("http", "ws")))
    deck = Deck(page, lab, f"stored/{name}.ipynb")
    for width, height in SIZES:
        slides = deck.measure(width, height)
        assert 12 <= len(slides) <= 25
        assert overflows(slides, height) == []
    assert [text for text in found if text.startswith(("http", "ws"))] == []
    lab.end_session(f"stored/{name}.ipynb")
