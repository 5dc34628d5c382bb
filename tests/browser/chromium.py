"""This machine's Chromium, for all tests that need a real browser."""

import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",  # tests may run as root; the pages are this project's own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium():
    """Yield a running Chromium, or skip the test where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=OPTIONS, timeout=60_000
        )
        yield browser
        browser.close()


def watched(page, own=()):
    """Return a list that fills with what goes wrong in a page.

    That is: errors on its console, and requests that leave the machine: their addresses
    begin neither with file:, data: or blob:, nor with one of own.
    """
    found, own = [], ("file:", "data:", "blob:", *own)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda m: m.type == "error" and found.append(m.text))
    page.on("request", lambda r: r.url.startswith(own) or found.append(r.url))
    return found
