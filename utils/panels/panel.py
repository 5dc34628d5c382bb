"""Panels: controls, a picture and numbers that follow, in the page of a notebook.

By these names a style sheet or a test finds the parts of a panel:

- `panel-NAME` (CSS class): the whole panel.
- the label of a control, such as "input x_1", belongs to a real input field. The slider
  beside that field is tied to it; it has the class `slider-NAME`.
- `live-NAME` (CSS class): a line of text `NAME = number` that follows the controls. In
  the class each run of other characters than letters, digits and _ becomes one _.
- `panel-status` (CSS class): a line that says what the panel is doing, or has done.
- `callback-error` (CSS class): empty, or the traceback of a control that failed.
"""

import base64
import html
import io
import re
import threading
import traceback
from typing import NamedTuple

import ipywidgets as widgets
from matplotlib.figure import Figure

# JupyterLab hands what readers do to two threads of the kernel, sometimes at once.
ONE_AT_A_TIME = threading.RLock()
WIDE = {"description_width": "initial"}
DPI = 100
WHOLE = (0.01, 0.01, 0.98, 0.98)
WITHOUT_KERNEL = "(Controls to try: run this notebook in JupyterLab.)"  # 110 at most


class Control(NamedTuple):
    """A widget with a value, and the box that shows it with its label."""

    widget: object
    box: object


class KernelPanel(widgets.VBox):
    """A box of controls, a picture and numbers; a sentence where no kernel runs.

    Args:
        name: the CSS class will be panel-name.
        controls: name -> Control.
        shown: names of the numbers under the picture.
        size: width and height of the picture in inches.
        axes: left, bottom, width and height of each Axes, as parts of the picture.

    Attributes: controls, name -> widget; shown, name -> Label; axes; picture, an HTML;
    status, a Label; errors, an Output.
    """

    def __init__(self, name, controls, shown, size, axes=(WHOLE,)):
        figure = Figure(figsize=size, dpi=DPI, facecolor="white")
        self.axes = [figure.add_axes(place) for place in axes]
        self.controls = {each: control.widget for each, control in controls.items()}
        self.shown = {each: _label(f"live-{css_name(each)}") for each in shown}
        self.status = _label("panel-status")
        self.picture = widgets.HTML()
        self.errors = widgets.Output()
        self.errors.add_class("callback-error")
        above = _row(control.box for control in controls.values())
        below = _row([*self.shown.values(), self.status])
        super().__init__([above, self.picture, below, self.errors])
        self.add_class(f"panel-{name}")

    def __repr__(self):
        return WITHOUT_KERNEL

    def show(self, draw, *numbers):
        """Draw the picture anew and write the numbers.

        Args: draw, a function of the picture's Axes, which are empty; numbers, for each
        name in shown its text.
        """
        for ax in self.axes:  # its ticks stay: they are slow to make
            for artist in (*ax.lines, *ax.patches, *ax.texts, *ax.images):
                artist.remove()
        draw(*self.axes)
        texts = [f"{name} = {n}" for name, n in zip(self.shown, numbers, strict=True)]
        text = ", ".join(filter(None, (self.status.value, *texts)))
        self.picture.value = image_tag(self.axes[0].figure, f"Figure: {text}")
        for label, text in zip(self.shown.values(), texts, strict=True):
            label.value = text

    def follow(self, update, names=None):
        """Call update now, and again when a control changes; return the panel.

        The first call raises where it stands, so the cell fails. Later an exception is
        shown in the panel, and raised as well.

        Args: update, without arguments; names, the controls to follow (None: all).
        """
        update()
        for name in names or self.controls:
            self.controls[name].observe(self.guarded(update), names="value")
        return self

    def guarded(self, action):
        """Return a callback that calls action() and shows its exception in the page."""

        def callback(_change):
            with ONE_AT_A_TIME:
                try:
                    action()
                except Exception as failure:
                    lines = "".join(traceback.format_exception(failure)).splitlines()
                    said = {"ename": type(failure).__name__, "evalue": str(failure)}
                    output = {"output_type": "error", "traceback": lines} | said
                    self.errors.outputs = (output,)
                    raise
                self.errors.outputs = ()

        return callback


def css_name(name):
    """Return name with only letters, digits and _, for a CSS class."""
    return re.sub(r"\W+", "_", name)


def image_tag(figure, text):
    """Return an HTML image of a Matplotlib Figure; text is for those who cannot see it.

    The Image of ipywidgets 8.1 takes no such text. The image has its size before it is
    decoded, so nothing moves when it is replaced. Pyplot need not know the figure.
    """
    file = io.BytesIO()
    figure.savefig(file, format="png", pil_kwargs={"compress_level": 1})
    data = base64.b64encode(file.getvalue()).decode()
    width, height = figure.canvas.get_width_height()
    return (
        f'<img alt="{html.escape(text)}" decoding="sync" width="{width}" '
        f'height="{height}" style="max-width: 100%; height: auto; background: white" '
        f'src="data:image/png;base64,{data}">'
    )


def _label(css_class):
    label = widgets.Label()
    label.add_class(css_class)
    return label


def _row(children):
    layout = widgets.Layout(flex_flow="row wrap", grid_gap="0 24px")
    return widgets.HBox(list(children), layout=layout)


def slider(name, label, value, low, high, step):
    """Return a Control: a slider from low to high, tied to a labelled number field.

    The field takes typed numbers, and its label is one that a screen reader finds; a
    slider's handle has none. The value at the start is rounded to two digits.
    """
    value = round(float(value), 2)
    knob = widgets.FloatSlider(value, min=low, max=high, step=step, readout=False)
    return _with_field(name, label, knob, low, high, step)


def _with_field(name, label, knob, low, high, step):
    knob.layout.width = "220px"
    knob.add_class(f"slider-{name}")
    field = widgets.BoundedFloatText(
        min=low, max=high, step=step, description=label, style=WIDE
    )
    field.layout.width = "190px"
    short = (lambda value: float(f"{value:.4g}"), float)  # 0.8, not 0.7999999999
    widgets.link((knob, "value"), (field, "value"), transform=short)
    box = widgets.HBox([field, knob])
    box.add_class("control")  # what belongs to one label
    return Control(knob, box)


def choice(label, options, value):
    """Return a Control: a drop-down list with its label; options are name -> value."""
    widget = widgets.Dropdown(
        options=list(options.items()), value=value, description=label, style=WIDE
    )
    widget.layout.width = "220px"
    return Control(widget, widget)


def button(label):
    """Return a Control: a button."""
    widget = widgets.Button(description=label)
    return Control(widget, widget)
