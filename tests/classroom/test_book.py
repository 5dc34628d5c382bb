"""The pages of course book, as files; tests/browser opens them."""

import re
import subprocess
import sys

import pytest

from utils.classroom.course import main
from utils.classroom.notebooks import all_notebooks, code_cells, predicted_cells, read
from utils.panels.base import KEPT

NAMES = [path.stem for path in all_notebooks()]


@pytest.mark.parametrize("package", ["furo", "myst_nb", "sphinx.application"])
def test_a_missing_package_is_told_with_the_line_for_pip(
    package, tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(sys.modules, package, None)
    assert main(["book", str(tmp_path / "pages")]) == 1
    assert 'pip install -e ".[book]"' in capsys.readouterr().err
    assert not (tmp_path / "pages").exists()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Build the pages; return dict: name -> HTML, and the folder."""
    pytest.importorskip("myst_nb")
    folder = tmp_path_factory.mktemp("book") / "pages"
    command = [sys.executable, "-m", "utils.classroom.course", "book", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {p.stem: p.read_text("utf-8") for p in folder.glob("*.html")}, folder


@pytest.mark.parametrize("name", ["index", *NAMES])
def test_the_head_of_a_page(pages, name):
    head = pages[0][name].partition("<body")[0]
    assert len(re.findall('name="viewport"', head)) == 1
    assert 'href="_static/icon.svg"' in head
    description = re.search('<meta name="description" content="([^"]*)">', head)[1]
    assert 60 < len(description) <= 200
    shown = dict(re.findall('<meta property="og:([a-z_]+)" content="([^"]*)">', head))
    assert shown["description"] == description and shown["title"]
    assert (pages[1] / shown["image"]).exists()


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_a_page_shows_what_its_notebook_has(pages, path):
    page, notebook = pages[0][path.stem], read(path)
    assert f"<h1>{path.stem[:2]} · " in page
    predicted = [c for c in predicted_cells(notebook) if c.outputs]
    folded = re.findall('<details class="[^"]*hide[^>]*>', page)
    assert len(folded) == len(predicted) and not any(" open" in f for f in folded)
    kept = [
        o for c in code_cells(notebook) for o in c.outputs if KEPT in o.get("data", {})
    ]
    assert page.count('<div class="backprop-panel">') == len(kept)
    pictures = re.findall('<img [^>]*src="_images/[^"]*.png"[^>]*>', page)
    assert all('width="' in p and 'loading="lazy"' in p for p in pictures)
    assert all(re.search('alt="[^"]{40,}"', p) for p in pictures)


def test_the_first_page_invites(pages):
    page = pages[0]["index"]
    assert '<div class="backprop-panel">' in page and "Three ways through" in page
    assert all(f'href="{name}.html"' in page for name in NAMES)


def test_the_pages_are_small(pages):
    sizes = {p: p.stat().st_size for p in pages[1].rglob("*") if p.is_file()}
    assert sum(sizes.values()) < 12e6
    assert sum(size for p, size in sizes.items() if "mathjax" in str(p)) < 2e6
