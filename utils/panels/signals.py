"""Interactive cell: signals in a deep network, forward and backward, at its start."""

import numpy as np

from utils.figures.signals import draw_signals
from utils.networks.deep import KINDS
from utils.networks.signals import compared_signals
from utils.panels.base import Panel as NewPanel
from utils.panels.panel import KernelPanel as Panel
from utils.panels.panel import choice, log_slider, slider

BESIDE = (0.1, 0.15, 0.62, 0.78)  # left, bottom, width, height: the legend is beside


def signals_panel(X, T, m=128):
    """Return the panel 'signals': depth, units and weights, and what follows.

    The weights are those of the rule "course", drawn from one seed; the slider scales
    those between hidden layers.

    X (N, n) and T (N, l) are a batch, float64; m is the number of units in each hidden
    layer.
    """
    controls = {
        "depth": slider("depth", "hidden layers", 8, 1, 16, 1),
        "kind": choice("units", {name: name for name in KINDS}, "sigmoid"),
        "scale": log_slider("scale", "scale of weights", 1.0, -1.0, 1.0, 0.05),
    }
    panel = Panel("signals", controls, ("forward", "backward"), (9, 4), (BESIDE,))

    def update():
        depth = int(panel.controls["depth"].value)
        kind, scale = panel.controls["kind"].value, panel.controls["scale"].value
        sizes = [X.shape[1], *[m] * depth, T.shape[1]]
        signals = compared_signals(X, T, sizes, kind, scale=scale, seeds=1)
        squares = signals.outputs_found[0, -1], signals.deltas_found[0, 0]
        texts = [f"{square**0.5:.1e}".replace("-", "−") for square in squares]
        panel.show(lambda ax: draw_signals(ax, signals), *texts)

    return panel.follow(update)


class Signals(NewPanel):
    """Choose depth, units and first weights; see how outputs and deltas fade or grow.

    Signals(X, T): X (N, n) and T (N, l), of which the first eight examples are used;
    m, the number of units in each hidden layer. The weights are drawn in the page.
    """

    script = "signals"

    def __init__(self, X, T, m=128):
        X, T = (np.ascontiguousarray(each[:8], dtype="<f4") for each in (X, T))
        super().__init__(X=X.tobytes(), T=T.tobytes(), n=len(X), m=m)
