"""The panel of signals: how outputs and deltas fade or grow, layer by layer."""

import numpy as np

from utils.panels.base import Panel


class Signals(Panel):
    """Choose depth, units and first weights; see how outputs and deltas fade or grow.

    Signals(X, T): X (N, n) and T (N, l), of which the first eight examples are used.
    The hidden layers have 128 units each, whose weights are drawn in the page.
    """

    script = "signals"

    def __init__(self, X, T):
        X, T = (np.ascontiguousarray(each[:8], dtype="<f4") for each in (X, T))
        super().__init__(X=X.tobytes(), T=T.tobytes(), n=len(X), m=128)
