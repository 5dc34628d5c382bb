"""The panel of the step size: how a slope is measured, and how it goes wrong."""

from utils.panels.base import Panel


class StepSize(Panel):
    """Drag the step of a numerical slope through 16 powers of ten, by three routes.

    StepSize(at=1.0): at, the place where the slope is measured.
    """

    script = "step_size"

    def __init__(self, at=1.0):
        super().__init__(at=at)
