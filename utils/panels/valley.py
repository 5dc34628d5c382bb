"""The panel of a valley: SGD, momentum and Adam find their way down."""

from utils.panels.base import Panel


class Valley(Panel):
    """Turn a valley, stretch it, and choose rates: three optimizers walk down.

    E = w A w' / 2 with curvature 1 along and c across (1 to 1000, at first 400), turned
    by an angle (0 to 90 degrees, at first 0); 100 steps from (-9, 1), turned too, at
    the best of 81 rates.
    """

    script = "valley"
