"""The README says what is there: notebooks, links, commands, results."""

import re

import house_rules as rules
import nbformat
import pytest

from utils.classroom.notebooks import ROOT
from utils.commands.versions import OLDEST

README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ROW = re.compile(r"^\|.*\|$", re.MULTILINE)


def section(title):
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def stored_text(path):
    cells = rules.code_cells(nbformat.read(path, as_version=4))
    return "\n".join(text for cell in cells for text in rules.output_texts(cell))


def test_the_map_lists_every_notebook_in_order():
    listed = re.findall(r"\]\(notebooks/(\w+\.ipynb)\)", section("The course"))
    assert listed == [path.name for path in NOTEBOOKS]


def test_the_times_are_those_of_the_notebooks():
    row = r"^\| \[\d\d .*\| (\d+)(?: \+ (\d+))? \| (\d+) \| \d+ \|$"
    rows = re.findall(row, section("The course"), re.MULTILINE)
    assert len(rows) == len(NOTEBOOKS)
    for path, (reading, exercises, running) in zip(NOTEBOOKS, rows, strict=True):
        said = f"**Time**: {reading} minutes to read, "
        said += f"{exercises} for exercises, " if exercises else ""
        said += f"{running} seconds to run."
        assert said in nbformat.read(path, as_version=4).cells[0].source, path.name


def test_no_notebook_needs_more_than_two_gigabytes():
    rows = re.findall(r"^\| \[\d\d .*\| (\d+) \|$", section("The course"), re.MULTILINE)
    assert len(rows) == len(NOTEBOOKS)
    assert all(0 < int(megabytes) < 2000 for megabytes in rows)


def test_the_map_of_the_first_notebook_lists_every_notebook():
    cells = nbformat.read(NOTEBOOKS[0], as_version=4).cells
    [table] = [cell.source for cell in cells if "## 7. The map" in cell.source]
    listed = re.findall(r"^\| \[\d\d .*?\]\((\w+\.ipynb)\)", table, re.MULTILINE)
    assert listed == [path.name for path in NOTEBOOKS[1:]]


def test_the_oldest_versions_are_stated():
    for name in ("NumPy", "SymPy", "Matplotlib", "ipywidgets", "ipykernel"):
        assert f"{name} {OLDEST[name.lower()]}" in README


def test_links_resolve():
    for link in re.findall(r"\]\(([^)\s]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists(), link


def test_ci_finds_the_test_command():
    commands = re.findall(r"^python3 .*/pytest$", README, re.MULTILINE)
    assert len(commands) == 1
    assert "grep -E '^python3 .*/pytest$' README.md" in (
        ROOT / ".ci" / "run"
    ).read_text(encoding="utf-8")


def test_the_lines_for_windows_are_the_same_lines():
    opened, tested = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    [row] = re.findall(r"^\| use Windows .*$", README, re.MULTILINE)
    in_powershell = [
        line.replace("python3 ", "py ").replace(".venv/bin/", ".venv\\Scripts\\")
        for line in (opened, tested)
    ]
    assert re.findall(r"`([^`]+)`", row) == in_powershell


def results():
    """Yield (notebook, number) for each number in code font in a row of results."""
    for row in ROW.findall(section("Results")):
        for name in re.findall(r"\]\(notebooks/(\w+\.ipynb)\)", row):
            yield from ((name, number) for number in re.findall(r"`([^`]+)`", row))


@pytest.mark.parametrize(("name", "number"), list(results()))
def test_each_result_is_what_the_notebook_prints(name, number):
    assert number in stored_text(ROOT / "notebooks" / name)


def test_there_are_results():
    assert len({name for name, _ in results()}) >= 4
