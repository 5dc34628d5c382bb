"""Numbers in every ordinary form, and numbers and arrays in words.

A right value is taken as Python, NumPy, SymPy or PyTorch gives it: a scalar, an array,
a tensor, a list of them.
"""

import numpy as np

# The tolerance that an answer in this precision deserves.
PRECISIONS = {"float32": 2e-4, "float16": 5e-3}
KINDS = {"b": "truth values", "c": "complex numbers", "U": "text", "S": "text"}
PAPER = 6  # numbers of an array that a message still writes out


def numbers(got):
    """Return real numbers in any form as a NumPy array of floats or integers.

    Raises ValueError: got holds something else; the message says what.
    """
    kind = f"of the type {type(got).__name__}"
    try:
        array = np.asarray(_plain(got))
        array = array.astype(float) if array.dtype == object else array  # SymPy's
    except Exception:
        raise ValueError(kind) from None
    if array.dtype.kind not in "iuf":
        raise ValueError(KINDS.get(array.dtype.kind, kind))
    return array


def _plain(got):
    if hasattr(got, "detach"):  # a PyTorch tensor
        return got.detach().cpu().numpy()
    if got is None:
        raise TypeError("nothing is no number")
    return [_plain(part) for part in got] if isinstance(got, (list, tuple)) else got


def close(got, wanted, rtol):
    """Say whether two arrays agree, relative to the largest finite entry wanted."""
    got, wanted = np.asarray(got), np.asarray(wanted)
    if got.shape != wanted.shape:
        return False
    rtol = max(rtol, PRECISIONS.get(str(got.dtype), 0))
    scale = np.max(np.abs(wanted), initial=0, where=np.isfinite(wanted))
    return np.allclose(got, wanted, rtol=0, atol=rtol * scale + 1e-12, equal_nan=True)


def written(value, digits=6):
    """Return a number as text, and a small array as rows of numbers in brackets."""
    if np.ndim(value):
        return f"[{', '.join(written(part, digits) for part in value)}]"
    if np.isfinite(value):
        whole = abs(value) < 1e15 and value == round(float(value))
        return str(int(value)) if whole else f"{value:.{digits}g}"
    return "NaN (not a number)" if np.isnan(value) else f"{value:+}inity"


def pair(one, other):
    """Return two different values as texts that differ: as many digits as needed."""
    for digits in range(4, 18):
        texts = written(one, digits), written(other, digits)
        if texts[0] != texts[1]:
            break
    return texts


def described(names, arguments):
    """Return 'c = 4 and m = 2': the arguments of one case, large arrays by shape."""
    sizes = [np.size(_plain(a)) for a in arguments if hasattr(a, "shape")]
    small = max(sizes, default=0) <= PAPER
    texts = [_argument(n, a, small) for n, a in zip(names, arguments, strict=True)]
    return listed([text for text in texts if text])


def _argument(name, value, small):
    if callable(value):
        return value.__doc__
    array = np.asarray(_plain(value))
    array = array.astype(int) if array.dtype == bool else array
    if array.dtype.kind not in "iuf":
        return f"{name} = {value}"
    written_out = small or not array.ndim
    return (
        f"{name} = {written(array)}"
        if written_out
        else f"{name} of shape {array.shape}"
    )


def listed(words):
    """Return 'a, b and c'."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
