"""MNIST files: reads and verifies them, in IDX or CSV form."""

import gzip
import hashlib
import math
import re
import warnings
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "data"

# SHA-256 of the uncompressed bytes, and the shape that each file must hold.
FILES = {
    "train-images-idx3-ubyte.gz": (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        (60_000, 28, 28),
    ),
    "train-labels-idx1-ubyte.gz": (
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        (60_000,),
    ),
    "t10k-images-idx3-ubyte.gz": (
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        (10_000, 28, 28),
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        (10_000,),
    ),
}
REPAIR = "restore it with 'git checkout -- data', or copy it from a fresh clone"


class Mnist(NamedTuple):
    """Images (N, 784) and labels (N,), all uint8; 0 is background, 255 is ink."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load_mnist(folder=DATA):
    """Read the four MNIST files of a folder and verify their checksums.

    Returns:
        Mnist: 60,000 training and 10,000 test images and labels, read-only arrays.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: a file is damaged; the message names it and what was found.
    """
    arrays = [
        read_idx(Path(folder) / name, shape, sha256)
        for name, (sha256, shape) in FILES.items()
    ]
    return Mnist(*(a.reshape(len(a), -1) if a.ndim == 3 else a for a in arrays))


def read_idx(path, shape, sha256=None):
    """Read one gzip-compressed IDX file of unsigned bytes.

    The IDX format (LeCun, Cortes, Burges): two zero bytes, the type (8 = unsigned
    byte), the number of axes, one big-endian 32-bit size per axis, the data row by row.

    Args:
        path: the file.
        shape: the sizes that the file must state and hold.
        sha256: the checksum of the uncompressed bytes; not verified if None.

    Returns:
        A read-only uint8 array of the given shape.

    Raises:
        FileNotFoundError: the file is missing.
        ValueError: not a gzip file, truncated, wrong magic number, wrong size or wrong
            checksum.
    """
    content = _decompress(Path(path))
    header = 4 + 4 * len(shape)
    if len(content) < header:
        raise ValueError(
            f"{path}: {len(content)} bytes uncompressed, too few for a header; {REPAIR}"
        )
    magic = bytes([0, 0, 8, len(shape)])
    if content[:4] != magic:
        raise ValueError(
            f"{path}: the file starts with {content[:4].hex(' ')}, expected "
            f"{magic.hex(' ')} (IDX, unsigned bytes, {len(shape)} axes); {REPAIR}"
        )
    sizes = tuple(int(s) for s in np.frombuffer(content[4:header], ">u4"))
    if sizes != tuple(shape):
        raise ValueError(
            f"{path}: the header states sizes {sizes}, expected {tuple(shape)}; "
            f"{REPAIR}"
        )
    if len(content) != header + math.prod(shape):
        raise ValueError(
            f"{path}: {len(content)} bytes uncompressed, expected "
            f"{header + math.prod(shape)}; {REPAIR}"
        )
    found = hashlib.sha256(content).hexdigest()
    if sha256 is not None and found != sha256:
        raise ValueError(
            f"{path}: the SHA-256 of the uncompressed bytes is {found}, expected "
            f"{sha256}; {REPAIR}"
        )
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def _decompress(path):
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; {REPAIR}")
    try:
        return gzip.decompress(path.read_bytes())
    except (EOFError, gzip.BadGzipFile, zlib.error) as e:
        raise ValueError(f"{path}: damaged gzip file ({e}); {REPAIR}") from e


def read_csv(path):
    """Read MNIST in its CSV form: no header, one image a line, label,p0,...,p783.

    Args:
        path: the file, for example mnist_train.csv.

    Returns:
        images (N, 784) and labels (N,), both uint8, as load_mnist gives them.

    Raises:
        FileNotFoundError: the file is missing.
        ValueError: the file is empty, or a line is wrong; the message names the file,
            the line (from 1) and what was found.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    table = _read_table(path)
    if table is None:
        raise ValueError(f"{path}, {_first_fault(path)}")
    return table[:, 1:], table[:, 0]


def _read_table(source):
    """Read a file or lines; return uint8 (N, 785), or None if anything is wrong."""
    form = {"dtype": np.uint8, "delimiter": ",", "comments": None, "ndmin": 2}
    try:
        with warnings.catch_warnings(action="error"):  # NumPy warns of no data
            table = np.loadtxt(source, **form)
    except (ValueError, UserWarning):
        return None
    return table if table.shape[1] == 785 and table[:, 0].max() <= 9 else None


def _first_fault(path):
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    for start in range(0, len(lines), 1000):
        if _read_table(lines[start : start + 1000]) is None:
            for number, line in enumerate(lines[start : start + 1000], start + 1):
                fault = _fault(line.split(",")) if line else None
                if fault:
                    return f"line {number}: {fault}"
    return "line 1: no image in the file"


def _fault(fields):
    if len(fields) != 785:
        return f"found {len(fields)} columns, expected 785 (label and 784 pixels)"
    for column, field in enumerate(fields, start=1):
        name, top = ("label", 9) if column == 1 else ("pixel", 255)
        if not re.fullmatch(r"[ \r]*[+-]?[0-9]+[ \r]*", field):
            return f"column {column}: {field[:20]!r} is not a whole number"
        digits = field.strip().lstrip("+0")
        if "-" in field or len(digits) > 3 or int(digits or 0) > top:
            return f"column {column}: {name} {field.strip()[:20]} is outside 0-{top}"
    return None
