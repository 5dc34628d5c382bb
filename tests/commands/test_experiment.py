"""The command course experiment: nothing is lost, nothing is trained twice."""

import argparse

import pytest

from utils.commands import experiment
from utils.experiment import results as experiment_results
from utils.experiment.results import all_runs, load_results


def command(argv, *paths):
    parser = argparse.ArgumentParser()
    experiment.add_arguments(parser)
    return experiment.run(parser.parse_args(argv), *paths[:1])


class Pool:
    """Runs jobs in this process, the last first, and stops before job number stop."""

    stop = None

    def __init__(self, processes, start):
        assert processes >= 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def imap_unordered(self, run, jobs):
        for number, job in enumerate(reversed(jobs)):
            if number == self.stop:
                raise KeyboardInterrupt
            yield run(job)


@pytest.fixture
def trained(monkeypatch, results):
    """The jobs that were trained so far; the grid is cut to 40 runs."""
    found = []

    def run_job(job):
        found.append(job)
        return job, [results[job[0], seed] for seed in job[1]]

    few = all_runs()[:40]
    for module in (experiment, experiment_results):
        monkeypatch.setattr(module, "all_runs", lambda _: few)
    context = type("Context", (), {"Pool": Pool})
    monkeypatch.setattr(experiment.multiprocessing, "get_context", lambda _: context)
    monkeypatch.setattr(experiment, "_run_job", run_job)
    monkeypatch.setattr(Pool, "stop", None)
    return found


@pytest.fixture
def paths(tmp_path):
    return tmp_path / "experiment.csv", tmp_path / "experiment-unfinished.csv"


def test_the_command_writes_a_complete_file(trained, paths, results, capsys):
    assert command([], *paths) == 0
    assert load_results(paths[0]) == dict(list(results.items())[:40])
    assert not paths[1].exists()
    assert "40 runs, complete and of this code" in capsys.readouterr().out


def test_an_interrupted_command_loses_nothing(trained, paths, results, capsys):
    Pool.stop = 7
    assert command([], *paths) == 130
    before = list(trained)
    assert len(before) == 7 and not paths[0].exists()
    assert "runs are kept" in capsys.readouterr().out
    Pool.stop = None
    assert command([], *paths) == 0
    again = trained[7:]
    assert not set(before) & set(again)
    assert load_results(paths[0]) == dict(list(results.items())[:40])


def test_only_a_lost_run_is_trained_again(trained, paths):
    command([], *paths)
    before = paths[0].read_bytes()
    lines = before.decode().splitlines(keepends=True)
    damaged = lines[9].replace("0.", "1.")
    paths[0].write_text("".join([*lines[:9], damaged, *lines[11:]]))
    trained.clear()
    assert command([], *paths) == 0
    assert sum(len(seeds) for _, seeds in trained) == 2
    assert paths[0].read_bytes() == before


def test_nothing_is_trained_twice_unless_asked(trained, paths):
    command([], *paths)
    jobs_of_all = len(trained)
    command([], *paths)
    assert len(trained) == jobs_of_all
    command(["--fresh"], *paths)
    assert len(trained) == 2 * jobs_of_all


def test_stale_results_are_not_used(trained, paths, capsys):
    command([], *paths)
    text = paths[0].read_text()
    code = experiment_results.code_fingerprint()
    paths[0].write_text(text.replace(code, "0" * 16))
    count = len(trained)
    assert command([], *paths) == 0
    assert len(trained) == 2 * count
    assert "not used: experiment.csv: it is stale" in capsys.readouterr().out


def test_check_trains_nothing(trained, paths, capsys):
    assert command(["--check"], *paths) == 1
    assert "no such file" in capsys.readouterr().out
    command([], *paths)
    count = len(trained)
    assert command(["--check"], *paths) == 0
    assert len(trained) == count


@pytest.mark.parametrize("argument", ["--processes=0", "--unknown"])
def test_bad_arguments(argument, paths, capsys):
    with pytest.raises(SystemExit):
        command([argument], *paths)
    assert "error" in capsys.readouterr().err


def test_the_replication_has_a_file_of_its_own(trained, paths, results, monkeypatch):
    study = experiment.REPLICATION._replace(path=paths[0].with_name("replication.csv"))
    monkeypatch.setattr(experiment, "REPLICATION", study)
    assert command(["--replication"]) == 0
    assert not paths[0].exists()
    assert load_results(study=study) == dict(list(results.items())[:40])
    assert command(["--replication", "--check"]) == 0
    assert command(["--check"], study.path) == 1, "its file is none of the experiment"
