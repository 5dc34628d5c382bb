"""The files: known content, and each kind of damage named."""

import gzip
import hashlib

import numpy as np
import pytest

from utils.data.mnist import DATA, FILES, load_mnist, read_csv

LABELS = "t10k-labels-idx1-ubyte.gz"
QUOTED_MD5 = [  # as published with the files
    "6bbc9ace898e44ae57da46a324031adb",
    "a25bea736e30d166cdddb491f175f624",
    "2646ac647ad5339dbf082846283269ea",
    "27ae3e4e09519cfbb04c329615203637",
]


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


def test_known_content(mnist):
    """The first training labels and the counts of test labels are widely published."""
    shapes = [(60_000, 784), (60_000,), (10_000, 784), (10_000,)]
    assert [array.shape for array in mnist] == shapes
    assert all(a.dtype == np.uint8 and not a.flags.writeable for a in mnist)
    assert mnist.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(mnist.test_labels).tolist() == counts
    assert mnist.train_images.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
    for name, md5 in zip(FILES, QUOTED_MD5, strict=True):
        content = gzip.decompress((DATA / name).read_bytes())
        assert hashlib.md5(content).hexdigest() == md5, name


def flipped(stored):
    """Return the file with its last pixel or label changed."""
    content = bytearray(gzip.decompress(stored))
    content[-1] ^= 1
    return gzip.compress(content, 1)


WHOLE = (DATA / LABELS).read_bytes()
CONTENT = gzip.decompress(WHOLE)
EMPTY = gzip.compress(b"", mtime=0)  # no time in it: two workers name it alike


@pytest.mark.parametrize(
    ("name", "stored", "message"),
    [
        *((name, flipped((DATA / name).read_bytes()), "the SHA-256") for name in FILES),
        (LABELS, WHOLE[:-100], "damaged gzip file"),
        (LABELS, WHOLE[:2000] + bytes(10) + WHOLE[2010:], "damaged gzip file"),
        (LABELS, b"<html>not found</html>", "damaged gzip file"),
        (LABELS, CONTENT, "damaged gzip file"),  # unzipped by a browser
        (LABELS, EMPTY, "the SHA-256 of its 0 uncompressed bytes"),
    ],
)
def test_a_damaged_file_is_named(tmp_path, name, stored, message):
    for other in FILES:
        (tmp_path / other).symlink_to(DATA / other)
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(stored)
    with pytest.raises(ValueError, match=f"{name}: {message}.*restore"):
        load_mnist(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="train-images-idx3-ubyte.gz.*git"):
        load_mnist(tmp_path)
    with pytest.raises(FileNotFoundError, match="none.csv"):
        read_csv(tmp_path / "none.csv")


# CSV

NAMES = ",".join(["label", *(f"{a}x{b}" for a in range(1, 29) for b in range(1, 29))])


@pytest.fixture(scope="module")
def lines(mnist):
    rows = np.column_stack([mnist.test_labels[:5], mnist.test_images[:5]])
    return [",".join(map(str, row)) for row in rows.tolist()]


@pytest.mark.parametrize(
    "form",
    [
        lambda lines: "\n".join(lines),
        lambda lines: "\r\n".join(lines) + "\r\n\r\n",
        lambda lines: "\n".join([NAMES, *lines]) + "\n",  # Kaggle's mnist_test.csv
        lambda lines: "\ufeff" + "\n".join([NAMES, *lines]),
        lambda lines: "\ufeff" + "\n".join(lines),
        lambda lines: "\n".join(['"Label","pixel0"', *lines]),
    ],
)
def test_forms_of_csv(tmp_path, lines, mnist, form):
    (tmp_path / "a.csv").write_bytes(form(lines).encode())
    images, labels = read_csv(tmp_path / "a.csv")
    assert np.array_equal(images, mnist.test_images[:5])
    assert labels.tolist() == [7, 2, 1, 0, 4]
    assert images.dtype == labels.dtype == np.uint8


def changed(column, text):
    def change(line):
        fields = line.split(",")
        fields[column - 1] = text
        return ",".join(fields)

    return change


@pytest.mark.parametrize(
    ("line", "change", "message"),
    [
        (3, lambda s: s + ",0", "line 3: found 786 columns, expected 785"),
        (2, changed(9, "x"), "line 2: column 9 is 'x', expected a whole number 0-255"),
        (2, changed(9, ""), "line 2: column 9 is ''"),
        (2, changed(9, "1.5"), "line 2: column 9 is '1.5'"),
        (2, changed(9, "9" * 5000), "line 2: column 9 is '99"),
        (4, changed(785, "256"), "line 4: column 785 is '256'"),
        (4, changed(2, "-1"), "line 4: column 2 is '-1'"),
        (1, changed(1, "10"), "line 1: column 1: label 10 is outside 0-9"),
        (3, lambda s: NAMES, "line 3: column 1 is 'label'"),  # only the first line
        (1, lambda s: s.replace(",", ";"), "line 1: found 1 columns"),
    ],
)
@pytest.mark.parametrize("names", [[], [NAMES]])
def test_a_fault_is_named_with_its_line(tmp_path, lines, names, line, change, message):
    faulty = [change(s) if k == line else s for k, s in enumerate(lines, start=1)]
    (tmp_path / "a.csv").write_text("\n".join([*names, *faulty, *lines]))
    if names:
        message = message.replace(f"line {line}", f"line {line + 1}")
    with pytest.raises(ValueError, match=f"a.csv, {message}"):
        read_csv(tmp_path / "a.csv")


@pytest.mark.parametrize("content", [b"", b"\n\n", NAMES.encode(), bytes(range(256))])
def test_a_file_without_images(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(ValueError, match="a.csv(, line 1)?: (no image|found 1 col)"):
        read_csv(tmp_path / "a.csv")
