"""How notebooks are shown as slides, by jupyterlab-rise: sizes that follow the window.

Sizes are parts of the window's height (vh), so that a slide that fits one projector
fits every other. Figures are as high as leaves room for their code.
"""

STYLE = """\
.reveal { --jp-content-font-size1: 2.5vh; --jp-code-font-size: 2.1vh; }
.reveal h1 { font-size: 5vh; margin: 0; }
.reveal .jp-RenderedHTMLCommon table { font-size: 2.2vh; }
.reveal .jp-RenderedImage img {
  height: 40vh !important; max-width: 100%;
  object-fit: contain; object-position: left; }
.reveal .jp-Collapser { display: none; }
"""

# The theme is one that asks no other server for its letters.
RISE = {
    "auto_select": "none",
    "overlay": f"<style>{' '.join(STYLE.split())}</style>",
    "slideNumber": "c/t",
    "start_slideshow_at": "beginning",
    "theme": "serif",
    "transition": "none",
}

TYPES = {"slide", "subslide", "fragment", "-", "skip", "notes"}
