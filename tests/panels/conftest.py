"""The modules of the panels, run in a real browser without a page of the course."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from utils.panels.base import module

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
RUN = """async ([text, expression, values]) => {
    const blob = new Blob([text], { type: "text/javascript" });
    const m = await import(URL.createObjectURL(blob));
    return new Function("m", "v", "return " + expression)(m, values);
}"""


@pytest.fixture(scope="session")
def blank():
    """Yield an empty page of this machine's Chromium."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(CHROMIUMS)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()


@pytest.fixture
def run(blank):
    """Return run(script, expression, **values): what an expression of a module is.

    In the expression m is the module of the panel, and v holds the values.
    """

    def evaluated(script, expression, **values):
        return blank.evaluate(RUN, [module(script), expression, values])

    return evaluated
