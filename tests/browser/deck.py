"""A notebook as slides, as jupyterlab-rise shows them, and how much room they take."""

from lab import wait_for

OPEN_TIMEOUT = 90  # seconds
STILL_TIMEOUT = 60

# All slides beside each other in time, instead of the present one alone.
SHOW_ALL = """.reveal .slides section {
    display: block !important; visibility: visible !important; }"""

# For each slide: its name, the height that it needs, how much wider than its place the
# widest part is, and the heights of its cells.
MEASURE = """() => [...document.querySelectorAll(".reveal .slides section")]
    .filter(slide => !slide.querySelector("section"))
    .map(slide => {
        const cells = [...slide.querySelectorAll(".jp-Cell")];
        const parts = [...slide.querySelectorAll(
            ".jp-OutputArea-output, .jp-RenderedMarkdown, .cm-scroller, img, table")];
        return {
            name: slide.id,
            height: slide.scrollHeight,
            over: Math.max(0, ...parts.map(e => e.scrollWidth - e.clientWidth)),
            heights: cells.map(c => Math.round(c.getBoundingClientRect().height)),
        };
    })"""


class Deck:
    """The slides of a notebook in a page.

    Args:
        page: a Playwright page, blank.
        lab: the running Lab.
        path: the notebook, below the folder that the lab serves.
    """

    def __init__(self, page, lab, path):
        self.page, self.path = page, path
        page.goto(
            f"{lab.url}rise/{path}?token={lab.token}", timeout=OPEN_TIMEOUT * 1000
        )
        slide = page.locator(".reveal.ready .slides section").first
        slide.wait_for(state="attached", timeout=OPEN_TIMEOUT * 1000)

    def measure(self, width, height):
        """Return name, height, over and heights of each slide, at a size of the page.

        height: what the slide needs; over: by how much a part is wider than its place;
        heights: those of its cells. All in pixels.
        """
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.add_style_tag(content=SHOW_ALL)
        seen = []

        def at_rest():
            seen.append(self.page.evaluate(MEASURE))
            return len(seen) > 1 and seen[-1] == seen[-2]

        wait_for(
            f"the slides of {self.path} to be typeset",
            at_rest,
            STILL_TIMEOUT,
            pause=0,
            alive=lambda: self.page.wait_for_timeout(700),
        )
        return seen[-1]


def overflows(slides, height):
    """List the slides that do not fit, in words."""
    return [
        f"{slide['name']}: needs {slide['height']} of {height} pixels, "
        f"{slide['over']} too wide"
        for slide in slides
        if slide["height"] > height or slide["over"] > 0
    ]
