"""course collect: what learners hand in is found, judged and told."""

import re
import time
import zipfile

import pytest
from classroom.handed_in import COURSE, collected, notebook

from utils.classroom import judging, sandbox
from utils.classroom.exercise_cells import (
    all_exercises,
    checks_module,
    exercise_names,
    needed_cells,
    read_once,
    solution,
)
from utils.classroom.judging import Answer, judge
from utils.classroom.results import cell_text
from utils.classroom.submissions import answers

COUNT = len(exercise_names(read_once(COURSE)))
TRUST = ["--trust"] if sandbox.problem() else []
RIGHT = "exercises.without_half(lambda lr: lr / 2)"
HALF = "def rate(lr):\n    return lr / 2\n\n\nexercises.without_half(rate)"
SLEEPS = f"import time\ntime.sleep(99)\n{RIGHT}"
# An answer to without_half, what the table says, and a part of what the page says.
ANSWERS = {
    "right": (HALF, "right", "half the rate"),
    "wrong": (RIGHT.replace("lr / 2", "2 * lr"), "not yet", "doubled already"),
    "dots": (None, "not attempted", ""),
    "other dots": (
        "def rate(lr):  # later\n    return ...\n\nexercises.without_half(rate)",
        "not attempted",
        "",
    ),
    "time": (f"%%time\n{HALF}", "right", ""),
    "magic": (f"%matplotlib inline\n!exit 3\nfiles = !ls\n{HALF}", "right", ""),
    "help": (f"len?\n{HALF}", "right", ""),
    "await": (f"import asyncio\nawait asyncio.sleep(0)\n{HALF}", "right", ""),
    "display": (HALF.replace("    r", "    display(lr)\n    r"), "right", ""),
    "rebinds": (f"V = V[:1]\nW /= 2\n{HALF}", "right", ""),
    "more below": (f"{HALF}\nprint(undefined)", "right", ""),
    "syntax": (f"def rate(lr:\n{RIGHT}", "SyntaxError in the answer", "read the cell"),
    "name": (f"halff\n{RIGHT}", "NameError in the answer", "'halff'"),
    "stops inside": (RIGHT.replace("lr / 2", "halff(lr)"), "not yet", "NameError"),
    "shapes": (
        "import numpy as np\nA = np.ones((2, 3))\n"
        "exercises.without_half(lambda lr: A @ (B := np.ones((2, 4))))",
        "not yet",
        "shapes do not fit, and there are B (2, 4)",
    ),
    "no check": ("rate = 3", "not handed in", "does not call"),
    "no helper": ("exercises.without_half(my_third)", "NameError in the answer", ""),
    "leaves": (f"import sys\nsys.exit()\n{RIGHT}", "SystemExit in the answer", ""),
    "leaves inside": (RIGHT.replace("lr / 2", "exit(3)"), "not yet", "Exit"),
    "sleeps": (SLEEPS, "ran longer than 6 s", "Your"),
    "model": (
        "import decimal\nexercises.without_half(decimal)",
        "not yet",
        "of the type module",
    ),
    "dict": ("exercises.without_half({(1, 2): 3})", "TypeError in the answer", "keys"),
}


def text(cells):
    cells["without_half"].cell_type = "markdown"
    for name in ("outputs", "execution_count"):
        del cells["without_half"][name]


def without_ids(cells):
    for cell in cells.values():
        del cell["id"]


def with_a_helper(cells):
    cells["helper"] = dict(cells["without_half"], id="mine", metadata={})
    cells["helper"]["source"] = "def my_half(lr):\n    return lr / 2"


def answered_below(cells):
    cells["again"] = dict(cells["without_half"], id="mine", source=HALF)


# The same of notebooks as learners leave them.
CHANGED = {
    "helper": ("exercises.without_half(my_half)", "right", "", with_a_helper),
    "text": (HALF, "not attempted", "make it a code cell", text),
    "no ids": (HALF, "right", "", without_ids),
    "below": (None, "right", "", answered_below),
    "gone": (None, "no such cell", "", lambda cells: cells.pop("without_half")),
}


@pytest.fixture(scope="module")
def judged():
    """Judge all these answers in one room; return dict: name -> Answer."""
    found = {}
    for name, (source, _, _, *change) in (ANSWERS | CHANGED).items():
        handed = notebook(*change, without_half=source, tanh_delta=None).encode()
        [found[name]] = [
            a for a in answers(handed, "a.ipynb") if a.exercise == "02 without_half"
        ]
    judge([a for a in found.values() if a.runs], 2, bool(TRUST))
    return found


@pytest.mark.parametrize("name", ANSWERS | CHANGED)
def test_what_is_said_of_an_answer(judged, name):
    _, word, part, *_ = (ANSWERS | CHANGED)[name]
    assert judged[name].word == word and part in judged[name].message


def own_answers():
    """Yield the course's own solutions, to be judged."""
    for path, name in all_exercises():
        course = read_once(path)
        source = solution(course, name)
        cells = [*needed_cells(course, name, source), source]
        yield Answer(
            f"{path.stem[:2]} {name}", source, (checks_module(course), name, cells)
        )


def test_every_solution_is_right_judged_by_its_values():
    own = list(own_answers())
    judge(own, 60, bool(TRUST))
    assert {a.exercise: a.message for a in own if a.word != "right"} == {}


def test_a_check_that_never_ends_costs_one_answer(monkeypatch):
    [formula] = [a for a in own_answers() if a.exercise == "01 add_bias"]
    power = "sp.Pow(10, sp.Pow(10, 10, evaluate=False), evaluate=False)"
    module, name, (*cells, _) = formula.runs
    huge = Answer("", "", (module, name, [*cells, f"exercises.add_bias({power})"]))
    judge([huge, formula], 5, bool(TRUST))
    assert (huge.word[:10], formula.word) == ("ran longer", "right")
    monkeypatch.setattr(judging, "CHECKING", 1)
    assert judging.in_fresh_process(time.sleep, 99) is None


NOTE = "    # grandma halves pancakes, turnips, marzipan, walnuts\n    return"
COPY = HALF.replace("    return", NOTE)
REWORDED = COPY.replace("pancakes", "turnovers").replace("lr", "step")
CLASS = {
    "copy 1": notebook(without_half=COPY),
    "copy 2": notebook(without_half=REWORDED),
    "=1+2": notebook(without_half=HALF.replace("rate", "grandma")),
    "short": notebook(without_half=HALF.replace("rate", "grandma")),
    "陈 伟, <b>|": notebook(without_half=RIGHT.replace("lr / 2", "<b>(lr)")),
    "cut": '{"cells": [',
    "list": '[{"cells": 3}]',
    "empty": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
}
PROBLEMS = {"cut": "is no notebook", "list": "is no notebook", "empty": "no exercise"}


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """Collect a class; return the rows of its table, and the folder."""
    folder = tmp_path_factory.mktemp("class")
    for name, content in CLASS.items():
        (folder / f"{name}.ipynb").write_text(content)
    status, rows = collected(folder, *TRUST)
    assert status == 0
    return rows, folder.with_name("judged")


def page(class_, name):
    name = re.sub(r"[^\w .,()-]", "_", name)
    return (class_[1] / "feedback" / f"{name}.html").read_text(encoding="utf-8")


def test_the_table_is_whole_and_safe(class_):
    rows, judged = class_
    assert list(rows) == list(map(cell_text, sorted(CLASS))) and "'=1+2" in rows
    assert (judged / "class.csv").read_bytes().startswith(b"\xef\xbb\xbflearner,")
    assert {row["of"] for row in rows.values()} == {str(COUNT)}
    points = {name: row["points"] for name, row in rows.items() if row["points"] != "0"}
    assert points == dict.fromkeys(["copy 1", "copy 2", "'=1+2", "short"], "1")


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_damaged_notebook_costs_a_row_and_is_named(class_, name):
    for told in (class_[0][name]["notes"], page(class_, name)):
        assert f"{name}.ipynb" in told and PROBLEMS[name] in told


def test_answers_that_are_alike_are_named_and_short_ones_are_not(class_):
    notes = {name: row["notes"] for name, row in class_[0].items() if row["notes"]}
    assert notes["copy 1"] == "much like copy 2: 02 without_half"
    assert {n for n in notes if "much like" in notes[n]} == {"copy 1", "copy 2"}


def test_no_name_and_no_answer_is_html(class_):
    told = page(class_, "陈 伟, <b>|")
    assert "陈 伟, &lt;b&gt;|" in told and "&lt;b&gt;(lr)" in told and "<b>" not in told


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+2", "'=1+2"),
        (" @x", "' @x"),
        ("\t-1", "' -1"),
        ("a\nb,\x1b[31m", "a b, [31m"),
        ("陈", "陈"),
        (3, 3),
    ],
)
def test_no_cell_is_a_formula(value, shown):
    assert cell_text(value) == shown


MOODLE = "Ada {}_{}_assignsubmission_file/02.ipynb"
LAYOUTS = {
    "files": (["ada.ipynb", "bob (1).ipynb"], [], {"ada", "bob (1)"}),
    "folders": (["c/ada/x.ipynb", "c/bob/y/z.ipynb"], [], {"ada", "bob"}),
    "Moodle": ([MOODLE.format(*n) for n in ("A1", "B2")], [], {"Ada A", "Ada B"}),
    "namesakes": (
        [MOODLE.format(*n) for n in ("A1", "A2")],
        [],
        {"Ada A_1_assignsubmission_file", "Ada A_2_assignsubmission_file"},
    ),
    "Canvas": (["adal_12_34_02.ipynb", "bob_LATE_1_2_x-1.ipynb"], [], {"adal", "bob"}),
    "two of one": (["ada/01.ipynb", "ada/02.ipynb", "bob/1.ipynb"], [], {"ada", "bob"}),
    "by file": (["c/ada.ipynb", "d/bob.ipynb"], ["--learner=file"], {"ada", "bob"}),
    "left over": (
        ["ada.ipynb", ".ipynb_checkpoints/a.ipynb", "._b.ipynb"],
        [],
        {"ada"},
    ),
    "damaged": (["ada.ipynb", "bob.zip"], [], {"ada", "bob"}),
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "ZIP"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_who_handed_in(tmp_path, layout, packed):
    files, options, learners = LAYOUTS[layout]
    folder = tmp_path / "class"
    folder.mkdir()
    if packed:
        with zipfile.ZipFile(folder / "all.zip", "w") as archive:
            for name in files:
                archive.writestr(name, notebook(tanh_delta=None))
        folder = folder / "all.zip" if layout == "files" else folder
    for name in [] if packed else files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(notebook(tanh_delta=None))
    status, rows = collected(folder, "--trust", *options)
    assert status == 0 and set(rows) == learners


def test_the_better_of_two_counts_and_points_are_as_given(tmp_path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "bob.ipynb").write_text(notebook(tanh_delta=None))
    for number, source in enumerate((HALF, RIGHT.replace("/", "*"))):
        handed = notebook(without_half=source)
        (tmp_path / "class" / "ada" / f"{number}.ipynb").write_text(handed)
    points = tmp_path / "points.csv"
    points.write_text("02 without_half,7\n02 tanh_delta, 0\n")
    _, rows = collected(tmp_path / "class", *TRUST, "--points", str(points))
    assert (rows["ada"]["points"], rows["ada"]["of"]) == ("7", str(7 + COUNT - 2))


WRONG_LINES = {
    "no folder": (["nowhere"], "nowhere"),
    "nothing in it": (["empty"], "holds no notebook"),
    "no ZIP": (["points.csv"], "not a zip file"),
    "no such exercise": (["class", "--points", "points.csv"], "line 1: 'x,1' is not"),
    "nowhere to write": (["class", "--to", "points.csv"], "points.csv"),
}


@pytest.mark.parametrize("case", WRONG_LINES)
def test_what_cannot_be_done_is_said_before_the_judging(tmp_path, capsys, case):
    (tmp_path / "class").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "points.csv").write_text("x,1")
    (tmp_path / "class" / "a.ipynb").write_text(notebook(tanh_delta=None))
    first, *options = [
        str(tmp_path / a) if "-" not in a else a for a in WRONG_LINES[case][0]
    ]
    assert collected(tmp_path / first, "--trust", *options)[0] == 1
    told = capsys.readouterr().err
    assert told.startswith("nothing was judged: ") and WRONG_LINES[case][1] in told


def test_without_a_closed_room_nothing_is_run(tmp_path, capsys, monkeypatch):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "a.ipynb").write_text(notebook(without_half=HALF))
    monkeypatch.setenv("PATH", str(tmp_path))  # no bwrap there
    assert collected(tmp_path / "class") == (1, {})
    told = capsys.readouterr().err
    assert "bubblewrap" in told and "--trust" in told and told.count("\n") == 2
    _, rows = collected(tmp_path / "class", "--trust")
    assert rows["a"]["02 without_half"] == "right"
