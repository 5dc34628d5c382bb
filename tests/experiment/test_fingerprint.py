"""The fingerprint changes with the code that is used, and with nothing else."""

import pytest

from utils.experiment.fingerprint import fingerprint

USED = '''"""A module."""

import numpy as np

FACTOR = 2  # a constant


def helper(x):
    """Double it."""
    return FACTOR * x


def unused(x):
    return x - 1


class Kept:
    """A class."""

    size: int = 3
'''
USER = '''"""Another."""

from utils.used import Kept, helper as twice


@decorated
def run(x):
    """Run it.

    At length.
    """
    # a comment
    return Kept(), twice(x) + "# no comment"
'''


@pytest.fixture
def after(tmp_path):
    """Return a function: the fingerprint of run after texts were replaced."""

    def change(old="", new=""):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, source in (("used", USED), ("user", USER)):
            (folder / f"{name}.py").write_text(source.replace(old, new))
        return fingerprint("user", "run", folder=folder)

    return change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Double it.", "Times two."),
        ("At length.", "At length.\n\n    More."),
        ("# a comment", "# another"),
        ("    # a comment\n", ""),
        ("2  # a constant", "2"),
        ("return x - 1", "return x - 2"),
        ("A module.", "The module."),
        ("\n\n\nclass", "\n\n\n\nclass"),
    ],
)
def test_stays(after, old, new):
    assert old in USED + USER
    assert after(old, new) == after()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FACTOR = 2", "FACTOR = 3"),
        ("FACTOR * x", "x * FACTOR"),
        ("# no comment", "# a comment"),
        ("size: int = 3", "size: int = 4"),
        ("@decorated\n", ""),
        ("import Kept, helper as twice", "import Kept, unused as twice"),
    ],
)
def test_changes(after, old, new):
    assert old in USED + USER
    assert after(old, new) != after()


def test_it_is_the_same_everywhere(after):
    assert after() == after() and len(after()) == 16
    assert int(after(), 16) >= 0


def test_the_experiment_depends_on_what_it_trains_with():
    first = fingerprint("experiment.runs", "run_cell")
    assert first != fingerprint("experiment.runs", "prepare")


def test_a_name_that_is_not_there_is_an_error(after, tmp_path):
    with pytest.raises(ValueError, match="utils.experiment.runs has no run_cells"):
        fingerprint("experiment.runs", "run_cell", "run_cells")
    with pytest.raises(ValueError, match="utils.used has no Kept at its top level"):
        after("class Kept", "class Lost")


def test_a_constant_with_an_annotation_counts(after):
    two, three = (after("FACTOR = 2", f"FACTOR: int = {n}") for n in (2, 3))
    assert two != three
