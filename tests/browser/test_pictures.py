"""The pictures of the README: two pages of the book, and a panel in use.

With --update-pictures they are written anew; without, only taken, into .artefacts.
"""

import io
import re

import pytest
from examples import panels
from PIL import Image

from utils.classroom.notebooks import NOTEBOOKS, ROOT
from utils.panels.page import html

README = (ROOT / "README.md").read_text(encoding="utf-8")
SIZE = {"width": 1000, "height": 700}
COLOURS = 64  # of the picture files, to keep them small
TO_THE_MIDDLE = """e => {
    document.documentElement.style.scrollBehavior = "auto";
    const { top, height } = e.getBoundingClientRect();
    window.scrollTo(0, window.scrollY + top + height / 2 - 350);
}"""
PAGES = {  # the picture -> the page, and the theme
    "page-light": ("02_chain_rule", "light"),
    "page-dark": ("13_deeper", "dark"),
}


@pytest.fixture
def keep(request):
    """Return a function that writes a picture, given as the bytes of a PNG file."""
    update = request.config.getoption("--update-pictures", default=False)
    folder = NOTEBOOKS / "images" if update else ROOT / ".artefacts" / "browser"
    folder.mkdir(parents=True, exist_ok=True)

    def kept(name, data):
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        assert len(picture.getcolors(maxcolors=1_000_000)) > 50, "nearly blank"
        small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(folder / f"{name}.png", optimize=True)

    return kept


@pytest.mark.parametrize("name", PAGES)
def test_a_page(name, browser, pages, keep):
    stem, theme = PAGES[name]
    context = browser.new_context(viewport=SIZE, color_scheme=theme)
    page = context.new_page()
    page.goto(f"file://{pages / stem}.html")
    page.wait_for_function("() => window.MathJax?.startup?.promise?.then(() => true)")
    page.wait_for_load_state("load")
    page.locator("article img:visible").first.evaluate(TO_THE_MIDDLE)
    page.wait_for_timeout(1000)  # for what is drawn when it comes in sight
    keep(name, page.screenshot())
    context.close()


def test_a_panel_in_use(browser, tmp_path, keep):
    file = tmp_path / "panel.html"
    file.write_text(html(panels()["chain_walk"]), encoding="utf-8")
    page = browser.new_page(viewport=SIZE)
    page.goto(file.as_uri())
    page.get_by_label("step").fill("7")
    keep("panel", page.locator(".bp").screenshot())
    page.close()


def test_the_readme_shows_them():
    shown = set(re.findall(r"notebooks/images/([\w-]+)\.png", README))
    assert {*PAGES, "panel"} <= shown
