"""The modules of the panels, run in a real browser without a page of the course."""

import pytest
from chromium import chromium

from utils.panels.base import module

RUN = """async ([text, expression, values]) => {
    const blob = new Blob([text], { type: "text/javascript" });
    const m = await import(URL.createObjectURL(blob));
    return new Function("m", "v", "return " + expression)(m, values);
}"""


@pytest.fixture(scope="session")
def blank():
    """Yield an empty page of this machine's Chromium."""
    with chromium() as browser:
        yield browser.new_page()


@pytest.fixture
def run(blank):
    """Return run(script, expression, **values): what an expression of a module is.

    In the expression m is the module of the panel, and v holds the values.
    """

    def evaluated(script, expression, **values):
        return blank.evaluate(RUN, [module(script), expression, values])

    return evaluated
