"""How Sphinx builds the pages of the course, for utils.classroom.book."""

import html
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

project = html_title = "Back-propagation"
copyright = ""
html_show_copyright = False
extensions = ["myst_nb", "sphinx.ext.mathjax"]
nb_execution_mode = "off"
nb_render_markdown_format = "myst"  # with tables, and formulas in dollars
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_dmath_double_inline = True
suppress_warnings = ["mystnb.unknown_mime_type", "myst.header"]

html_theme = "furo"
html_favicon = "icon.svg"
html_static_path = ["pages.css", "../../../notebooks/images/panel.png"]
html_css_files = ["pages.css"]
html_copy_source = html_show_sourcelink = False
html_show_search_summary = False  # from files it could not be fetched
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

MATHJAX = Path(*find_spec("sphinx-mathjax-offline").submodule_search_locations)
USED = ("tex-chtml.js", "output/chtml/fonts/woff-v2")  # of the 24 MB that it has
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableMenu": False}}  # which would load more

DESCRIPTION = (
    "One small network, followed all the way: back-propagation derived with SymPy, "
    "checked by numbers, trained in NumPy and rebuilt in PyTorch."
)
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')  # the theme writes its own


def describe(app, page, template, context, doctree):
    """Put a description and Open Graph's tags into the head of a page."""
    title = re.sub("<[^>]*>", "", context.get("title", project))
    text = DESCRIPTION if page == "index" or not doctree else first_paragraph(doctree)
    named = {"description": text}
    shown = {"og:title": title, "og:description": text, "og:type": "article"}
    shown |= {"og:site_name": project, "og:image": "_static/panel.png"}
    tags = [f'<meta name="{k}" content="{v}">' for k, v in named.items()]
    tags += [f'<meta property="{k}" content="{v}">' for k, v in shown.items()]
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", "")) + "\n".join(
        tags
    )


def first_paragraph(doctree):
    """Return the first paragraph of a page in words, fit for an attribute."""
    from docutils import nodes

    found = [p.astext() for p in doctree.findall(nodes.paragraph)]
    text = " ".join(next((t for t in found if len(t) > 60), DESCRIPTION).split())
    text = text if len(text) < 200 else f"{text[:197].rsplit(' ', 1)[0]} ..."
    return html.escape(text)


def copy_mathjax(app, error):
    """Copy the part of MathJax that the pages use."""
    for name in USED:
        there, here = MATHJAX / "static/mathjax" / name, app.outdir / "_static/mathjax"
        copy = shutil.copytree if there.is_dir() else shutil.copy
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        copy(there, here / name)


def setup(app):
    """Tell Sphinx of these functions."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", copy_mathjax)
