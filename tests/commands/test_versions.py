"""A copy of the course with other versions: its requirements, its files."""

import subprocess
import sys

from utils.classroom.notebooks import ROOT
from utils.commands import versions
from utils.commands.versions import (
    CHOICES,
    OLDEST,
    copy_of_the_course,
    installed,
    plain_name,
    with_versions,
)
from utils.environment import required_versions

PINS = (ROOT / "requirements.txt").read_text("utf-8")


def test_each_oldest_version_is_older_than_the_pin_of_a_requirement():
    pins = required_versions()
    for name, version in OLDEST.items():
        older, newer = ([int(p) for p in v.split(".")] for v in (version, pins[name]))
        assert older < newer, name


def test_the_oldest_versions_are_asked_for():
    text = with_versions(PINS, CHOICES["oldest-versions"])
    assert f"\nnumpy=={OLDEST['numpy']} " in text
    assert "\ntorch==2.13.0 " in text and "\n-e . " in text
    assert len(text.splitlines()) == len(PINS.splitlines())


def test_the_newest_versions_are_free_but_for_torch():
    text = with_versions(PINS, CHOICES["newest-versions"])
    assert [line.split()[0] for line in text.splitlines() if "==" in line] == [
        "torch==2.13.0"
    ]
    assert "\nnumpy " in text and "\n-e . " in text


def test_the_copy_holds_what_a_test_run_needs_and_an_older_one_goes(tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "old").touch()
    copy_of_the_course(folder)
    there = {path.name for path in folder.iterdir()}
    assert there == set(versions.COPIED)
    assert (folder / "notebooks" / "00_start_here.ipynb").exists()
    assert (folder / versions.LEFT_OUT).exists()


def test_what_is_installed_is_read_from_the_environment(tmp_path):
    command = [sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"]
    subprocess.run(command, check=True)
    assert installed(tmp_path / "venv") == {}
    [packages] = (tmp_path / "venv").rglob("site-packages")
    (packages / "PyYAML-6.0.dist-info").mkdir()
    (packages / "PyYAML-6.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: PyYAML\nVersion: 6.0+local\n"
    )
    assert installed(tmp_path / "venv") == {"pyyaml": "6.0"}


def test_every_requirement_is_found_among_what_is_installed():
    there = installed(sys.prefix)
    if there:  # not where packages lie elsewhere
        assert {plain_name(name) for name in required_versions()} <= set(there)
