"""The panel 'digit': strokes are recorded, answered, and wiped; faults are calm."""

import contextlib

import numpy as np
import pytest

from utils.data.drawing import EXAMPLES, ink, mnist_form
from utils.figures.reading import read_picture
from utils.networks.sigmoid import initial_weights
from utils.panels import digit as module
from utils.panels.digit import EMPTY, TINY, digit_panel, fault

V, W = initial_weights(np.random.default_rng(3))


@pytest.fixture
def panel():
    return digit_panel(V, W)


def canvas(panel):
    [found] = [c for c in panel.children if "digit-pad" in c._dom_classes]
    return found


def send(panel, kind, *points):
    """Hand an event to the canvas, as the page does."""
    content = {"event": kind}
    if kind.startswith("touch"):
        content["touches"] = [{"x": a, "y": d} for a, d in points]
    else:
        content["x"], content["y"] = points[0]
    canvas(panel)._handle_frontend_event(None, content, [])


def draw(panel, stroke, kinds=("mouse_down", "mouse_move", "mouse_up")):
    first, move, last = kinds
    send(panel, first, stroke[0])
    for point in stroke[1:]:
        send(panel, move, point)
    send(panel, last, stroke[-1])


def shown(panel):
    return panel.shown["answer"].value


def expected(strokes):
    return f"answer = {read_picture(mnist_form(ink(strokes)), V, W).answer}"


def test_it_begins_empty(panel):
    assert panel.status.value == EMPTY and shown(panel) == "answer = none"


@pytest.mark.parametrize("digit", EXAMPLES)
def test_drawn_with_the_mouse(panel, digit):
    for stroke in EXAMPLES[digit]:
        draw(panel, stroke)
    assert shown(panel) == expected(EXAMPLES[digit])
    assert panel.status.value == "" and "data:image/png" in panel.picture.value


def test_below_the_threshold_the_answer_is_none_of_them():
    surest = read_picture(mnist_form(ink(EXAMPLES["7"])), V, W).outputs.max()
    for threshold, answer in (
        (surest - 0.01, expected(EXAMPLES["7"])),
        (surest + 0.01, "answer = none of them"),
    ):
        panel = digit_panel(V, W, threshold)
        panel.controls["example"].value = "7"
        assert shown(panel) == answer
        said_so = f"No output reaches {threshold:.2f}." == panel.status.value
        assert said_so == ("none" in answer)
    panel.controls["clear"].click()
    assert panel.status.value == EMPTY


def test_drawn_with_a_finger(panel):
    for stroke in EXAMPLES["4"]:
        draw(panel, stroke, ("touch_start", "touch_move", "touch_end"))
    assert shown(panel) == expected(EXAMPLES["4"])


def test_chosen_from_the_list_and_cleared(panel):
    panel.controls["example"].value = "7"
    assert shown(panel) == expected(EXAMPLES["7"])
    panel.controls["clear"].click()
    assert shown(panel) == "answer = none" and panel.status.value == EMPTY
    assert panel.controls["example"].value == ""


def test_a_pen_that_is_not_down_draws_nothing(panel):
    send(panel, "mouse_move", (100, 100))
    send(panel, "mouse_up", (150, 150))
    assert panel.status.value == EMPTY


def test_a_pen_that_was_lifted_draws_no_more(panel, monkeypatch):
    [stroke] = EXAMPLES["7"]
    draw(panel, stroke)
    before, lines = (shown(panel), panel.picture.value), []
    monkeypatch.setattr(canvas(panel), "stroke_line", lambda *ends: lines.append(ends))
    for point in ((20, 20), (20, 260), (260, 260)):
        send(panel, "mouse_move", point)
    send(panel, "mouse_up", (260, 260))
    assert (shown(panel), panel.picture.value) == before and lines == []


def test_leaving_the_sheet_lifts_the_pen(panel):
    [stroke] = EXAMPLES["7"]
    draw(panel, stroke, ("mouse_down", "mouse_move", "mouse_out"))
    assert shown(panel) == expected(EXAMPLES["7"])
    before = panel.picture.value
    send(panel, "mouse_move", (20, 260))
    send(panel, "mouse_up", (20, 260))
    assert panel.picture.value == before


def test_strokes_are_drawn_on_the_sheet(panel, monkeypatch):
    lines = []
    monkeypatch.setattr(canvas(panel), "stroke_line", lambda *ends: lines.append(ends))
    draw(panel, [(50, 60), (150, 160), (250, 60)])
    assert {(50, 60, 150, 160), (150, 160, 250, 60)} <= set(lines)


@pytest.mark.parametrize(
    ("strokes", "message"),
    [
        ([], EMPTY),
        ([[(-80, 20), (-60, 90)]], EMPTY),
        ([[(140, 140)]], TINY),
        (EXAMPLES["1"], ""),
    ],
)
def test_faults(strokes, message):
    assert fault(strokes) == message


def test_a_dot_is_answered_calmly(panel):
    draw(panel, [(140, 140), (141, 140)])
    assert panel.status.value == TINY and shown(panel) == "answer = none"
    assert panel.errors.outputs == ()


def test_an_exception_in_a_callback_is_shown(panel, monkeypatch):
    def broken(*arguments):
        raise RuntimeError("planted")

    monkeypatch.setattr(module, "read_picture", broken)
    for stroke in EXAMPLES["1"]:
        send(panel, "mouse_down", stroke[0])
        send(panel, "mouse_move", stroke[1])
        with contextlib.suppress(RuntimeError):
            send(panel, "mouse_up", stroke[1])
    [error] = panel.errors.outputs
    assert error["evalue"] == "planted"


def test_a_new_drawing_takes_the_place_of_the_last(panel):
    for digit in ("7", "4", "0"):
        panel.controls["example"].value = digit
    assert [len(ax.images) for ax in panel.axes] == [1, 0, *[1] * (len(panel.axes) - 2)]
    assert len(panel.axes[1].patches) == 10
