"""What must fit: NumPy stretches shapes, and counts from the end, without a word."""

import numpy as np


def check_shapes(axes, **arrays):
    """Raise ValueError unless the arrays have these axes; its line has every shape.

    check_shapes("Nl,Nl", O=O, T=T) wants two axes of each, and the same two sizes.

    Args:
        axes: for each array the letters of its axes, as in np.einsum; "..." for any.
        arrays: arrays, nodes, tensors or lists, under the names of the message.
    """
    shapes, sizes = [_shape(array) for array in arrays.values()], {}
    for letters, shape in zip(axes.split(","), shapes, strict=True):
        if letters == "...":  # as if it were one letter, for all axes
            letters, shape = [letters], [shape]
        known = [sizes.setdefault(a, s) for a, s in zip(letters, shape, strict=False)]
        if len(letters) != len(shape) or known != list(shape):
            raise ValueError(_misfit(axes, arrays, shapes))


def check_range(low, high, **arrays):
    """Raise ValueError unless each number in the arrays lies in low to high."""
    for name, array in arrays.items():
        found = np.asarray(array)
        if found.size and not (low <= found.min() and found.max() <= high):
            text = f"{found.min()} to {found.max()}"
            raise ValueError(f"{name} must lie in {low}-{high}, found {text}")


def matched(*lists):
    """Return the rounds of zip(*lists), after a look that they fit.

    Raises ValueError: the lists of arrays differ in length, or the arrays of one place
    in shape.
    """
    rounds = list(zip(*lists, strict=True))
    for place, arrays in enumerate(rounds):
        shapes = [_shape(array) for array in arrays]
        if len(set(shapes)) > 1:
            raise ValueError(f"expected one shape at place {place}, got {shapes}")
    return rounds


def _shape(array):
    return tuple(array.shape if hasattr(array, "shape") else np.shape(array))


def _misfit(axes, arrays, shapes):
    letters = [f"({', '.join(a)}{',' * (len(a) == 1)})" for a in axes.split(",")]
    letters = [a.replace("., ., .", "...") for a in letters]
    wanted, found = (
        ", ".join(f"{name} {s}" for name, s in zip(arrays, x, strict=True))
        for x in (letters, shapes)
    )
    return f"expected {wanted}, got {found}"
