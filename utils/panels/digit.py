"""The panel that reads a drawn digit, and shows the network think."""

import numpy as np
import traitlets

from utils.panels.base import Panel


class Digit(Panel):
    """Draw a digit and watch the network think, unit by unit.

    Digit(V, W, EXAMPLES): V (784, m), W (m, l), trained weights; examples, name ->
    strokes, those of utils.data.drawing, for readers who do not draw. kept: digit ->
    strokes, those of the drawings that the reader has kept.
    """

    script = "digit"
    kept = traitlets.Dict().tag(sync=True)

    def __init__(self, V, W, examples):
        V, W = (np.ascontiguousarray(M, dtype="<f4").tobytes() for M in (V, W))
        super().__init__(V=V, W=W, examples=examples)
