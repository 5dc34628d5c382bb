"""The pages that course book builds, in a real browser, from files, without a network.

Needs the packages of the extra 'book'.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import watched

from utils.classroom.book import build
from utils.classroom.notebooks import all_notebooks, code_cells, read

NAMES = ["index", *(path.stem for path in all_notebooks())]
RAW_FORMULA = r"""[...document.querySelectorAll("article p, article li, article td")]
    .some(e => /\$[^$]+\$/.test(e.innerText))"""
RAW_TABLE = r"""[...document.querySelectorAll("article p, article .output")]
    .some(e => /\|\s*(-{3}|—)\s*\|/.test(e.innerText))"""
SETTLED = "() => window.MathJax?.startup?.promise?.then(() => true) ?? true"


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Return a folder with the pages that course book builds."""
    folder = tmp_path_factory.mktemp("book") / "pages"
    assert build(folder) == 0, "warnings"
    return folder


@pytest.fixture
def opened(context, pages):
    """Return a function that opens a page; what went wrong is in page.problems."""

    def open_page(name, scheme="light"):
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)
        page.problems = watched(page)
        page.goto(f"file://{pages / name}.html")
        page.wait_for_function(SETTLED)
        return page

    yield open_page
    for page in context.pages:
        page.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_quiet_and_accessible(opened, name):
    """Pages are light and dark in turn: one style sheet makes all of them."""
    page = opened(name, ("light", "dark")[NAMES.index(name) % 2])
    assert page.problems == []
    assert not page.evaluate(RAW_FORMULA), "a formula that is not typeset"
    assert not page.evaluate(RAW_TABLE), "a table that is not drawn"
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("article img:not([alt])").count() == 0
    violations = Axe().run(page).response["violations"]
    assert {v["id"] for v in violations} == set()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_search_finds(opened):
    page = opened("search")
    field = "#searchbox input[name=q], form.sidebar-search-container input"
    page.fill(field, "complex step")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a", timeout=20_000)
    assert page.problems == []


def test_a_prediction_is_folded_and_opens_by_keyboard(opened):
    page = opened(NAMES[1])
    cells = code_cells(read(all_notebooks()[0]))
    texts = page.locator("details.hide summary").all_inner_texts()
    assert len(texts) == sum("jupyter" in cell.metadata for cell in cells)
    assert all("Show code cell output" in text for text in texts), "an answer beside it"
    folded = page.locator("details.hide").first
    assert folded.get_attribute("open") is None
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.get_attribute("open") is not None


def test_neighbours_are_linked_as_pages(opened):
    page = opened(NAMES[2])
    links = page.locator("article a").evaluate_all("all => all.map(a => a.href)")
    assert any(link.endswith(f"{NAMES[3]}.html") for link in links)
    assert not any(".ipynb" in link for link in links)


def test_a_printed_page_has_its_figures(opened):
    page = opened(NAMES[1])
    document = page.pdf()
    assert document.count(b"/Subtype /Image") >= page.locator("article img").count() - 1
