"""The interactive cells: what their numbers are, and that a mistake is seen."""

import base64
import io
import threading
import time

import numpy as np
import pytest
from PIL import Image

from utils.networks import sigmoid as network
from utils.panels import calculus as interactive
from utils.panels import learning
from utils.panels import panel as panels

X, T = np.array([0.6, 0.1]), np.array([0.99, 0.01])
V = np.array([[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]])
W = np.array([[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]])


def number(panel, name):
    """Return the number that the panel shows under this name."""
    before, _, text = panel.shown[name].value.partition(" = ")
    assert before == name
    return float(text.replace("−", "-"))


def moved(array, value):
    copy = array.copy()
    copy.flat[0] = value
    return copy


def one_sided(line, h):
    return (line(h) - line(0.0)) / h


def central(line, h):
    return (line(h) - line(-h)) / (2 * h)


def make(name):
    """Return a fresh panel of this name."""
    if name == "rate":
        return learning.learning_rate_panel(lambda lr: iter([1.0, lr]), 200)
    if name == "step":
        routes = {"one-sided": one_sided, "central": central}
        return interactive.step_panel(routes, np.sin, np.cos, 1.0)
    if name == "saturation":
        return interactive.saturation_panel({"a": np.tanh, "b c": np.exp})
    arguments = (X, V, W) if name == "forward" else (X, T, V, W)
    return getattr(interactive, f"{name}_panel")(*arguments)


NAMES = ("forward", "gradient", "chain", "step", "rate", "saturation")


@pytest.mark.parametrize("name", NAMES)
def test_a_panel_has_a_picture_and_can_be_found(name):
    panel = make(name)
    assert f"panel-{name}" in panel._dom_classes
    data = panel.picture.value.partition(";base64,")[2].rstrip('">')
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    assert picture.width >= 700 and picture.getpixel((0, 0)) == (255, 255, 255)
    for shown, label in panel.shown.items():
        assert f"live-{panels.css_name(shown)}" in label._dom_classes
        assert label.value in panel.picture.value.split('"')[1], "the alternative"
    assert "Controls" in repr(panel) and "JupyterLab" in repr(panel)
    assert panel.errors.outputs == ()


@pytest.mark.parametrize("value", (0.0, 0.35, 1.0))
def test_forward_follows_the_input(value):
    panel = make("forward")
    before = panel.picture.value
    panel.controls["x_1"].value = value
    X_now = moved(X, value)[None]
    Y, O = network.forward(X_now, V, W)
    expected = [(X_now @ V)[0, 0], *Y[0], *O[0]]
    found = [number(panel, name) for name in panel.shown]
    np.testing.assert_allclose(found, expected, atol=5.1e-5)
    assert (panel.picture.value != before) == (value != 0.6)
    assert X[0] == 0.6, "the input is not changed"


def test_forward_follows_the_weight():
    panel = make("forward")
    panel.controls["v_11"].value = -2.0
    Y, O = network.forward(X[None], moved(V, -2.0), W)
    assert number(panel, "y_1") == pytest.approx(Y[0, 0], abs=5.1e-5)
    assert number(panel, "o_2") == pytest.approx(O[0, 1], abs=5.1e-5)
    assert V[0, 0] == 0.8


def test_gradients_follow_both_sliders():
    panel = make("gradient")
    panel.controls["x_1"].value = 0.9
    panel.controls["w_11"].value = -1.5
    X_now, T_now, W_now = moved(X, 0.9)[None], T[None], moved(W, -1.5)
    Y, O = network.forward(X_now, V, W_now)
    delta_y, delta_o = network.deltas(Y, O, T_now, W_now)
    dV, dW = network.gradients(X_now, T_now, V, W_now)
    expected = {
        "E": network.error(O, T_now),
        "delta_o1": delta_o[0, 0],
        "delta_y1": delta_y[0, 0],
        "dE/dw_11": dW[0, 0],
        "dE/dv_11": dV[0, 0],
    }
    found = {name: number(panel, name) for name in panel.shown}
    assert found == pytest.approx(expected, abs=5.1e-5)


@pytest.mark.parametrize("weight, steps", ((("v", 1, 2), 6), (("w", 2, 0), 3)))
def test_the_chain_ends_at_the_gradient_of_the_chosen_weight(weight, steps):
    panel = make("chain")
    panel.controls["next"].click()
    panel.controls["weight"].value = weight
    assert panel.status.value == f"Step 0 of {steps}: E = 0.2381", "from the start"
    for _ in range(steps):
        panel.controls["next"].click()
    gradients = dict(zip("vw", network.gradients(X[None], T[None], V, W), strict=True))
    gradient = gradients[weight[0]][weight[1:]]
    assert number(panel, "value") == pytest.approx(gradient, abs=5.1e-5)


def test_the_chain_goes_one_step_at_a_time_and_stops_at_both_ends():
    panel = make("chain")
    back, forth = panel.controls["back"], panel.controls["next"]

    def step_after(button):
        button.click()
        return int(panel.status.value.split()[1])

    assert step_after(back) == 0
    assert [step_after(forth) for _ in range(8)] == [1, 2, 3, 4, 5, 6, 6, 6]
    assert step_after(back) == 5
    assert number(panel, "value") == pytest.approx(-0.0232, abs=5.1e-5)


@pytest.mark.parametrize(
    "name, route", (("one-sided", one_sided), ("central", central))
)
@pytest.mark.parametrize("exponent", (-15.5, -5.0, 0.0))
def test_the_step_size(name, route, exponent):
    panel = make("step")
    panel.controls["route"].value = name
    panel.controls["exponent"].value = exponent
    h = 10.0**exponent
    measured = route(lambda t: np.sin(1.0 + t), h)
    assert number(panel, "h") == pytest.approx(h, rel=1e-2)
    assert number(panel, "measured") == pytest.approx(measured, abs=1e-9)
    assert number(panel, "error") == pytest.approx(abs(measured - np.cos(1)), rel=0.06)


def test_a_training_follows_the_learning_rate_and_says_that_it_works():
    seen = []

    def train(lr):
        for loss in (3.0, 2.0, lr):
            seen.append(panel.status.value if panel else "")
            yield loss

    panel = None
    panel = learning.learning_rate_panel(train, 200)
    assert number(panel, "error") == 0.1
    panel.controls["rate"].value = 10**0.5
    assert number(panel, "error") == pytest.approx(3.1623, abs=5.1e-5)
    assert seen[3:] == ["training at learning rate 3.16 ..."] * 3
    done = "trained on 600 examples at learning rate 3.16"
    assert panel.status.value == done and done in panel.picture.value
    labels = [line.get_label() for line in panel.axes[0].lines]
    assert labels == ["0.1", "3.16"], "the run before stays"


def test_only_a_few_runs_stay():
    panel = make("rate")
    for exponent in range(-3, 2):
        panel.controls["rate"].value = 10.0**exponent
    assert [line.get_label() for line in panel.axes[0].lines][-1] == "10"
    assert len(panel.axes[0].lines) == 4


def test_saturation():
    panel = make("saturation")
    panel.controls["z"].value = -1.5
    assert number(panel, "a") == pytest.approx(np.tanh(-1.5), abs=5.1e-5)
    assert number(panel, "b c") == pytest.approx(np.exp(-1.5), abs=5.1e-5)


def test_a_slider_has_a_labelled_field_and_both_move_together():
    control = panels.slider("a", "a label", 0.5, 0.0, 1.0, 0.1)
    field, knob = control.box.children
    assert field.description == "a label" and knob is control.widget
    field.value = 0.3
    assert knob.value == 0.3
    knob.value = 0.1 + 0.7
    assert field.value == 0.8, "without the digits of rounding"


def test_a_slider_of_exponents():
    control = panels.log_slider("a", "a label", 0.1, -3.0, 1.0, 0.1)
    field, knob = control.box.children
    assert (field.min, field.value, field.max) == (0.001, 0.1, 10.0)
    field.value = 2.5
    assert knob.value == 2.5


def test_a_callback_that_raises_is_seen_and_raised():
    broken = []

    def update():
        if broken:
            raise ZeroDivisionError("a broken callback")

    panel = panels.Panel(
        "test", {"a": panels.slider("a", "a", 0.0, 0.0, 1.0, 0.1)}, (), (1, 1)
    )
    assert panel.follow(update) is panel
    broken.append(True)
    with pytest.raises(ZeroDivisionError):
        panel.controls["a"].value = 0.5
    [output] = panel.errors.outputs
    assert (output["output_type"], output["ename"]) == ("error", "ZeroDivisionError")
    assert output["evalue"] == "a broken callback"
    assert "a broken callback" in output["traceback"][-1]
    assert "callback-error" in panel.errors._dom_classes
    broken.clear()
    panel.controls["a"].value = 0.6
    assert panel.errors.outputs == (), "gone when it works again"


def test_a_button_that_raises_is_seen():
    panel = make("chain")
    panel.axes[0].texts[0].remove()
    panel.axes.append(None)  # breaks the next drawing
    panel.controls["next"].click()
    [output] = panel.errors.outputs
    assert output["ename"] == "AttributeError"


def test_a_first_drawing_that_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        interactive.saturation_panel({"a": lambda z: 1 / 0})


def test_callbacks_on_two_threads_wait_for_each_other():
    panel, running, seen = make("forward"), [], []

    def action():
        running.append(1)
        seen.append(len(running))
        time.sleep(0.05)
        running.pop()

    both = [threading.Thread(target=panel.guarded(action), args=(0,)) for _ in "ab"]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=10)
    assert seen == [1, 1]
