import gzip
import hashlib
import shutil

import numpy as np
import pytest

from utils.data.mnist import DATA, FILES, load_mnist, read_csv, read_idx

LABELS = "t10k-labels-idx1-ubyte.gz"
SHA256, SHAPE = FILES[LABELS]


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.fixture
def content():
    return gzip.decompress((DATA / LABELS).read_bytes())


def write_gzip(path, content):
    path.write_bytes(gzip.compress(content, 1))
    return path


def test_shapes_and_dtypes(mnist):
    assert mnist.train_images.shape == (60_000, 784)
    assert mnist.train_labels.shape == (60_000,)
    assert mnist.test_images.shape == (10_000, 784)
    assert mnist.test_labels.shape == (10_000,)
    assert all(array.dtype == np.uint8 for array in mnist)
    assert not any(array.flags.writeable for array in mnist)


def test_known_content(mnist):
    # The first training labels, and the class counts of MNIST, as widely published.
    assert mnist.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(mnist.test_labels).tolist() == [
        980,
        1135,
        1032,
        1010,
        982,
        892,
        958,
        1028,
        974,
        1009,
    ]
    assert mnist.train_images.mean() / 255 == pytest.approx(0.1307, abs=5e-5)


def test_md5_sums_are_those_quoted_for_mnist():
    quoted = {
        "train-images-idx3-ubyte.gz": "6bbc9ace898e44ae57da46a324031adb",
        "train-labels-idx1-ubyte.gz": "a25bea736e30d166cdddb491f175f624",
        "t10k-images-idx3-ubyte.gz": "2646ac647ad5339dbf082846283269ea",
        "t10k-labels-idx1-ubyte.gz": "27ae3e4e09519cfbb04c329615203637",
    }
    for name, md5 in quoted.items():
        content = gzip.decompress((DATA / name).read_bytes())
        assert hashlib.md5(content).hexdigest() == md5, name


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="train-images-idx3-ubyte.gz.*git"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_verified(tmp_path, name):
    for other in FILES:
        shutil.copy(DATA / other, tmp_path)
    content = bytearray(gzip.decompress((DATA / name).read_bytes()))
    content[-1] ^= 1
    write_gzip(tmp_path / name, bytes(content))
    with pytest.raises(ValueError, match=f"{name}.*SHA-256.*restore"):
        load_mnist(tmp_path)


def test_truncated_gzip(tmp_path):
    path = tmp_path / LABELS
    path.write_bytes((DATA / LABELS).read_bytes()[:-100])
    with pytest.raises(ValueError, match=f"{LABELS}: damaged gzip file.*restore"):
        read_idx(path, SHAPE, SHA256)


def test_damaged_gzip(tmp_path):
    damaged = bytearray((DATA / LABELS).read_bytes())
    damaged[2000:2010] = bytes(10)
    path = tmp_path / LABELS
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match=f"{LABELS}: damaged gzip file"):
        read_idx(path, SHAPE, SHA256)


def test_not_gzip(tmp_path):
    path = tmp_path / LABELS
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(ValueError, match=f"{LABELS}: damaged gzip file"):
        read_idx(path, SHAPE, SHA256)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: b"\0\0\x08\x03" + c[4:],  # three axes
        lambda c: b"\0\0\x0b\x01" + c[4:],  # not of unsigned bytes
        lambda c: c[:4] + b"\0\0\0\x05" + c[8:],  # five labels
        lambda c: c[:0],
        lambda c: c[:6],
        lambda c: c[:-1],
        lambda c: c + b"\0",
    ],
)
def test_wrong_header_or_length(tmp_path, content, change):
    path = write_gzip(tmp_path / LABELS, change(content))
    with pytest.raises(ValueError, match=f"{LABELS}: the SHA-256.*restore"):
        read_idx(path, SHAPE, SHA256)


# CSV


def write_csv(path, images, labels):
    table = np.column_stack([labels, images])
    np.savetxt(path, table, fmt="%d", delimiter=",")
    return path


@pytest.fixture
def csv_lines(tmp_path, mnist):
    path = write_csv(tmp_path / "a.csv", mnist.test_images[:5], mnist.test_labels[:5])
    return path.read_text().splitlines()


def test_csv_equals_idx(tmp_path, mnist):
    path = write_csv(tmp_path / "mnist_test.csv", mnist.test_images, mnist.test_labels)
    images, labels = read_csv(path)
    assert images.dtype == labels.dtype == np.uint8
    assert np.array_equal(images, mnist.test_images)
    assert np.array_equal(labels, mnist.test_labels)


def test_csv_of_one_image_without_final_newline(tmp_path, csv_lines):
    path = tmp_path / "one.csv"
    path.write_text(csv_lines[0])
    images, labels = read_csv(path)
    assert images.shape == (1, 784) and labels.tolist() == [7]


def replace_field(line, column, text):
    fields = line.split(",")
    fields[column - 1] = text
    return ",".join(fields)


@pytest.mark.parametrize(
    ("line", "change", "message"),
    [
        (3, lambda s: s + ",0", "line 3: found 786 columns, expected 785"),
        (5, lambda s: s.rsplit(",", 1)[0], "line 5: found 784 columns, expected 785"),
        (2, lambda s: replace_field(s, 9, "x"), "line 2: .*'x'.*column 9"),
        (2, lambda s: replace_field(s, 9, ""), "line 2: .*''.*column 9"),
        (2, lambda s: replace_field(s, 9, "1.5"), "line 2: .*'1.5'.*column 9"),
        (
            4,
            lambda s: replace_field(s, 785, "256"),
            "line 4: .*'256'.*column 785",
        ),
        (4, lambda s: replace_field(s, 2, "-1"), "line 4: .*'-1'.*column 2"),
        (1, lambda s: replace_field(s, 1, "10"), "line 1: column 1: label 10 is outs"),
        (1, lambda s: "label,1x1,1x2", "line 1: .*'label'"),
        (2, lambda s: replace_field(s, 9, "1_0"), "line 2: .*'1_0'.*column 9"),
        (2, lambda s: replace_field(s, 9, "-0"), "line 2: .*'-0'.*column 9"),
        (
            2,
            lambda s: replace_field(s, 9, "9" * 5000),
            "line 2: .*'99.*column 9",
        ),
        (3, lambda s: "   ", "line 3: .*'   '"),
        (3, lambda s: "# " + s, "line 3: .*'# 1'.*column 1"),
    ],
)
def test_faulty_csv(tmp_path, csv_lines, line, change, message):
    csv_lines[line - 1] = change(csv_lines[line - 1])
    path = tmp_path / "faulty.csv"
    path.write_text("\n".join(csv_lines) + "\n")
    with pytest.raises(ValueError, match=f"faulty.csv, {message}"):
        read_csv(path)


def test_a_fault_far_down_is_found_by_its_line(tmp_path, csv_lines):
    lines = csv_lines * 500
    lines[2345] = replace_field(lines[2345], 3, "x")
    path = tmp_path / "long.csv"
    path.write_text("\r\n".join(lines))
    with pytest.raises(ValueError, match="long.csv, line 2346: .*'x'.*column 3"):
        read_csv(path)


def test_empty_lines_at_the_end_do_no_harm(tmp_path, csv_lines):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(csv_lines) + "\n\n\n")
    assert len(read_csv(path)[1]) == 5


def test_csv_with_784_columns_everywhere(tmp_path, csv_lines):
    path = tmp_path / "short.csv"
    path.write_text("\n".join(s.rsplit(",", 1)[0] for s in csv_lines))
    with pytest.raises(ValueError, match="line 1: found 784 columns"):
        read_csv(path)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", ["", "\n\n"])
def test_empty_csv(tmp_path, text):
    path = tmp_path / "empty.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match="empty.csv.*(empty|no image)"):
        read_csv(path)


def test_binary_csv(tmp_path):
    path = tmp_path / "binary.csv"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(ValueError, match="binary.csv, line 1: "):
        read_csv(path)


def test_missing_csv(tmp_path):
    with pytest.raises(FileNotFoundError, match="none.csv: no such file"):
        read_csv(tmp_path / "none.csv")
