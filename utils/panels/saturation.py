"""The panel of a saturated output: its delta by two errors, and how it learns."""

from utils.panels.base import Panel


class Saturation(Panel):
    """Let one output learn its target 1 by squared error and by cross-entropy.

    Saturation(z=-6.0, rate=1.0): the pre-activation at the start, -8 to 8, and the
    learning rate, 0.1 to 10.
    """

    script = "saturation"

    def __init__(self, z=-6.0, rate=1.0):
        super().__init__(z=z, rate=rate)
