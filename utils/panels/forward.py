"""The panel of the forward pass: values flow to the right, live."""

from utils.panels.base import Panel


class Forward(Panel):
    """Drag a weight or an input of a small network, and let the values flow forward.

    Forward(x, V, W): x (n,), V (n, m), W (m, l), with up to three units in a layer.
    """

    script = "forward"

    def __init__(self, x, V, W):
        super().__init__(x=x, V=V, W=W)
