"""The panel of the learning rate: short trainings at many rates, side by side."""

import numpy as np

from utils.panels.base import Panel

RATES = np.geomspace(1e-3, 10, 13)  # three for each power of ten


class Rate(Panel):
    """Choose a learning rate, and see the error of a short training with it.

    Rate(train, step): train, a function of the rate that yields the mean error of each
    part of a training; step, the number of images in a part. It is called for each of
    RATES, now.
    """

    script = "rate"

    def __init__(self, train, step):
        curves = [list(train(float(rate))) for rate in RATES]
        super().__init__(rates=list(RATES), curves=curves, step=step, start=0.1)
