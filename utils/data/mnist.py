"""MNIST files: reads and verifies them, in IDX or CSV form."""

import gzip
import hashlib
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
CSV_ENCODING = "utf-8-sig"  # UTF-8, with or without a mark at its start
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
    Raises FileNotFoundError or ValueError: see read_idx.
    """
    arrays = [
        read_idx(Path(folder) / name, shape, sha256)
        for name, (sha256, shape) in FILES.items()
    ]
    return Mnist(*(a.reshape(len(a), -1) if a.ndim == 3 else a for a in arrays))


def read_idx(path, shape, sha256):
    """Read one gzip-compressed IDX file of unsigned bytes: a read-only uint8 array.

    The IDX format (LeCun, Cortes, Burges): two zero bytes, the type (8 = unsigned
    byte), the number of axes, one big-endian 32-bit size per axis, the data row by row.

    Args:
        path: the file.
        shape: the sizes that the file holds.
        sha256: the checksum of the uncompressed bytes, header and all.

    Raises:
        FileNotFoundError: the file is missing.
        ValueError: not a gzip file, truncated, or of another content; the message names
            the file and what was found.
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
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    with path.open(encoding=CSV_ENCODING, errors="replace") as file:
        names = int(file.readline().lower().strip(' "').startswith("label"))
    try:
        table = _read_table(path, names)
    except (ValueError, UserWarning):
        raise ValueError(f"{path}, {_first_fault(path, names)}") from None
    return table[:, 1:], table[:, 0]


def _read_table(source, skip=0):
    """Return a file or lines as uint8 (N, 785); say what is wrong in a ValueError."""
    form = {"comments": None, "delimiter": ",", "ndmin": 2, "encoding": CSV_ENCODING}
    with warnings.catch_warnings(action="error"):  # NumPy warns of no data
        table = np.loadtxt(source, np.uint8, skiprows=skip, **form)
    if table.shape[1] != 785:
        raise ValueError(f"found {table.shape[1]} columns, expected 785")
    if (top := table[:, 0].max()) > 9:
        raise ValueError(f"column 1: label {top} is outside 0-9")
    return table


def _first_fault(path, skip):
    lines = path.read_text(encoding=CSV_ENCODING, errors="replace").split("\n")
    for number, line in enumerate(lines[skip:], start=1 + skip):
        try:
            _read_table([line])
        except UserWarning:  # an empty line
            continue
        except ValueError as e:
            return f"line {number}: {e}".replace("row 0, ", "")
    return f"line {1 + skip}: no image in the file"
