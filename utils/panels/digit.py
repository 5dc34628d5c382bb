"""The panel 'digit': a sheet to draw on, and what the network makes of the drawing."""

import numpy as np
from ipycanvas import Canvas

from utils.data.drawing import CANVAS, EXAMPLES, PEN, ink, mnist_form
from utils.figures.reading import NONE, SPEAKERS, draw_reading, read_picture, said
from utils.panels.base import Panel as NewPanel
from utils.panels.panel import KernelPanel as Panel
from utils.panels.panel import button, choice

SMALLEST = 2 * PEN  # a drawing that is smaller in both directions is a dot
EMPTY = "The sheet is empty: draw a digit with the mouse or a finger."
TINY = "That is only a dot: draw a digit that fills the sheet."
SIZE = (9.6, 2.0)  # inches
PLACES = (
    (0.01, 0.08, 0.17, 0.8),
    (0.26, 0.26, 0.24, 0.6),
    *((0.52 + 0.12 * number, 0.2, 0.11, 0.55) for number in range(SPEAKERS)),
)


class Pad:
    """A canvas that records the strokes of a mouse or a finger.

    Args:
        finished: called without arguments after each stroke.
        guarded: turns an action into a callback that shows its exceptions (see Panel).

    Attributes:
        canvas: an ipycanvas Canvas of CANVAS x CANVAS pixels, CSS class digit-pad.
        strokes: lists of points (across, down), in pixels.
    """

    def __init__(self, finished, guarded):
        self.finished, self.strokes, self.down = finished, [], False
        self.canvas = Canvas(width=CANVAS, height=CANVAS)
        self.canvas.add_class("digit-pad")
        self.canvas.layout.border = "1px solid gray"
        self.canvas.layout.width = f"{CANVAS}px"
        self.wipe()
        events = {
            "mouse_down": self.begin,
            "mouse_move": self.go_on,
            "mouse_up": self.end,
            "mouse_out": self.end,
            "touch_start": lambda touches: self.begin(*touches[0]),
            "touch_move": lambda touches: self.go_on(*touches[0]),
            "touch_end": self.end,
        }
        for name, action in events.items():
            getattr(self.canvas, f"on_{name}")(
                lambda *place, action=action: guarded(lambda: action(*place))(None)
            )

    def wipe(self):
        """Forget the strokes and make the sheet white."""
        self.strokes.clear()
        self.canvas.fill_style = "white"
        self.canvas.fill_rect(0, 0, CANVAS, CANVAS)

    def show(self, strokes):
        """Put these strokes on an empty sheet."""
        self.wipe()
        for stroke in strokes:
            self.strokes.append([tuple(stroke[0])])
            for point in stroke[1:]:
                self._line_to(point)

    def begin(self, *point):
        """Put the pen down at a point (across, down)."""
        self.down = True
        self.strokes.append([point])
        self._line_to(point)

    def go_on(self, *point):
        """Move the pen; it draws while it is down."""
        if self.down:
            self._line_to(point)

    def end(self, *place):
        """Lift the pen, wherever it is."""
        if self.down:
            self.down = False
            self.finished()

    def _line_to(self, point):
        last = self.strokes[-1][-1]
        self.strokes[-1].append(tuple(point))
        self.canvas.line_width, self.canvas.line_cap = PEN, "round"
        self.canvas.stroke_style = "black"
        self.canvas.stroke_line(*last, *point)


def digit_panel(V, W, threshold=0.0):
    """Return the panel 'digit': draw, and see the answer of the network.

    Its parts: the canvas of class digit-pad; a list "example" of drawings that need no
    mouse; a button "Clear"; the lines live-answer and live-output; panel-status, which
    says calmly what is wrong with a drawing. More in utils.panels.panel.

    Args:
        V (784, m), W (m, l): float64 weights of a trained network.
        threshold: below this largest output the answer is "none of them".
    """
    options = {"draw your own": ""} | {f"a {name}": name for name in EXAMPLES}
    controls = {"example": choice("example", options, ""), "clear": button("Clear")}
    panel = Panel("digit", controls, ("answer", "output"), SIZE, PLACES)
    example, clear = controls["example"].widget, controls["clear"].widget

    def answer():
        _answer(panel, pad.strokes, V, W, threshold)

    def show_example():
        if example.value:
            pad.show(EXAMPLES[example.value])
        answer()

    def wipe():
        pad.wipe()
        example.value = ""
        answer()

    pad = Pad(answer, panel.guarded)
    clear.on_click(panel.guarded(wipe))
    panel.children = (panel.children[0], pad.canvas, *panel.children[1:])
    answer()
    example.observe(panel.guarded(show_example), names="value")
    return panel


def _answer(panel, strokes, V, W, threshold):
    """Show what the network makes of the strokes, or what keeps it from answering."""
    panel.status.value = fault(strokes)
    if panel.status.value:
        panel.picture.value = ""
        for name, label in panel.shown.items():
            label.value = f"{name} = none"
        return
    reading = read_picture(mnist_form(ink(strokes)), V, W)
    answer, output = said(reading, threshold), f"{reading.outputs.max():.2f}"
    if answer == NONE:
        panel.status.value = f"No output reaches {threshold:.2f}."
    panel.show(lambda *axes: draw_reading(axes, reading, V, threshold), answer, output)


def fault(strokes):
    """Say what keeps strokes from being read, or return an empty string."""
    try:
        rows, columns = np.nonzero(ink(strokes))
    except ValueError:
        return EMPTY
    if max(np.ptp(rows), np.ptp(columns)) < SMALLEST:
        return TINY
    return ""


class Digit(NewPanel):
    """Draw a digit and watch the network think, unit by unit.

    Digit(V, W, threshold, EXAMPLES): V (784, m), W (m, l), trained weights; threshold,
    below this largest output the answer is 'none of them'; examples, name -> strokes,
    those of utils.data.drawing, for readers who do not draw.
    """

    script = "digit"

    def __init__(self, V, W, threshold=0.0, examples=None):
        V, W = (np.ascontiguousarray(M, dtype="<f4").tobytes() for M in (V, W))
        super().__init__(V=V, W=W, threshold=threshold, examples=examples or {})
