"""The panel of what one image wants of the weights: a wish for each pixel and unit."""

import numpy as np

from utils.panels.base import Panel


class ImageWants(Panel):
    """See how one image (or many, on average) would change the weights of a unit.

    ImageWants(x, dV): x (784,) or (1, 784), the image; dV (784, m), dE/dV for it.
    units: the numbers of the hidden units shown, from 0; the first twelve if None.
    """

    script = "image_wants"

    def __init__(self, x, dV, units=None):
        units = range(min(12, dV.shape[1])) if units is None else units
        slopes = np.ascontiguousarray(dV[:, list(units)].T, dtype="<f4")
        super().__init__(x=np.ravel(x), units=list(units), slopes=slopes.tobytes())
