"""The browser tests see what is wrong, and move what can be moved."""

import psutil
import pytest
from lab import running_lab
from nbformat.v4 import new_code_cell, new_markdown_cell
from problems import unproved_answers

IMPORTS = new_code_cell("import ipywidgets as widgets")
SLIDER = """\
slider = widgets.IntSlider(min=0, max=9, value=2, readout=False)
slider.add_class("slider-count")
field = widgets.BoundedIntText(2, min=0, max=9, description="how many")
widgets.link((slider, "value"), (field, "value"))
times_ten = widgets.Label("ten times = 20")
times_ten.add_class("live-ten")
def changed(change):
    times_ten.value = f"ten times = {10 * change.new}"
slider.observe(changed, "value")
box = widgets.VBox([widgets.HBox([field, slider]), times_ten])
box.add_class("panel-ten")
box"""
FAILING = """\
slider = widgets.IntSlider(min=0, max=9, value=2)
slider.add_class("slider-failing")
def changed(change):
    raise ValueError("planted by observe")
slider.observe(changed, "value")
button = widgets.Button(description="Next step")
def pressed(_):
    raise ValueError("planted by on_click")
button.on_click(pressed)
def show(count):
    assert count < 3, "planted by interact"
knob = widgets.IntSlider(2, 0, 9)
knob.add_class("slider-interact")
box = widgets.VBox([slider, button, widgets.interactive(show, count=knob)])
box.add_class("panel-failing")
box"""
CANVAS = """\
from ipycanvas import Canvas
seen, label = [], widgets.Label("nothing")
label.add_class("live-seen")
canvas = Canvas(width=200, height=100)
def moved(x, y):
    seen.append((round(x), round(y)))
    label.value = f"{seen[0]} {seen[-1]}"
canvas.on_mouse_move(moved)
box = widgets.VBox([canvas, label])
box.add_class("panel-paper")
box"""
PALE = """\
pale = widgets.HTML('<b style="color: #888">pale</b> <b style="color: #111">dark</b>')
field = widgets.IntText(1, description="number")
stuck = widgets.HTML('<button tabindex="0" onfocus="this.blur()"></button>')
box = widgets.VBox([pale, widgets.Button(description="Go"), field, stuck])
box.add_class("panel-pale")
box"""
ANSWER = "class Verdict:\n    def __repr__(self):\n        return {says!r}\nVerdict()"


def cell(source, *tags):
    return new_code_cell(source, metadata={"tags": list(tags)})


def test_a_good_notebook_has_no_problems(open_cells):
    notebook = open_cells(
        new_markdown_cell("Run:"),
        IMPORTS,
        cell(SLIDER),
        cell("1 / 0", "raises-exception"),
        cell(ANSWER.format(says="Right: it is."), "exercise"),
    )
    notebook.run_all()
    panel = notebook.panel("panel-ten")
    panel.move_slider("count", 3)
    assert panel.slider_value("count") == 5
    panel.wait_for("live-ten", lambda text: text == "ten times = 50")
    panel.move_slider("count", -1)
    panel.wait_for("live-ten", lambda text: text == "ten times = 40")
    panel.type_into("how many", "7")
    panel.wait_for("live-ten", lambda text: text == "ten times = 70")
    assert panel.number("ten") == 70
    names, reached = panel.keyboard_stops()
    assert reached == names and "how many" in names
    assert notebook.problems() == []
    assert unproved_answers(notebook.saved()) == []


def test_what_is_wrong_is_seen(open_cells):
    notebook = open_cells(
        cell("import sys\nprint('careful', file=sys.stderr)"),
        cell(ANSWER.format(says="Not yet: it is not."), "exercise"),
        cell("1 / 0"),
        cell("..."),
    )
    notebook.run_all()
    problems = "\n".join(notebook.problems())
    for sign in ("'careful'", "ZeroDivisionError division", "was not run"):
        assert sign in problems
    saved = notebook.saved()
    assert unproved_answers(saved) == [saved["cells"][1]["id"]]


def test_a_kernel_that_dies_is_seen_at_once(open_cells):
    notebook = open_cells(cell("import os\nos._exit(1)"))
    notebook.run_all(timeout=60)
    assert "dialog" in "\n".join(notebook.problems())


def test_a_callback_that_raises_is_seen(open_cells):
    notebook = open_cells(IMPORTS, cell(FAILING))
    notebook.run_all()
    assert notebook.problems() == []
    panel = notebook.panel("panel-failing")
    panel.move_slider("failing", 1)
    panel.press("Next step")
    panel.move_slider("interact", 1)
    notebook.wait("three complaints", lambda: len(notebook.raised) >= 3, 20)
    problems = "\n".join(notebook.problems())
    for place in ("observe", "on_click", "interact"):
        assert f"planted by {place}" in problems


def test_strokes_reach_a_canvas(open_cells):
    notebook = open_cells(IMPORTS, cell(CANVAS))
    notebook.run_all()
    panel = notebook.panel("panel-paper")
    panel.draw([[(0.1, 0.2), (0.5, 0.5)], [(0.5, 0.5), (0.9, 0.8)]])
    panel.wait_for("live-seen", lambda text: text == "(20, 20) (180, 80)")
    assert notebook.problems() == []


def test_pale_text_and_controls_out_of_reach_are_seen(open_cells):
    notebook = open_cells(IMPORTS, cell(PALE))
    notebook.run_all()
    panel = notebook.panel("panel-pale")
    names, reached = panel.keyboard_stops()
    assert names == ["Go", "number", ""] and reached == ["Go", "number"]
    assert [text.split(":")[0] for text in panel.low_contrasts()] == ["'pale'"]
    notebook.use_theme("JupyterLab Dark")
    assert [text.split(":")[0] for text in panel.low_contrasts()] == ["'dark'"]


def test_waiting_in_vain_says_for_what(open_cells):
    notebook = open_cells(cell("while True: pass"))
    with pytest.raises(TimeoutError, match=r"3 s in vain .* all cells to be run"):
        notebook.run_all(timeout=3)


def test_every_process_is_ended(tmp_path):
    (tmp_path / "course").mkdir()
    with running_lab(tmp_path / "course", tmp_path / "place") as lab:
        lab.request("POST", "api/kernels", {"name": "python3"})
        started = psutil.Process().children(recursive=True)
        started = [p for p in started if str(tmp_path) in " ".join(p.cmdline())]
        assert len(started) >= 2  # the server and the kernel
    assert not any(process.is_running() for process in started)


def test_a_server_that_does_not_start_tells_why(tmp_path):
    with (
        pytest.raises(RuntimeError, match="JupyterLab ended at once"),
        running_lab(tmp_path / "no such folder", tmp_path / "place"),
    ):
        pass
