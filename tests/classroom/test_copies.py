"""The copies for a class: what is in them, and that nothing else is ever left."""

import re

import house_rules as rules
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from utils.classroom import copies
from utils.classroom.copies import VERSIONS, with_solutions, without_solutions
from utils.classroom.course import main
from utils.classroom.exercise_cells import is_answer
from utils.classroom.notebooks import NOTEBOOKS, code_cells, read

TOP = "![p](images/p.png) [b](b.ipynb) The hints and the solutions are folded."
SOLUTION = "<details>\n\n```python\nx = 2\n\n```\n\n</details>"


def cells():
    out = [new_output("stream", name="stdout", text="Not attempted yet.\n")]
    answer = new_code_cell("...", outputs=out, execution_count=2, id="answer-two")
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
def source(tmp_path, monkeypatch):
    """A folder of two notebooks and a picture, and things that are not to be copied."""
    folder = tmp_path / "notebooks"
    for name in ("images", ".ipynb_checkpoints"):
        (folder / name).mkdir(parents=True)
        (folder / name / "p.png").write_bytes(b"PNG")
    (folder / "b.half-written").touch()
    write(folder / "a.ipynb", cells())
    write(folder / "b.ipynb", [new_markdown_cell("[a](a.ipynb)")])
    monkeypatch.setattr(copies, "NOTEBOOKS", folder)
    return folder


def files(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_learners_get_hints_and_no_solutions(source):
    before, bare = read(source / "a.ipynb"), without_solutions(source / "a.ipynb")
    kept = ["top", "sum", "exercise-two", "answer-two", "hint-two"]
    assert [cell.id for cell in bare.cells] == kept
    assert bare.cells[2:] == before.cells[3:6]
    assert bare.cells[0].source.endswith("The hints are folded.")


def test_the_teacher_gets_filled_answers_without_old_outputs(source):
    before, solved = read(source / "a.ipynb"), with_solutions(source / "a.ipynb")
    changed = [b for a, b in zip(before.cells, solved.cells, strict=True) if a != b]
    [answer] = filter(is_answer, solved.cells)
    assert changed == [answer] and answer.source == "x = 2"
    assert answer.outputs == [] and answer.execution_count is None


def test_both_copies_are_whole_and_the_course_is_only_read(source, tmp_path):
    before, out = files(source), tmp_path / "new" / "out"
    assert main(["copies", str(out)]) == 0
    whole = ["a.ipynb", "b.ipynb", "how_to_run.txt", "images/p.png"]
    assert sorted(files(out)) == sorted(f"{v}/{f}" for v in VERSIONS for f in whole)
    assert list(out.parent.iterdir()) == [out] and files(source) == before


def test_copies_without_outputs(source, tmp_path):
    main(["copies", str(tmp_path / "out"), "--no-outputs"])
    for path in (tmp_path / "out").rglob("a.ipynb"):
        for cell in code_cells(read(path)):
            assert cell.outputs == [] and cell.execution_count is None


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("a file", "is there already: name a new folder"),
        ("notebooks", "among the notebooks"),
        ("notebooks/copies", "among the notebooks"),
        ("", "is there already"),
        ("out", "values to unpack"),  # a solution is missing
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(
    source, tmp_path, capsys, where, message
):
    write(source / "b.ipynb", cells()[:-1])
    (tmp_path / "a file").touch()
    before = files(tmp_path)
    assert main(["copies", str(tmp_path / where)]) == 1
    assert re.search(f"nothing was written: .*{message}", capsys.readouterr().err)
    assert files(tmp_path) == before


def test_the_copies_of_the_course(tmp_path):
    main(["copies", str(tmp_path / "out")])
    for path in (tmp_path / "out" / "without_solutions").glob("*.ipynb"):
        notebook, text = read(path), path.read_text(encoding="utf-8")
        assert rules.executed_in_order(notebook, path) == []
        assert rules.broken_links(notebook, path) == []
        assert "Solution</summary>" not in text and "teaching-note" not in text
        told = str([c.source for c in notebook.cells if c.cell_type == "markdown"])
        assert not re.search("the solutions? (is|are)|last the sol", told)
    solved = sorted((tmp_path / "out" / "with_solutions").glob("*.ipynb"))
    assert [p.name for p in solved] == sorted(p.name for p in NOTEBOOKS.glob("*.ipynb"))
    for path in solved:
        assert not any("..." in c.source for c in filter(is_answer, read(path).cells))
