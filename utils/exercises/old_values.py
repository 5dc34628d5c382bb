"""What counts as a number, an array, a sequence: one place decides for all exercises.

A right value is taken in every ordinary form: Python, NumPy and SymPy numbers, tensors,
tuples and lists of them, arrays of no axis. What is none of these raises Wrong.
"""

import numbers
import operator

import numpy as np

from utils.exercises.old_judge import Wrong, describe

# The tolerance that an answer in this precision deserves.
PRECISIONS = {"float32": 2e-4, "float16": 5e-3}


def as_array(got, name):
    """Return real numbers in any form as a NumPy array of floats or integers.

    Raises:
        Wrong: got holds something else: text, truth values, complex numbers, symbols.
    """
    if hasattr(got, "detach"):  # a PyTorch tensor
        got = got.detach().cpu().numpy()
    try:
        array = np.asarray(got)
    except Exception:
        text = f"{name} should be an array of real numbers, got {_kind(got)}"
        raise Wrong(f"{text} whose rows do not fit together.") from None
    if array.dtype == object:
        floats = [as_number(entry, f"an entry of {name}") for entry in array.flat]
        return np.reshape(np.array(floats, dtype=float), array.shape)
    if array.dtype.kind == "c":
        raise Wrong(f"{name} holds complex numbers; real ones are expected.")
    if array.dtype.kind == "b":
        raise Wrong(f"{name} holds truth values; real numbers are expected.")
    if array.dtype.kind not in "iuf":
        raise Wrong(f"{name} should be an array of real numbers, got {_kind(got)}.")
    return array


def as_number(got, name):
    """Return one real number in any form as a Python float.

    Raises Wrong: got is something else, or several numbers.
    """
    if isinstance(got, numbers.Real) and not isinstance(got, bool):
        return float(got)
    if getattr(got, "is_number", False) and getattr(got, "is_real", False):
        return float(got)  # a SymPy number such as sqrt(2)
    if hasattr(got, "shape") or isinstance(got, (list, tuple)):
        try:
            array = as_array(got, name)
        except Wrong:
            array = np.empty(0)
        if array.size == 1:
            return float(array.item())
    raise Wrong(f"{name} should be one number, got {describe(got)}.")


def as_whole(got, name):
    """Return a whole number in any form as a Python int; Wrong if it is none."""
    if not isinstance(got, (bool, np.bool_)):
        try:
            return operator.index(got)
        except TypeError:
            pass
    raise Wrong(f"{name} should be a whole number, got {describe(got)}.")


def as_sequence(got, length, name):
    """Return the parts of a list, a tuple or an array as a list of this length.

    Raises Wrong: got is no sequence, or has another length.
    """
    no_axis = isinstance(got, np.ndarray) and got.ndim == 0
    if no_axis or not isinstance(got, (list, tuple, np.ndarray)):
        raise Wrong(f"{name} should be {length} values, got {_kind(got)}.")
    if len(got) != length:
        raise Wrong(f"{name} should be {length} values, got {len(got)}.")
    return list(got)


def as_shape(got, name):
    """Return a shape, any sequence of whole numbers, as a tuple of Python ints."""
    if isinstance(got, (list, tuple, np.ndarray)):
        return tuple(as_whole(size, f"each part of {name}") for size in got)
    raise Wrong(f"{name} should be a tuple such as (3, 2), got {describe(got)}.")


def precision(got, rtol):
    """Return the tolerance for an answer: rtol, or what its dtype can hold."""
    dtype = str(getattr(got, "dtype", "")).removeprefix("torch.")
    return max(rtol, PRECISIONS.get(dtype, 0))


def _kind(got):
    return type(got).__name__


def pair(one, other):
    """Return two different numbers as texts that differ: as many digits as needed."""
    for digits in range(6, 18):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts
