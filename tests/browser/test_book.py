"""The pages that course book builds, in a real browser, from files, without a network.

Needs the packages of the extra 'book'.
"""

import pytest

from utils.classroom.notebooks import all_notebooks

NAMES = [path.stem for path in all_notebooks()]
WORDS = ("transpose", "complex step", "Kronecker")
RAW_FORMULA = r"""[...document.querySelectorAll("article p, article li, article td")]
    .some(e => /\$[^$]+\$/.test(e.innerText))"""
RAW_TABLE = r"""[...document.querySelectorAll("article p, article .output")]
    .some(e => /\|\s*(-{3}|—)\s*\|/.test(e.innerText))"""
SETTLED = "() => window.MathJax?.startup?.promise?.then(() => true) ?? true"


@pytest.fixture(params=["light", "dark"])
def opened(browser, pages, request):
    """Return a function that opens a page; what went wrong is in page.problems."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=request.param
    )

    def open_page(name):
        page = context.new_page()
        page.problems = []
        page.on("console", lambda m: note(page, m.type == "error", m.text))
        page.on("pageerror", lambda error: note(page, True, str(error)))
        page.on("request", lambda r: note(page, leaves(r.url), r.url))
        page.goto(f"file://{pages / name}.html")
        page.wait_for_function(SETTLED)
        return page

    yield open_page
    context.close()


def leaves(address):
    return not address.startswith(("file:", "data:", "blob:"))


def note(page, wrong, text):
    if wrong:
        page.problems.append(text)


@pytest.mark.parametrize("name", ["index", *NAMES])
def test_a_page_is_whole_quiet_and_accessible(opened, name):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name)
    assert page.problems == []
    assert not page.evaluate(RAW_FORMULA), "a formula that is not typeset"
    assert not page.evaluate(RAW_TABLE), "a table that is not drawn"
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("article img:not([alt])").count() == 0
    violations = Axe().run(page).response["violations"]
    assert {v["id"] for v in violations} == set()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("words", WORDS)
def test_the_search_finds(opened, words):
    page = opened("search")
    page.fill("#searchbox input[name=q], form.sidebar-search-container input", words)
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a", timeout=20_000)
    assert page.problems == []


def test_a_prediction_is_folded_and_opens_by_keyboard(opened):
    page = opened("00_start_here")
    folded = page.locator("details.hide").first
    assert folded.get_attribute("open") is None
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.get_attribute("open") is not None


def test_neighbours_are_linked_as_pages(opened):
    page = opened(NAMES[1])
    links = page.locator("article a").evaluate_all("all => all.map(a => a.href)")
    assert any(link.endswith(f"{NAMES[2]}.html") for link in links)
    assert not any(".ipynb" in link for link in links)


def test_a_printed_page_has_its_figures(opened, pages):
    page = opened("00_start_here")
    document = page.pdf()
    assert document.count(b"/Subtype /Image") >= page.locator("article img").count() - 1
