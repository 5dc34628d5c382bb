"""The browser tests see what is wrong, and move what can be moved."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

IMPORTS = new_code_cell("import ipywidgets as widgets")
SLIDER = """\
slider = widgets.IntSlider(description="count", min=0, max=9, value=2)
label = widgets.HTML("2")
label.add_class("times-ten")
def changed(change):
    {body}
slider.observe(changed, "value")
widgets.VBox([slider, label])"""
SHOWS = 'label.value = f"<b>{10 * change.new}</b>"'
BUTTON = """\
button = widgets.Button(description="Next step")
def pressed(_):
    {body}
button.on_click(pressed)
button"""
INTERACT = """\
def show(count):
    assert count < 3, "planted"
widgets.interact(show, count=widgets.IntSlider(2, 0, 9));"""
CANVAS = """\
from ipycanvas import Canvas
seen, label = [], widgets.HTML("nothing")
label.add_class("seen")
canvas = Canvas(width=200, height=100)
canvas.add_class("paper")
def moved(x, y):
    seen.append((round(x), round(y)))
    label.value = f"{seen[0]} {seen[-1]} {len(seen)}"
canvas.on_mouse_move(moved)
widgets.VBox([canvas, label])"""


def cell(source, *tags, **values):
    body = source.format(**values) if values else source
    return new_code_cell(body, metadata={"tags": list(tags)})


def test_a_good_notebook_has_no_problems(open_cells):
    expected = cell("1 / 0", "raises-exception")
    notebook = open_cells(
        new_markdown_cell("Run:"), IMPORTS, cell(SLIDER, body=SHOWS), expected
    )
    notebook.run_all()
    notebook.move_slider("count", 3)
    assert notebook.slider_value("count") == 5
    assert notebook.wait_for_label("times-ten", lambda text: text != "2") == "50"
    notebook.move_slider("count", -1)
    notebook.wait_for_label("times-ten", lambda text: text == "40")
    assert notebook.problems() == []


def test_a_cell_that_fails_is_seen_and_the_rest_was_not_run(open_cells):
    notebook = open_cells(cell("1 / 0"), cell("2"))
    notebook.run_all()
    problems = "\n".join(notebook.problems())
    assert "ZeroDivisionError" in problems and "was not run" in problems


def test_text_on_stderr_is_seen(open_cells):
    notebook = open_cells(cell("import sys\nprint('careful', file=sys.stderr)"))
    notebook.run_all()
    assert "'careful'" in "\n".join(notebook.problems())


def test_a_kernel_that_dies_is_seen_at_once(open_cells):
    notebook = open_cells(cell("import os\nos._exit(1)"))
    notebook.run_all(timeout=60)
    assert "dialog" in "\n".join(notebook.problems())


@pytest.mark.parametrize("kind", ["observe", "click", "interact"])
def test_a_callback_that_raises_is_seen(open_cells, kind):
    fails = 'raise ValueError("planted")'
    source = {
        "observe": cell(SLIDER, body=fails),
        "click": cell(BUTTON, body=fails),
        "interact": cell(INTERACT),
    }[kind]
    notebook = open_cells(IMPORTS, source)
    notebook.run_all()
    assert notebook.problems() == []
    if kind == "click":
        notebook.press_button("Next step")
    else:
        notebook.move_slider("count", 1)
    notebook.page.wait_for_timeout(1000)
    assert "planted" in "\n".join(notebook.problems())


def test_strokes_reach_a_canvas(open_cells):
    notebook = open_cells(IMPORTS, cell(CANVAS))
    notebook.run_all()
    notebook.draw("paper", [[(0.1, 0.2), (0.5, 0.5)], [(0.5, 0.5), (0.9, 0.8)]])
    text = notebook.wait_for_label("seen", lambda text: "(180, 80)" in text)
    assert text.startswith("(20, 20) (180, 80)")
    assert notebook.problems() == []


def test_waiting_in_vain_says_for_what(open_cells):
    notebook = open_cells(cell("while True: pass"))
    with pytest.raises(TimeoutError, match=r"3 s in vain .* all cells to be run"):
        notebook.run_all(timeout=3)
