"""The panel of the first steps: a network learns one image."""

import numpy as np

from utils.panels.base import Panel


class Learning(Panel):
    """Watch a network learn one image: E falls, the ten outputs move.

    Learning(errors, outputs, digit, x): errors, E before the first step and after each;
    outputs, for each of these the l outputs; digit, the right answer; x (784,) or
    (1, 784), the image.
    """

    script = "learning"

    def __init__(self, errors, outputs, digit, x):
        errors, outputs = list(errors), list(outputs)
        super().__init__(errors=errors, outputs=outputs, digit=digit, x=np.ravel(x))
