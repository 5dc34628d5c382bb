"""Each deck, presented by jupyterlab-rise, fits the projector, and needs no network.

Sizes are parts of the window's height: what fits the small projector fits a large one.
"""

import nbformat
import pytest
from chromium import watched
from lab import wait_for

from utils.classroom.notebooks import NOTEBOOKS

WIDTH, HEIGHT = 1280, 720  # pixels
# All slides beside each other in time, instead of the present one alone.
SHOW_ALL = """.reveal .slides section {
    display: block !important; visibility: visible !important; }"""
# For each slide: its name, the height that it needs, how much wider than its place the
# widest part is, the heights of its cells, and what stands beside folded outputs.
MEASURE = """() => [...document.querySelectorAll(".reveal .slides section")]
    .filter(slide => !slide.querySelector("section"))
    .map(slide => {
        const cells = [...slide.querySelectorAll(".jp-Cell")];
        const parts = [...slide.querySelectorAll(
            ".jp-OutputArea-output, .jp-RenderedMarkdown, .cm-scroller, img, table")];
        const folds = [...slide.querySelectorAll(".jp-PlaceholderText")];
        return [
            slide.id,
            slide.scrollHeight,
            Math.max(0, ...parts.map(e => e.scrollWidth - e.clientWidth)),
            cells.map(c => Math.round(c.getBoundingClientRect().height)),
            folds.map(fold => fold.innerText).join(""),
        ];
    })"""


def has_slides(path):
    return "slideshow" in nbformat.read(path, as_version=4).cells[0].metadata


def measured(page):
    """Return what MEASURE finds of each slide, at rest."""
    page.add_style_tag(content=SHOW_ALL)
    seen = []

    def at_rest():
        seen.append(page.evaluate(MEASURE))
        return len(seen) > 1 and seen[-1] == seen[-2]

    pause = lambda: page.wait_for_timeout(700)  # noqa: E731
    wait_for("the slides to be typeset", at_rest, pause)
    return seen[-1]


@pytest.mark.parametrize(
    "name",
    [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if has_slides(path)],
)
def test_the_slides_fit(page, lab, name):
    found = watched(page, own=(lab.url, lab.url.replace("http", "ws")))
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(f"{lab.url}rise/notebooks/{name}.ipynb?token={lab.token}", timeout=90_000)
    slide = page.locator(".reveal.ready .slides section").first
    slide.wait_for(state="attached", timeout=90_000)
    slides = measured(page)
    assert 12 <= len(slides) <= 25
    wrong = [s for s in slides if s[1] > HEIGHT or s[2] > 0 or s[4]]
    assert wrong == []
    assert [text for text in found if text.startswith(("http", "ws"))] == []
    lab.end_session(f"notebooks/{name}.ipynb")
