"""The panel of a valley: SGD, momentum and Adam find their way down."""

from utils.panels.base import Panel


class Valley(Panel):
    """Turn a valley, stretch it, and choose rates: three optimizers walk down.

    Valley(): E = w A w' / 2 with curvature 1 along and c across (1, 2, 5, 10, 25,
    50, 100, 200, 400 or 1000), turned by angle (0 to 90 degrees); 100 steps from
    (-9, 1), turned too, at the best of 81 rates.
    """

    script = "valley"

    def __init__(self, c=400.0, angle=0.0):
        super().__init__(c=c, angle=angle)
