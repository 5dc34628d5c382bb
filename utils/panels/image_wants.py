"""The panel of what one image wants of the weights: a wish for each pixel and unit."""

import numpy as np

from utils.panels.base import Panel


class ImageWants(Panel):
    """See how one image would change the weights of each of the first twelve units.

    ImageWants(x, dV): x (784,), the image; dV (784, m), dE/dV for it.
    """

    script = "image_wants"

    def __init__(self, x, dV):
        slopes = np.ascontiguousarray(dV[:, :12].T, dtype="<f4")
        super().__init__(x=x, slopes=slopes.tobytes())
