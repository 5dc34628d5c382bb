"""The design is balanced; a file is whole or refused; no run is lost or made twice."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from utils.experiment import __main__ as command
from utils.experiment import results as files
from utils.experiment.design import (
    ADAM,
    BATCH,
    DECADES,
    FEW_SEEDS,
    LOSSES,
    NORMAL,
    NUMPY,
    ONE,
    RATES,
    RAW,
    SCALED,
    SEEDS,
    SGD,
    TORCH,
    UNIFORM,
    design,
    jobs,
)
from utils.experiment.replication import STORY, STORY_TORCH
from utils.experiment.results import all_runs, load_results, save_runs
from utils.experiment.runs import Accuracies

# The design


def part(framework, batch, optimizer):
    wanted = (framework, batch, optimizer)
    return {c[2:3] + c[4:]: s for c, s in design().items() if (*c[:2], c[3]) == wanted}


@pytest.mark.parametrize(
    ("framework", "batch", "rates", "seeds"),
    [(NUMPY, BATCH, RATES, SEEDS), (TORCH, BATCH, DECADES, FEW_SEEDS)],
)
@pytest.mark.parametrize("optimizer", [SGD, ADAM])
def test_batches_are_fully_crossed(framework, batch, rates, seeds, optimizer):
    levels = LOSSES, rates[optimizer], (SCALED, RAW), (NORMAL, UNIFORM)
    assert part(framework, batch, optimizer) == dict.fromkeys(product(*levels), seeds)


def test_sgd_one_at_a_time_is_crossed_as_its_batches_are():
    assert part(NUMPY, ONE, SGD) == part(NUMPY, BATCH, SGD)


@pytest.mark.parametrize(("framework", "optimizer"), [(NUMPY, ADAM), (TORCH, SGD)])
def test_the_expensive_cells_have_partners(framework, optimizer):
    cells = part(framework, ONE, optimizer)
    assert set(cells) <= set(part(NUMPY, BATCH, optimizer))
    assert set(cells.values()) == {FEW_SEEDS}


def test_the_programs_of_the_story_are_in_the_design():
    assert {STORY, STORY_TORCH} <= set(design())


def test_jobs_hold_each_run_once_and_the_longest_come_first():
    found = jobs(all_runs())
    runs = [(cell, seed) for cell, seeds in found for seed in seeds]
    assert Counter(runs) == Counter(all_runs()) and len(runs) == 1743
    batches = [cell.batch for cell, _ in found]
    assert batches == sorted(batches), "one at a time is slow, and comes first"
    sizes = {(*cell[:2], cell.optimizer): len(seeds) for cell, seeds in found}
    assert {kind for kind, size in sizes.items() if size > 1} == {(NUMPY, ONE, SGD)}


# The file


@pytest.mark.parametrize(
    ("study", "count"), [("experiment", 1743), ("replication", 424)]
)
def test_the_file_of_the_course_is_complete_and_as_it_would_be_written(
    study, count, tmp_path
):
    found, path = load_results(study), tmp_path / "again.csv"
    assert len(found) == count and set(found) == set(all_runs(study))
    save_runs(dict(reversed(found.items())), path, study)
    first, *stored = files.file_of(study).read_bytes().splitlines(keepends=True)
    written = path.read_bytes().splitlines(keepends=True)[1:]
    assert written == stored or study == "replication"
    assert sorted(written) == sorted(stored)
    assert first.endswith(b", numpy 2.4.6, torch 2.13.0\n")
    assert [p.name for p in tmp_path.iterdir()] == ["again.csv"]


def changed(number, old, new):
    def change(lines):
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new, 1)

    return change


FAULTS = [
    (lambda lines: lines.pop(700), "1 of 1743 runs are missing, the first is NumPy,"),
    (lambda lines: lines.pop(), "1 of 1743 runs are missing"),
    (lambda lines: lines.append(lines[50]), "line 1746: this run is there twice"),
    (lambda lines: lines.pop(0), "line 1: '# runs of' is expected"),
    (lambda lines: lines.pop(1), "line 2: 'framework,batch,loss,"),
    (list.clear, "1743 of 1743 runs are missing"),
    (changed(6, "NumPy", "MATLAB"), "line 6: 'MATLAB,256,squared error"),
    (changed(6, "NumPy,", ""), "line 6: '256,squared error"),
    (changed(9, ",0.", ",many"), "line 9: 'NumPy,256,squared error,SGD,many"),
    (changed(3, ",0.5628", ",much"), "line 3: could not convert string to float: 'mu"),
    (changed(3, ",0.5628", ",5.628"), "line 3: shares lie in 0-1, found (5.628,"),
    (changed(3, ",0.5628", ",nan"), "line 3: shares lie in 0-1, found (nan,"),
    (changed(3, ",0.5628", ""), "line 3: 'NumPy,256,squared error,SGD,0.0001,scaled,"),
    (changed(5, "0", "\x00"), "line 5: "),
]


@pytest.mark.parametrize(("damage", "message"), FAULTS, ids=range(len(FAULTS)))
def test_a_damaged_file_is_refused_by_name_and_line(damage, message, tmp_path):
    lines = files.file_of("experiment").read_text().splitlines()
    damage(lines)
    path = tmp_path / "mine.csv"
    path.write_text("".join(line + "\n" for line in lines))
    with pytest.raises(ValueError) as error:
        load_results(path=path)
    assert message in str(error.value) and str(error.value).startswith("mine.csv")
    assert "'python -m utils.experiment' trains what" in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_missing_file_and_rubbish_are_refused(tmp_path):
    path = tmp_path / "mine.csv"
    with pytest.raises(FileNotFoundError, match=r"mine.csv.*utils.experiment --repl"):
        load_results("replication", path)
    path.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(ValueError, match="line 1"):
        load_results(path=path)


# The command


@pytest.fixture
def trained(monkeypatch, tmp_path):
    """The runs that the command has trained so far; the plan is cut to 40 runs."""
    found, few = [], all_runs()[:40]

    class Pool:
        stop = None

        def __init__(self, processes, start, given):
            assert processes >= 1

        __enter__ = __exit__ = lambda self, *_: self if not _ else None

        def imap_unordered(self, _, todo):
            for number, (cell, seeds) in enumerate(reversed(todo)):
                if number == Pool.stop:
                    raise KeyboardInterrupt
                found.extend((cell, seed) for seed in seeds)
                yield (cell, seeds), [Accuracies(0.1, 0.2, s / 8) for s in seeds]

    monkeypatch.setattr(files, "all_runs", lambda study: few)
    monkeypatch.setattr(files, "first_line", lambda: "# runs of commit 0, numpy 1")
    context = type("Context", (), {"Pool": Pool})
    monkeypatch.setattr(command.multiprocessing, "get_context", lambda _: context)
    found.append(Pool)
    return found


def run(path, *arguments):
    return command.experiment(["--file", str(path), *arguments])


def test_an_interrupted_run_loses_nothing_and_trains_nothing_twice(
    trained, tmp_path, capsys
):
    pool, path = trained.pop(), tmp_path / "mine.csv"
    pool.stop = 7
    assert run(path) == 130 and "7 runs are kept" in capsys.readouterr().out
    assert len(files.read_runs(path, "experiment")) == 7
    with path.open("a") as file:
        file.write("NumPy,256,squ")  # as if the power had failed within a line
    pool.stop = None
    assert run(path) == 0
    assert Counter(trained) == Counter(files.all_runs("experiment"))
    assert list(load_results(path=path)) == files.all_runs("experiment")
    before = path.read_bytes()
    assert run(path) == 0 and path.read_bytes() == before and len(trained) == 40


def test_runs_of_another_commit_are_not_mixed(trained, tmp_path, capsys, monkeypatch):
    path = tmp_path / "mine.csv"
    trained.pop().stop = 3
    run(path)
    before = path.read_bytes()
    monkeypatch.setattr(files, "first_line", lambda: "# runs of commit 1, numpy 1")
    with pytest.raises(SystemExit):
        run(path)
    assert (
        "mine.csv, line 1: its runs are '# runs of commit 0" in capsys.readouterr().err
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--processes=0"], "--processes: at least 1 is expected, not 0"),
        (["--unknown"], "unrecognized arguments"),
    ],
)
def test_bad_arguments(arguments, message, tmp_path, capsys):
    with pytest.raises(SystemExit):
        run(tmp_path / "mine.csv", *arguments)
    assert message in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_a_real_run_is_trained_by_another_process(tmp_path, monkeypatch):
    cell = STORY_TORCH._replace(framework=NUMPY)
    monkeypatch.setattr(files, "all_runs", lambda _="experiment": [(cell, 0)])
    path = tmp_path / "mine.csv"
    assert run(path, "--processes=1") == 0
    found = load_results(path=path)[cell, 0]
    monkeypatch.undo()
    assert np.abs(np.subtract(found, load_results()[cell, 0])).max() < 0.01
