"""The panel of the step size: how a slope is measured, and how it goes wrong."""

from utils.panels.base import Panel


class StepSize(Panel):
    """Drag the step of a numerical slope through 16 powers of ten, by three routes."""

    script = "step_size"
