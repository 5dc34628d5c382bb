"""Build the course as pages for a browser, from the stored outputs; nothing is run.

    course book FOLDER

makes FOLDER, which must not exist or be empty. Open FOLDER/index.html: it needs no
server and no network. Building needs more packages than the course:

    pip install -e ".[book]"
"""

import importlib
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

PARTS = (
    ("The core", "00", "06"),
    ("A closer look", "07", "12"),
    ("Further", "13", "99"),
)
INTRODUCTION = """\
# Back-propagation, derived, checked and trained

One small network, followed all the way: derived with SymPy, checked numerically,
trained in NumPy, rebuilt in PyTorch, and every claim about it put to the test. Begin
with [Start here](00_start_here.ipynb). What you are asked to predict is folded. To run
and change the cells, open the notebooks in JupyterLab.
"""
SETTINGS = {
    "project": "Back-propagation",
    "extensions": ["myst_nb", "sphinx-mathjax-offline"],
    "mathjax_path": "mathjax/tex-svg.js",
    "html_theme": "furo",
    "html_title": "Back-propagation",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_search_summary": False,  # from files it could not be fetched
    "nb_execution_mode": "off",
    "nb_render_markdown_format": "myst",  # with tables, and formulas in dollars
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "myst_dmath_double_inline": True,
    "suppress_warnings": ["mystnb.unknown_mime_type", "myst.header"],
    "pygments_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
# What the theme leaves open for readers who use a keyboard or a screen reader.
ACCESSIBLE = {
    '<p class="caption" role="heading">': '<p class="caption">',
    '<aside class="sidebar-drawer': '<aside aria-label="Pages" class="sidebar-drawer',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    "<pre>": '<pre tabindex="0">',
}
EMPTY_HEADER = re.compile(r"<th[^>]*>(\s|&nbsp;|<p>|</p>)*</th>")


def page_of(path):
    """Return a notebook as its page shows it: predictions folded, figures described."""
    notebook = read(path)
    predicted = {cell.id for cell in predicted_cells(notebook)}
    for cell in code_cells(notebook):
        if cell.id in predicted and cell.outputs:
            cell.metadata["tags"] = [*tags(cell), "hide-output"]
        for output in cell.outputs:
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    return notebook


def write_sources(folder):
    """Write the notebooks, their pictures and an index for the builder."""
    shutil.copytree(NOTEBOOKS / "images", folder / "images")
    names = [path.stem for path in all_notebooks()]
    for path in all_notebooks():
        nbformat.write(page_of(path), folder / path.name)
    index = [INTRODUCTION]
    for title, first, last in PARTS:
        pages = [name for name in names if first <= name[:2] <= last]
        if pages:
            head = f"```{{toctree}}\n:caption: {title}\n:maxdepth: 1"
            index.append("\n".join([head, *pages, "```"]))
    (folder / "index.md").write_text("\n\n".join(index) + "\n", encoding="utf-8")
    settings = "".join(f"{name} = {value!r}\n" for name, value in SETTINGS.items())
    (folder / "conf.py").write_text(settings, encoding="utf-8")


def make_accessible(page):
    """Change the HTML file page: see ACCESSIBLE."""
    text = page.read_text(encoding="utf-8")
    for old, new in ACCESSIBLE.items():
        text = text.replace(old, new)
    page.write_text(EMPTY_HEADER.sub("<td></td>", text), encoding="utf-8")


def build(folder):
    """Build the pages in a folder; return the number of warnings.

    Raises:
        ImportError: a package of the extra 'book' is missing.
        FileExistsError: see utils.classroom.copies.new_folder.
    """
    from sphinx.application import Sphinx  # of the extra 'book'

    for name in (*SETTINGS["extensions"], SETTINGS["html_theme"]):
        importlib.import_module(name)  # Sphinx raises an error of its own kind
    with new_folder(folder) as whole, tempfile.TemporaryDirectory() as source:
        write_sources(Path(source))
        trees = whole.with_name("trees")
        builder = Sphinx(source, source, whole, trees, "html", status=None)
        builder.build()
        if builder.statuscode:
            raise RuntimeError("the builder stopped with an error")
        for page in whole.glob("*.html"):
            make_accessible(page)
    return builder._warncount


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("folder", type=Path, help="a new or empty folder")


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
