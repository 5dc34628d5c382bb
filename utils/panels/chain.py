"""Panels of the chain rule: a walk back to one weight, and all slopes at once."""

from utils.panels.base import Panel


class ChainWalk(Panel):
    """Walk forward to the error, then back to one weight, factor by factor.

    ChainWalk(x, t, V, W): x (n,), t (l,), V (n, m), W (m, l) with up to three units in
    a layer, floats.
    """

    script = "chain_walk"

    def __init__(self, x, t, V, W):
        super().__init__(x=x, t=t, V=V, W=W)


class Slopes(ChainWalk):
    """All slopes of a small network, live while an input or a weight is dragged.

    Slopes(x, t, V, W): as for ChainWalk.
    """

    script = "slopes"
