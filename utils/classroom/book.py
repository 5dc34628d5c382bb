"""Build the course as pages for a browser, from the stored outputs; nothing is run.

    course book FOLDER

makes FOLDER, which must not exist yet. Open FOLDER/index.html: it needs no
server and no network, and its panels live. Building needs more packages:

    pip install -e ".[book]"
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat

from utils.classroom.copies import new_folder
from utils.classroom.notebooks import (
    NOTEBOOKS,
    all_notebooks,
    code_cells,
    predicted_cells,
    read,
    tags,
)
from utils.panels.base import KEPT
from utils.panels.page import html

SETTINGS = Path(__file__).parent / "pages"  # of Sphinx: conf.py, and what lies beside
# What the theme leaves open for readers who use a keyboard or a screen reader.
ACCESSIBLE = {
    '<p class="caption" role="heading">': '<p class="caption">',
    '<aside class="sidebar-drawer': '<aside aria-label="Pages" class="sidebar-drawer',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    "<pre>": '<pre tabindex="0">',
}
EMPTY_HEADER = re.compile(r"<th[^>]*>(\s|&nbsp;|<p>|</p>)*</th>")
PICTURE = re.compile(r'<img (?=[^>]*src="(_images/[^"]+\.png)")')


def page_of(path):
    """Return a notebook as its page shows it.

    Its title has its number, predictions are folded, figures described, panels live.
    """
    notebook = read(path)
    notebook.cells[0].source = re.sub(
        "^# ", f"# {path.stem[:2]} · ", notebook.cells[0].source
    )
    predicted = {cell.id for cell in predicted_cells(notebook)}
    for cell in code_cells(notebook):
        if cell.id in predicted and cell.outputs:
            cell.metadata["tags"] = [*tags(cell), "hide-output"]
        if alt := cell.metadata.get("alt"):
            cell.metadata["mystnb"] = {"image": {"alt": alt}}
        for output in cell.outputs:
            if kept := output.get("data", {}).get(KEPT):
                output.data, output.metadata = {"text/html": html(kept)}, {}
    return notebook


def write_sources(folder):
    """Write the notebooks, their pictures and an index for the builder."""
    shutil.copytree(NOTEBOOKS / "images", folder / "images")
    for path in all_notebooks():
        nbformat.write(page_of(path), folder / path.name)
    first = code_cells(read(all_notebooks()[0]))
    shown = [o.data for cell in first for o in cell.outputs if "data" in o]
    panel = next(html(data[KEPT]) for data in shown if KEPT in data)
    text = (SETTINGS / "index.md").read_text(encoding="utf-8")
    text = text.replace("{panel}", panel)
    (folder / "index.md").write_text(text, encoding="utf-8")


def finish(page):
    """Change an HTML file: see ACCESSIBLE; pictures have their size, and load late."""
    import imagesize  # comes with Sphinx

    def with_size(found):
        width, height = imagesize.get(page.parent / found[1])
        return f'<img width="{width}" height="{height}" loading="lazy" '

    text = page.read_text(encoding="utf-8")
    for old, new in ACCESSIBLE.items():
        text = text.replace(old, new)
    text = EMPTY_HEADER.sub("<td></td>", text)
    page.write_text(PICTURE.sub(with_size, text), encoding="utf-8")


def build(folder):
    """Build the pages in a folder; return the number of warnings.

    Raises:
        ImportError: a package of the extra 'book' is missing.
        FileExistsError: see utils.classroom.copies.new_folder.
    """
    import furo  # noqa: F401  Sphinx would raise an error of its own kind
    import myst_nb  # noqa: F401
    from sphinx.application import Sphinx

    with new_folder(folder) as whole, tempfile.TemporaryDirectory() as source:
        write_sources(Path(source))
        trees = whole.with_name("trees")
        builder = Sphinx(source, SETTINGS, whole, trees, "html", status=None)
        builder.build()
        if builder.statuscode:
            raise RuntimeError("the builder stopped with an error")
        for page in whole.glob("*.html"):
            finish(page)
    return builder._warncount


def add_arguments(add):
    """Declare the command line; add: a parser's add_argument."""
    add("folder", type=Path, help="a new folder")


def run(chosen):
    """Build the pages; return the exit status."""
    try:
        warnings = build(chosen.folder)
    except ImportError as error:
        print(f'{error}: run pip install -e ".[book]"', file=sys.stderr)
        return 1
    except (OSError, RuntimeError) as error:
        print(f"nothing was written: {error}", file=sys.stderr)
        return 1
    print(f"{chosen.folder / 'index.html'}: {len(all_notebooks())} notebooks")
    return int(warnings > 0)
