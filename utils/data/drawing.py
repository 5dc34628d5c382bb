"""Drawings: from the strokes of a pen to a picture in the form of MNIST's.

MNIST's digits were scaled to fit a box of 20 x 20 pixels, with anti-aliasing, and then
placed in a picture of 28 x 28 with their centre of mass in the middle (Y. LeCun,
C. Cortes, C. Burges, The MNIST database of handwritten digits). The stages here do the
same. Pictures are float64 arrays (height, width) of ink from 0, none, to 1, full.
"""

import numpy as np
from PIL import Image, ImageDraw

CANVAS = 280  # width and height of the sheet that is drawn on, pixels
PEN = 22  # width of a stroke, pixels


def _arc(across, down, width, height, start, end):
    """Return points on an ellipse, from angle start to end, degrees, clockwise."""
    angles = np.radians(np.linspace(start, end, 40))
    return [(across + width * np.cos(a), down + height * np.sin(a)) for a in angles]


EXAMPLES = {
    "0": [_arc(140, 140, 55, 80, 0, 360)],
    "1": [[(145, 50), (140, 230)]],
    "2": [[*_arc(140, 100, 50, 45, 180, 370), (85, 215), (205, 215)]],
    "3": [[*_arc(130, 95, 50, 42, 200, 450), *_arc(130, 180, 58, 46, 270, 520)]],
    "4": [[(100, 60), (80, 150), (195, 150)], [(180, 60), (175, 230)]],
    "5": [[(185, 65), (105, 65), (98, 130), *_arc(135, 172, 55, 52, 230, 510)]],
    "6": [[*_arc(190, 150, 100, 100, 240, 180), *_arc(140, 180, 48, 46, 180, 540)]],
    "7": [[(75, 70), (200, 70), (125, 225)]],
    "8": [_arc(140, 97, 40, 42, 0, 360), _arc(140, 185, 50, 47, 0, 360)],
    "9": [_arc(135, 105, 45, 45, 0, 360), [(180, 100), (178, 160), (165, 230)]],
}


def ink(strokes, pen=PEN):
    """Return the sheet (CANVAS, CANVAS) after the strokes of a round pen.

    Args:
        strokes: lists of points (across, down) in pixels; a single point is a dot.
            What lies outside the sheet is lost.
        pen: width of a stroke in pixels.

    Raises ValueError: no ink is on the sheet.
    """
    sheet = Image.new("L", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(sheet)
    for stroke in strokes:
        points = [(float(across), float(down)) for across, down in stroke]
        draw.line(points, fill=255, width=pen, joint="curve")
        for across, down in points:  # round ends and joints
            box = (across - pen / 2, down - pen / 2, across + pen / 2, down + pen / 2)
            draw.ellipse(box, fill=255)
    picture = np.asarray(sheet, dtype=np.float64) / 255
    if not picture.any():
        raise ValueError("there is no ink on the sheet")
    return picture


def crop(picture):
    """Cut the smallest box that holds all ink out of a picture (height, width).

    Taught in 12_your_own_digits.
    """
    rows, columns = np.nonzero(picture)
    return picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def fit(picture, side=20):
    """Scale a picture (height, width) so that its longer side has side pixels.

    Taught in 12_your_own_digits.
    """
    scale = side / max(picture.shape)
    height, width = (max(1, round(scale * length)) for length in picture.shape)
    image = Image.fromarray(picture.astype(np.float32))
    small = image.resize((width, height), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(small, dtype=np.float64), 0, 1)


def centre_of_mass(picture):
    """Return the mean row and column of the ink of a picture (height, width).

    Taught in 12_your_own_digits.
    """
    rows, columns = np.indices(picture.shape)
    return np.array([np.sum(rows * picture), np.sum(columns * picture)]) / picture.sum()


def centre(picture, side=28):
    """Place a picture on an empty (side, side) one, its centre of mass at side / 2.

    The picture is moved by whole pixels, and never over the edge.

    Taught in 12_your_own_digits.
    """
    height, width = picture.shape
    wanted = side / 2 - centre_of_mass(picture)
    top, left = np.clip(np.rint(wanted).astype(int), 0, (side - height, side - width))
    placed = np.zeros((side, side))
    placed[top : top + height, left : left + width] = picture
    return placed


def mnist_form(picture):
    """Bring a picture with ink to MNIST's form; return pixels 0-255, uint8 (28, 28).

    Raises ValueError: the picture is no array of two axes, or holds no ink.
    """
    picture = np.asarray(picture, dtype=np.float64)
    if picture.ndim != 2:
        raise ValueError(f"expected a picture (height, width), got {picture.shape}")
    if not picture.any():
        raise ValueError("there is no ink in the picture")
    return np.rint(255 * centre(fit(crop(picture)))).astype(np.uint8)
