"""Interactive cells on learning: its steps, and its learning rate.

Each function draws once, so that a mistake fails its cell, and returns a Panel; how
its parts are found in the page is told in utils.panels.panel. Nothing given is changed.
"""

import numpy as np

from utils.figures.demonstrations import draw_error_curves, draw_learning
from utils.panels.base import Panel as NewPanel
from utils.panels.calculus import LEFT, RIGHT, four
from utils.panels.panel import KernelPanel as Panel
from utils.panels.panel import button, log_slider, slider

BESIDE_LEGEND = (0.1, 0.15, 0.7, 0.8)  # left, bottom, width, height of an Axes


def learning_panel(errors, outputs, digit):
    """Return the panel 'learning': step by step, or all steps by a button.

    Args: see utils.figures.demonstrations.draw_learning.
    """
    last = len(errors) - 1
    controls = {"step": slider("step", "step", 0, 0, last, 1), "learn": button("Learn")}
    panel = Panel("learning", controls, ("E", "answer"), (9, 3.4), (LEFT, RIGHT))
    step = panel.controls["step"]

    def update():
        at = int(step.value)
        panel.show(
            lambda *axes: draw_learning(axes, errors, outputs, digit, at),
            four(errors[at]),
            outputs[at].argmax(),
        )

    def learn():
        for at in range(last + 1):
            step.value = at

    panel.controls["learn"].on_click(panel.guarded(learn))
    return panel.follow(update, ["step"])


def learning_rate_panel(train, step):
    """Return the panel 'rate': a short training follows the learning rate.

    The picture grows while the training runs; up to three earlier runs stay, thin.

    Args:
        train: a function of the learning rate that yields the mean error of each part.
        step: the number of examples in a part.
    """
    rate = log_slider("rate", "learning rate", 0.1, -3.0, 1.0, 0.1)
    rate.widget.continuous_update = False  # a run for each drag, not for each pixel
    panel = Panel("rate", {"rate": rate}, ("error",), (8, 3.6), (BESIDE_LEGEND,))
    runs = []

    def show(loss):
        panel.show(lambda ax: draw_error_curves(ax, runs, step), four(loss))

    def update():
        losses = []
        runs[:] = [*runs[-3:], (rate.widget.value, losses)]
        at_rate = f"at learning rate {rate.widget.value:.3g}"
        panel.status.value = f"training {at_rate} ..."
        for loss in train(rate.widget.value):
            losses.append(loss)
            show(loss)
        panel.status.value = f"trained on {step * len(losses)} examples {at_rate}"
        show(losses[-1])  # with this sentence

    return panel.follow(update)


class Learning(NewPanel):
    """Watch a network learn one image: E falls, the ten outputs move.

    Learning(errors, outputs, digit, x=None): errors, E before the first step and after
    each; outputs, for each of these the l outputs; digit, the right answer; x (784,),
    the image, shown if given.
    """

    script = "learning"

    def __init__(self, errors, outputs, digit, x=None):
        x = None if x is None else np.ravel(x)
        super().__init__(errors=list(errors), outputs=list(outputs), digit=digit, x=x)
