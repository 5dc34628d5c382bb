"""The copies for a class: what is in them, and that nothing else is ever left."""

import re
import subprocess
import sys
from pathlib import Path

import house_rules as rules
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from utils.classroom.copies import (
    VERSIONS,
    with_solutions,
    without_solutions,
    write_copies,
)
from utils.classroom.exercise_cells import is_answer
from utils.classroom.notebooks import NOTEBOOKS, code_cells, read

SOLVED = 'def double(x):\n    return 2 * x\n\n\nprint("Right:", double(2))'
SOLUTION = f"""\
<details>
<summary>Solution</summary>

```python
{SOLVED}
```

Twice `x` is `x + x`.

</details>"""
OUTPUT = new_output("stream", name="stdout", text="Not attempted yet.\n")


TOP = "![p](images/p.png) [b](b.ipynb) The hints and the solutions are folded."


def cells():
    answer = new_code_cell("...", outputs=[OUTPUT], execution_count=2, id="answer-two")
    answer.metadata["tags"] = ["exercise"]
    return [
        new_markdown_cell(TOP, id="top"),
        new_markdown_cell("<details>Ask the room.</details>", id="teaching-note"),
        new_code_cell("1 + 1", outputs=[], execution_count=1, id="sum"),
        new_markdown_cell("Double it:", id="exercise-two"),
        answer,
        new_markdown_cell("<details>Hint: add.</details>", id="hint-two"),
        new_markdown_cell(SOLUTION, id="solution-two"),
    ]


def write(path, its_cells):
    nbformat.write(new_notebook(cells=its_cells), path)


@pytest.fixture
def source(tmp_path):
    """A folder of two notebooks and a picture, and things that are not to be copied."""
    folder = tmp_path / "notebooks"
    for name in ("images", ".ipynb_checkpoints"):
        (folder / name).mkdir(parents=True)
        (folder / name / "p.png").write_bytes(b"PNG")
    (folder / "b.half-written").touch()
    write(folder / "a.ipynb", cells())
    write(folder / "b.ipynb", [new_markdown_cell("[a](a.ipynb)")])
    return folder


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_learners_get_hints_and_no_solutions(source):
    before = read(source / "a.ipynb")
    bare = without_solutions(before)
    kept = ["top", "sum", "exercise-two", "answer-two", "hint-two"]
    assert [cell.id for cell in bare.cells] == kept
    assert bare.cells[2:] == before.cells[3:6]
    assert bare.cells[0].source.endswith("The hints are folded.")


def test_the_teacher_gets_filled_answers_without_old_outputs(source):
    before = read(source / "a.ipynb")
    solved = with_solutions(before)
    assert [cell.id for cell in solved.cells] == [cell.id for cell in before.cells]
    [answer] = filter(is_answer, solved.cells)
    assert answer.source == SOLVED
    assert answer.outputs == [] and answer.execution_count is None
    for old, new in zip(before.cells, solved.cells, strict=True):
        assert old == new or new is answer


def test_both_copies_are_whole(source, tmp_path):
    (tmp_path / "out").mkdir()
    for folder in (tmp_path / "out", tmp_path / "new" / "deep"):  # empty; not yet there
        write_copies(folder, source)
        assert sorted(p.name for p in folder.iterdir()) == sorted(VERSIONS)
        for name in VERSIONS:
            assert files(folder / name) == [
                "a.ipynb",
                "b.ipynb",
                "how_to_run.txt",
                "images/p.png",
            ]
        assert not list(folder.parent.glob("*half*"))


def test_the_course_is_only_read(source, tmp_path):
    before = {name: (source / name).read_bytes() for name in files(source)}
    write_copies(tmp_path / "out", source)
    assert {name: (source / name).read_bytes() for name in files(source)} == before


@pytest.mark.parametrize("occupied", ["file", "folder"])
def test_nothing_is_overwritten(source, tmp_path, occupied):
    place = tmp_path / "out"
    if occupied == "folder":
        place.mkdir()
        place /= "homework.txt"
    place.write_text("mine")
    with pytest.raises(FileExistsError, match="name a new or empty folder"):
        write_copies(tmp_path / "out", source)
    assert place.read_text() == "mine"


def test_not_among_the_notebooks(source):
    for folder in (source, source / "copies"):
        with pytest.raises((ValueError, FileExistsError)):
            write_copies(folder, source)
    assert not (source / "copies").exists()


BAD = {
    "no solution": lambda: cells()[:-1],
    "two blocks": lambda: [*cells()[:-1], doubled()],
    "a link that leaves": lambda: [new_markdown_cell("[r](../README.md)")],
}


def doubled():
    return new_markdown_cell(2 * SOLUTION, id="solution-two")


@pytest.mark.parametrize("bad", BAD)
def test_a_failure_names_the_notebook_and_leaves_nothing(source, tmp_path, bad):
    write(source / "b.ipynb", BAD[bad]())
    (tmp_path / "README.md").touch()
    before = files(tmp_path)
    with pytest.raises(ValueError, match=r"b.ipynb: .*(answer-two|README.md)"):
        write_copies(tmp_path / "out", source)
    assert files(tmp_path) == before and not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """The copies of the real notebooks."""
    folder = tmp_path_factory.mktemp("class") / "copies"
    write_copies(folder)
    return folder


def test_the_course_for_learners_holds_no_solution(copies):
    for path in (copies / "without_solutions").glob("*.ipynb"):
        notebook, text = read(path), path.read_text(encoding="utf-8")
        assert rules.executed_in_order(notebook, path) == []
        assert "Solution</summary>" not in text and "teaching-note" not in text
        told = [c.source for c in notebook.cells if c.cell_type == "markdown"]
        assert not re.search(
            "(the|last the) solutions? (is|are)|last the sol", str(told)
        )


def test_copies_without_outputs(source, tmp_path):
    write_copies(tmp_path / "out", source, outputs=False)
    for name in VERSIONS:
        for cell in code_cells(read(tmp_path / "out" / name / "a.ipynb")):
            assert cell.outputs == [] and cell.execution_count is None


def test_the_course_for_the_teacher_holds_no_gap(copies):
    names = sorted(path.name for path in (copies / "with_solutions").glob("*.ipynb"))
    assert names == sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    for name in names:
        for cell in filter(is_answer, read(copies / "with_solutions" / name).cells):
            assert "..." not in cell.source


def run_command(folder):
    command = [sys.executable, "-m", "utils.classroom.course", "copies", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_the_command(tmp_path):
    result = run_command(tmp_path / "out")
    assert result.returncode == 0, result.stderr
    again = run_command(tmp_path / "out")
    assert again.returncode == 1
    assert "nothing was written" in again.stderr and "empty folder" in again.stderr
    assert "how_to_run.txt" in result.stdout
    assert len(list(Path(tmp_path / "out").iterdir())) == 2
