"""The panel of the first steps: a network learns one image."""

import numpy as np

from utils.panels.base import Panel


class Learning(Panel):
    """Watch a network learn one image: E falls, the ten outputs move.

    Learning(errors, outputs, digit, x=None): errors, E before the first step and after
    each; outputs, for each of these the l outputs; digit, the right answer; x (784,),
    the image, shown if given.
    """

    script = "learning"

    def __init__(self, errors, outputs, digit, x=None):
        x = None if x is None else np.ravel(x)
        super().__init__(errors=list(errors), outputs=list(outputs), digit=digit, x=x)
