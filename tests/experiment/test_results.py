"""The design is balanced; a file is whole or refused; no run is lost or made twice."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from utils.experiment import __main__ as command
from utils.experiment import design as d
from utils.experiment import results as files
from utils.experiment.replication import STORY, STORY_TORCH
from utils.experiment.results import all_runs, load_results, save_runs
from utils.experiment.runs import Accuracies


def part(framework, batch, optimizer):
    wanted, runs = (framework, batch, optimizer), d.design()
    return {c[2:3] + c[4:]: s for c, s in runs.items() if (*c[:2], c[3]) == wanted}


@pytest.mark.parametrize("optimizer", [d.SGD, d.ADAM])
def test_batches_are_fully_crossed(optimizer):
    rest = (d.SCALED, d.RAW), (d.NORMAL, d.UNIFORM)
    for framework, rates, seeds in (
        (d.NUMPY, d.RATES, d.SEEDS),
        (d.TORCH, d.DECADES, d.FEW_SEEDS),
    ):
        levels = product(d.LOSSES, rates[optimizer], *rest)
        found = part(framework, d.BATCH, optimizer)
        assert found == dict.fromkeys(levels, seeds)


def test_one_at_a_time_has_partners_in_batches():
    assert part(d.NUMPY, d.ONE, d.SGD) == part(d.NUMPY, d.BATCH, d.SGD)
    for framework, optimizer in ((d.NUMPY, d.ADAM), (d.TORCH, d.SGD)):
        cells = part(framework, d.ONE, optimizer)
        assert cells and set(cells) <= set(part(d.NUMPY, d.BATCH, optimizer))
    assert {STORY, STORY_TORCH} <= set(d.design())


def test_jobs_hold_each_run_once_and_the_longest_come_first():
    found = command._jobs(all_runs())
    runs = [(cell, seed) for cell, seeds in found for seed in seeds]
    assert Counter(runs) == Counter(all_runs()) and len(runs) == 1743
    batches = [cell.batch for cell, _ in found]
    assert batches == sorted(batches), "one at a time is slow, and comes first"
    assert all(d.side_by_side(cell) for cell, seeds in found if len(seeds) > 1)


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
    (lambda lines: lines.append(lines[50]), "line 1746: 'NumPy,256,squared error"),
    (lambda lines: lines.pop(0), "line 2: 'framework,batch,loss,"),
    (list.clear, "line 2: 'framework,batch,loss,"),
    (changed(6, "NumPy", "MATLAB"), "line 6: 'MATLAB,256,squared error"),
    (changed(3, ",0.5628", ",much"), "line 3: 'NumPy,256,squared error"),
    (changed(3, ",0.5628", ",5.628"), "line 3: 'NumPy"),
    (changed(3, ",0.5628", ",nan"), "line 3: 'NumPy"),
    (changed(3, ",0.5628", ""), "line 3: 'NumPy"),
    (changed(3, ",0.5628,0.5685,0.5616", ""), "line 3: 'NumPy"),
]


@pytest.mark.parametrize(("damage", "message"), FAULTS, ids=range(len(FAULTS)))
def test_a_damaged_file_is_refused_by_name_and_line(damage, message, tmp_path):
    lines = files.file_of("experiment").read_text().splitlines()
    damage(lines)
    path = tmp_path / "mine.csv"
    path.write_text("".join(line + "\n" for line in lines))
    with pytest.raises(ValueError) as error:
        load_results(path=path)
    assert str(error.value).startswith("mine.csv") and message in str(error.value)


# The command


@pytest.fixture
def trained(monkeypatch):
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
    trained, tmp_path, monkeypatch, capsys
):
    pool, path = trained.pop(), tmp_path / "mine.csv"
    pool.stop = 7
    with pytest.raises(KeyboardInterrupt):
        run(path)
    before = path.read_bytes()
    assert len(files.read_runs(path, "experiment")) == 7
    with monkeypatch.context() as patch:  # runs of another commit are not mixed
        patch.setattr(files, "first_line", lambda: "# runs of commit 1, numpy 1")
        with pytest.raises(SystemExit):
            run(path)
    assert "mine.csv, line 1: its runs are of another" in capsys.readouterr().err
    assert path.read_bytes() == before
    pool.stop = None
    run(path)
    assert Counter(trained) == Counter(files.all_runs("experiment"))
    assert list(load_results(path=path)) == files.all_runs("experiment")


def test_a_real_run_is_trained_by_another_process(tmp_path, monkeypatch):
    cell = STORY_TORCH._replace(framework=d.NUMPY)
    monkeypatch.setattr(files, "all_runs", lambda _="experiment": [(cell, 0)])
    path = tmp_path / "mine.csv"
    run(path, "--processes=1")
    found = load_results(path=path)[cell, 0]
    monkeypatch.undo()
    assert np.abs(np.subtract(found, load_results()[cell, 0])).max() < 0.01
