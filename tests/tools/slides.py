"""How notebooks are shown as slides, by jupyterlab-rise: sizes that follow the window.

Sizes are parts of the window's height (vh), so that a slide that fits one projector
fits every other. A figure leaves room for its code: it is higher if the code is short.
"""

STYLE = """\
.reveal { --jp-content-font-size1: 2.5vh; --jp-code-font-size: 2.1vh; }
.reveal h1 { font-size: 5vh; margin: 0; }
.reveal .jp-RenderedHTMLCommon table { font-size: 2.2vh; }
.reveal .jp-RenderedImage img {
  height: 40vh !important; max-width: 100%;
  object-fit: contain; object-position: left; }
.reveal .jp-CodeCell:not(:has(.cm-line:nth-child(7))) .jp-RenderedImage img {
  height: 49vh !important; }
.reveal .jp-Collapser { display: none; }
.reveal .slides section { box-sizing: border-box; padding: 0 5vw 0 2vw; }
.reveal .controls { transform: scale(0.5); transform-origin: bottom right; }
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
