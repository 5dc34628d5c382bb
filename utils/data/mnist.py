"""MNIST files: reads and verifies them, in IDX or CSV form."""

import gzip
import hashlib
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

    Returns Mnist: 60,000 training and 10,000 test images and labels, read-only arrays.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: not a gzip file, truncated, or of another content; the message names
            the file and what was found.
    """
    arrays = [_read_idx(Path(folder) / name, *FILES[name]) for name in FILES]
    return Mnist(*(a.reshape(len(a), -1) if a.ndim == 3 else a for a in arrays))


def _read_idx(path, sha256, shape):
    """Read one gzip-compressed IDX file of unsigned bytes: a read-only uint8 array.

    The IDX format (LeCun, Cortes, Burges): two zero bytes, the type (8 = unsigned
    byte), the number of axes, one big-endian 32-bit size per axis, the data row by row.
    The checksum is that of all of them, uncompressed.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; {REPAIR}")
    try:
        content = gzip.decompress(path.read_bytes())
    except (EOFError, gzip.BadGzipFile, zlib.error) as e:
        raise ValueError(f"{path}: damaged gzip file ({e}); {REPAIR}") from e
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(
            f"{path}: the SHA-256 of its {len(content)} uncompressed bytes is {found}, "
            f"expected {sha256}; {REPAIR}"
        )
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def read_csv(path):
    """Read MNIST in its CSV form: one image a line, label,p0,...,p783.

    A first line of names that begins with label, as Kaggle's files have it, is left
    out; so is the mark that some editors put at the start of a file (BOM).

    Returns images (N, 784) and labels (N,), both uint8, as load_mnist gives them.

    Raises:
        FileNotFoundError: the file is missing.
        ValueError: no image, or a line is wrong; the message names the file, the line
            (from 1) and what was found.
    """
    rows = []
    with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            names = number == 1 and line.lower().strip(' "').startswith("label")
            if line.strip() and not names:
                try:
                    rows.append(_row(line.split(",")))
                except ValueError as e:
                    raise ValueError(f"{path}, line {number}: {e}") from None
    if not rows:
        raise ValueError(f"{path}: no image in the file")
    table = np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 785)
    return table[:, 1:], table[:, 0]


def _row(fields):
    """Return a label and 784 pixels as bytes; say what is wrong in a ValueError."""
    if len(fields) != 785:
        raise ValueError(f"found {len(fields)} columns, expected 785")
    try:
        row = bytes(map(int, fields))
    except ValueError:
        column = next(c for c, text in enumerate(fields) if not _is_byte(text))
        found = f"column {column + 1} is {fields[column].strip()!r:.20}"
        raise ValueError(f"{found}, expected a whole number 0-255") from None
    if row[0] > 9:
        raise ValueError(f"column 1: label {row[0]} is outside 0-9")
    return row


def _is_byte(text):
    return text.strip().isdecimal() and len(text) < 9 and int(text) < 256
