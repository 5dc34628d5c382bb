"""The design is balanced; the results file is whole, or there is a clear error."""

import json
import zlib
from collections import Counter
from itertools import product

import pytest

from utils.experiment import results as experiment_results
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
    SQUARED,
    TORCH,
    TRAP,
    UNIFORM,
    Cell,
    design,
    jobs,
    seconds,
)
from utils.experiment.results import (
    EXPERIMENT,
    all_runs,
    load_results,
    save_results,
)

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
    assert Cell(NUMPY, ONE, SQUARED, SGD, 0.001, SCALED, NORMAL) in design()
    assert Cell(TORCH, BATCH, TRAP, ADAM, 0.001, RAW, UNIFORM) in design()


def test_jobs_hold_each_run_once_and_the_longest_come_first():
    found = jobs(all_runs())
    runs = [(cell, seed) for cell, seeds in found for seed in seeds]
    assert Counter(runs) == Counter(all_runs()) and len(runs) == 1743
    costs = [seconds(*job) for job in found]
    assert costs == sorted(costs, reverse=True)
    assert sum(costs) / 2 < 30 * 60
    sizes = {(*cell[:2], cell.optimizer): len(seeds) for cell, seeds in found}
    assert {kind for kind, size in sizes.items() if size > 1} == {(NUMPY, ONE, SGD)}


# The file


@pytest.fixture
def path(tmp_path, results):
    save_results(results, tmp_path / "experiment.csv")
    return tmp_path / "experiment.csv"


def test_what_is_saved_is_loaded(path, results):
    assert load_results(path) == results
    assert list(load_results(path)) == all_runs()
    assert [p.name for p in path.parent.iterdir()] == ["experiment.csv"]
    assert path.stat().st_size < 300_000


def test_saving_again_changes_nothing(path, results):
    before = path.read_bytes()
    save_results(dict(reversed(results.items())), path)
    assert path.read_bytes() == before


def test_a_run_of_another_study_is_not_saved(tmp_path, results):
    cell = next(iter(results))[0]._replace(rate=7.0)
    with pytest.raises(ValueError, match=r"NumPy.*,7.0,.*,5 is not a run of this"):
        save_results(results | {(cell, 5): results[all_runs()[0]]}, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_path_may_be_text(tmp_path, results):
    save_results(results, str(tmp_path / "a.csv"))
    assert load_results(tmp_path / "a.csv") == results


def drop_line(lines):
    del lines[700]


def drop_last(lines):
    del lines[-1]


def cut_last(lines):
    lines[-1] = lines[-1][:-3]


def change_digit(lines):
    lines[10] = lines[10].replace(",0.2", ",0.3", 1)


def repeat_line(lines):
    lines.append(lines[50])


def replace_line(old, new):
    def change(lines):
        text = lines[5].rpartition(",")[0].replace(old, new)
        lines[5] = f"{text},{zlib.crc32(text.encode()):08x}"

    return change


def state(key, value):
    def change(lines):
        lines[0] = "# " + json.dumps(json.loads(lines[0][2:]) | {key: value})

    return change


FAULTS = [
    (drop_line, "1 of 1743 runs are missing, the first is NumPy,"),
    (drop_last, "1 of 1743 runs are missing"),
    (cut_last, "line 1745 is damaged"),
    (change_digit, "line 11 is damaged"),
    (repeat_line, "line 1746 is a run that is there twice"),
    (replace_line("NumPy", "MATLAB"), "line 6 is a run that is there but not in"),
    (replace_line("256", "many"), "line 6 is a run that is there but not in"),
    (replace_line("NumPy,", ""), "line 6 is a run that is there but not in"),
    (list.clear, "line 1 does not hold the settings"),
    (lambda lines: lines.pop(0), "line 1 does not hold the settings"),
    (lambda lines: lines.pop(1), "line 2 does not hold the names"),
    (state("code", "0123"), "it is stale: code is 0123, this course has"),
    (state("settings", {"epochs": 1}), "it is stale: settings is {'epochs': 1}"),
    (state("seeds", [0]), "it is stale: seeds is"),
    (state("runs", 3), "it is stale: runs is 3, this course has 1743"),
    (state("versions", {"numpy": "1.0"}), "it is stale: versions is {'numpy': '1.0'}"),
    (lambda lines: lines.__setitem__(0, "# 3"), "line 1 does not hold the settings"),
]


@pytest.mark.parametrize(
    ("damage", "message"),
    FAULTS,
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_a_damaged_or_stale_file_is_refused(path, damage, message):
    lines = path.read_text().splitlines()
    damage(lines)
    path.write_text("".join(line + "\n" for line in lines))
    with pytest.raises(ValueError) as error:
        load_results(path)
    assert message in str(error.value)
    assert str(error.value).startswith("experiment.csv: ")
    assert (
        EXPERIMENT.command in str(error.value)
        and len(str(error.value).splitlines()) == 1
    )


def test_a_missing_file_is_an_error_with_the_command(tmp_path):
    with pytest.raises(FileNotFoundError, match=EXPERIMENT.command):
        load_results(tmp_path / "experiment.csv")


def test_binary_rubbish_is_refused(path):
    path.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(ValueError, match="line 1"):
        load_results(path)


def test_the_file_states_the_versions_that_are_pinned(path, monkeypatch):
    pins = {"numpy": "9.9.9", "torch": "9.9.9", "sympy": "1"}
    monkeypatch.setattr(experiment_results, "required_versions", lambda: pins)
    with pytest.raises(ValueError, match="stale: versions"):
        load_results(path)


# The file of the course


def test_the_results_of_the_course_are_complete_and_of_this_code():
    results = load_results()
    assert len(results) == 1743
    assert EXPERIMENT.path.stat().st_size < 300_000
