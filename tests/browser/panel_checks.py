"""What a reader sees on moving the controls of a notebook is what the formulas say.

CHECKS maps the number of a notebook to its panels: CSS class -> check, a function of
the panel. Numbers in the page have four decimals.
"""

import math
import re

import pytest

FOUR = 1e-4  # two roundings to four decimals


def near(value, tolerance=FOUR):
    return pytest.approx(value, abs=tolerance, rel=0)


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def numbers(panel, names):
    return {name: panel.number(name) for name in names.split()}


def shows(panel, name, expected, tolerance=FOUR):
    """Wait until the number called name is as expected; return it."""

    def holds(_):
        return panel.number(name) == near(expected, tolerance)

    try:
        panel.wait_for(f"live-{name}", holds)
    except TimeoutError as error:
        raise AssertionError(f"expected {name} = {expected:.5f}: {error}") from None
    return panel.number(name)


def after(panel, name, action):
    """Return the number called name as soon as action() has changed it."""
    before = panel.read(f"live-{name}")
    action()
    panel.wait_for(f"live-{name}", lambda text: text != before)
    return panel.number(name)


def learning(panel):
    """The button takes all steps, E falls to the end, and the answer is the digit."""
    start = panel.number("E")
    panel.press("Learn")
    panel.wait_for("live-answer", lambda text: text == "answer = 5")
    panel.wait_for("live-E", lambda _: panel.value("step") == 20)
    assert panel.number("E") < 0.1 * start
    panel.type_into("step", "0")
    shows(panel, "E", start)


def forward(panel):
    """z_1 is linear in x_1 and v_11; only what lies right of a change changes."""
    x, v = panel.value("input x_1"), panel.value("weight v_11")
    rest = panel.number("z_1") - x * v
    panel.move_slider("v_11", 4)
    shows(panel, "z_1", rest + x * (v + 0.4))
    assert panel.value("weight v_11") == near(v + 0.4)
    before = numbers(panel, "y_1 y_2 y_3 o_1 o_2")
    panel.type_into("weight v_11", "-3")
    z_1 = shows(panel, "z_1", rest - 3 * x)
    shows(panel, "y_1", sigmoid(z_1))
    panel.wait_for("live-o_2", lambda _: panel.number("o_2") != before["o_2"])
    now = numbers(panel, "y_1 y_2 y_3 o_1 o_2")
    assert {name for name in now if now[name] != before[name]} == {"y_1", "o_1", "o_2"}
    panel.type_into("input x_1", "1")
    shows(panel, "z_1", rest - 3)
    panel.wait_for("live-y_2", lambda _: panel.number("y_2") != now["y_2"])


def chain(panel):
    """The walk ends at the product of an input and a delta, as its last line says."""
    for weight, steps in (("v_11", 6), ("w_11", 3)):
        panel.choose("weight", weight)
        panel.wait_for("panel-status", lambda text, n=steps: f"0 of {n}" in text)
        for step in range(1, steps + 1):
            panel.press("Next")
            panel.wait_for("panel-status", lambda text, s=step: f"Step {s} of" in text)
        line = panel.read("panel-status").replace("\N{MINUS SIGN}", "-")
        a, b, product = map(float, re.findall(r"-?\d+\.\d+", line))
        assert a * b == near(product)
        shows(panel, "value", product)
    panel.press("Back")
    panel.wait_for("panel-status", lambda text: "Step 2 of 3" in text)


def gradient(panel):
    """The gradients shown are the slopes of the error shown, and the factors agree."""
    now = numbers(panel, "delta_y1 dE_dv_11 dE_dw_11")
    x, w = panel.value("input x_1"), panel.value("weight w_11")
    assert now["dE_dv_11"] == near(x * now["delta_y1"])
    up = after(panel, "E", lambda: panel.type_into("weight w_11", str(w + 0.5)))
    down = after(panel, "E", lambda: panel.type_into("weight w_11", str(w - 0.5)))
    assert up - down == near(now["dE_dw_11"], 2e-3)
    panel.move_slider("w_11", 5)
    shows(panel, "dE_dw_11", now["dE_dw_11"])
    panel.type_into("input x_1", "0")
    shows(panel, "dE_dv_11", 0)


def step(panel):
    """The error shown is |measured - cos 1|, near h^2 cos(1)/6 for a large step."""
    for route in ("one-sided", "central"):
        panel.choose("route", route)
        h = after(panel, "h", lambda: panel.type_into("log10 h", "-2"))
        assert h == pytest.approx(1e-2)
        error = abs(panel.number("measured") - math.cos(1))
        assert panel.number("error") == pytest.approx(error, rel=0.1)
        theory = {"one-sided": h * math.sin(1) / 2, "central": h**2 * math.cos(1) / 6}
        assert error == pytest.approx(theory[route], rel=0.05)
        panel.move_slider("exponent", -8)  # of a quarter each
        shows(panel, "h", 1e-4, 1e-7)


def rate(panel):
    """A run follows a change of the rate, and says so; slow rates learn less."""
    start = panel.number("error")
    slower = after(panel, "error", lambda: panel.type_into("learning rate", "0.01"))
    panel.wait_for("panel-status", lambda text: text.startswith("trained on"))
    slower = panel.number("error")
    panel.move_slider("rate", 1)
    panel.wait_for("panel-status", lambda text: text.startswith("training at"))
    panel.wait_for("panel-status", lambda text: text.startswith("trained on"))
    assert start < panel.number("error") < slower


def saturation(panel):
    """Both deltas at a target of 1: o - 1, and the same times the slope o (1 - o)."""
    for z in (-4.0, 0.0, 2.5):
        panel.type_into("pre-activation z", str(z))
        o = sigmoid(z)
        shows(panel, "cross_entropy", o - 1)
        shows(panel, "squared_error", (o - 1) * o * (1 - o))
    panel.move_slider("z", 5)  # of a tenth each
    shows(panel, "cross_entropy", sigmoid(3.0) - 1)


def fractions(strokes):
    """Return strokes in parts of the sheet, 280 pixels wide and high."""
    return [[(across / 280, down / 280) for across, down in s] for s in strokes]


SEVEN = fractions([[(75, 70), (200, 70), (125, 225)]])
FOUR_DRAWN = fractions([[(100, 60), (80, 150), (195, 150)], [(180, 60), (175, 230)]])
LETTER_A = fractions([[(80, 230), (140, 50), (200, 230)], [(105, 160), (175, 160)]])


def digit(panel):
    """What the mouse draws is read; an empty sheet and a dot get a calm message."""
    assert "empty" in panel.read("panel-status")
    drawn = ((SEVEN, "7"), (FOUR_DRAWN, "4"), (LETTER_A, "none of them"))
    for strokes, answer in drawn:
        panel.draw(strokes, "digit-pad")
        panel.wait_for("live-answer", lambda text, a=answer: text == f"answer = {a}")
        panel.press("Clear")
        panel.wait_for("live-answer", lambda text: text == "answer = none")
        panel.wait_for("panel-status", lambda text: "empty" in text)
    panel.draw([[(0.5, 0.5), (0.51, 0.5)]], "digit-pad")
    panel.wait_for("panel-status", lambda text: "only a dot" in text)
    panel.choose("example", "a 3")
    panel.wait_for("live-answer", lambda text: text == "answer = 3")


def graph(panel):
    """The walk ends at V, whose gradient is an input times a delta: x is (0.6, 0.1)."""
    panel.wait_for("panel-status", lambda text: "Step 0 of 10: E" in text)
    assert panel.read("live-gradient") == "gradient = +1.0000"
    for step in range(1, 11):
        panel.press("Next")
        panel.wait_for("panel-status", lambda text, s=step: f"Step {s} of" in text)
    panel.wait_for("live-gradient", lambda text: text.count(";") == 1)  # two rows
    line = panel.read("live-gradient").replace("\N{MINUS SIGN}", "-")
    first, second = (
        [float(number) for number in re.findall(r"[-+]\d+\.\d+", row)]
        for row in line.split(";")
    )
    assert len(first) == 3 and first == near([6 * x for x in second], 4 * FOUR)
    panel.press("Back")
    panel.wait_for("panel-status", lambda text: "Step 9 of 10: W" in text)


def signals(panel):
    """ReLU passes a factor on: between three layers, weights x 2 give outputs x 4."""
    after(panel, "forward", lambda: panel.choose("units", "relu"))
    start = after(panel, "forward", lambda: panel.type_into("hidden layers", "3"))
    doubled = after(panel, "forward", lambda: panel.type_into("scale of weights", "2"))
    assert doubled == pytest.approx(4 * start, rel=0.1)  # shown with two digits
    deltas = after(panel, "backward", lambda: panel.choose("units", "sigmoid"))
    deeper = after(panel, "backward", lambda: panel.type_into("hidden layers", "16"))
    assert deeper < 1e-3 * deltas


CHECKS = {
    "00": {"panel-learning": learning},
    "01": {"panel-forward": forward},
    "02": {"panel-chain": chain, "panel-gradient": gradient},
    "03": {"panel-step": step},
    "04": {"panel-rate": rate},
    "05": {"panel-graph": graph},
    "10": {"panel-saturation": saturation},
    "12": {"panel-digit": digit},
    "13": {"panel-signals": signals},
}
