"""Interactive cells on learning: its steps, and its learning rate.

Each function draws once, so that a mistake fails its cell, and returns a Panel; how
its parts are found in the page is told in utils.panels.panel. Nothing given is changed.
"""

import numpy as np

from utils.figures.demonstrations import draw_learning
from utils.panels.base import Panel as NewPanel
from utils.panels.calculus import LEFT, RIGHT, four
from utils.panels.panel import KernelPanel as Panel
from utils.panels.panel import button, slider


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
