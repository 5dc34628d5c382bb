"""Effects come from balanced pairs, and their intervals from the seeds."""

from itertools import product

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.experiment.design import (
    ADAM,
    BATCH,
    LOGITS,
    NORMAL,
    NUMPY,
    ONE,
    RAW,
    SCALED,
    SGD,
    SQUARED,
    TORCH,
    TRAP,
    UNIFORM,
    Cell,
)
from utils.experiment.effects import (
    Effect,
    best_rates,
    changed_factors,
    deviation_of,
    differences,
    effect,
    mean_of,
    only,
    tuned,
)
from utils.experiment.plots import plot_by_rate, plot_effects, plot_path
from utils.experiment.results import Accuracies

matplotlib.use("agg")
BASE = Cell(NUMPY, ONE, SQUARED, SGD, 0.1, SCALED, NORMAL)
NOISE = (0.00, 0.01, -0.02)  # of each seed


def made(cells_and_shares, seeds=(0, 1, 2)):
    """Results of known accuracies, with a noise that depends on the seed alone."""
    return {
        (cell, s): Accuracies(share, share - 0.1, share + NOISE[s])
        for cell, share in cells_and_shares
        for s in seeds
    }


@pytest.fixture
def results():
    """Loss is worth 10 points, the inputs 5, both together 20."""
    gains = {(SQUARED, RAW): 0, (LOGITS, RAW): 10, (SQUARED, SCALED): 5}
    cells = [
        (BASE._replace(loss=loss, inputs=inputs), gains.get((loss, inputs), 20))
        for loss, inputs in product((SQUARED, LOGITS), (RAW, SCALED))
    ]
    return made((cell, 0.5 + gain / 100) for cell, gain in cells)


def test_differences_of_known_results(results):
    gains = differences(results, "loss", SQUARED, LOGITS)
    assert gains.shape == (2, 3)
    assert np.allclose(np.sort(gains.mean(axis=1)), [10, 15])
    assert np.allclose(differences(results, "loss", LOGITS, SQUARED), -gains)
    found = differences(results, "inputs", RAW, SCALED).mean(axis=1)
    assert np.allclose(np.sort(found), [5, 10])


def test_noise_that_a_seed_gives_to_every_cell_cancels(results):
    found = effect(differences(results, "loss", SQUARED, LOGITS))
    assert abs(found.half_width) < 1e-9 and abs(found.mean - 12.5) < 1e-9
    assert (found.pairs, found.seeds) == (2, 3)
    assert np.allclose([found.lowest, found.highest], [10, 15])


def test_a_cell_without_a_partner_does_not_count(results):
    alone = BASE._replace(loss=LOGITS, rate=0.3)
    more = results | made([(alone, 0.99)])
    for factor, low, high in (("loss", SQUARED, LOGITS), ("inputs", RAW, SCALED)):
        before = differences(results, factor, low, high)
        assert np.array_equal(before, differences(more, factor, low, high))


def test_only_seeds_that_all_pairs_have_count(results):
    fewer = {run: a for run, a in results.items() if run != (BASE, 1)}
    gains = differences(fewer, "loss", SQUARED, LOGITS)
    assert gains.shape == (2, 2)


def test_no_pair_is_an_error(results):
    with pytest.raises(ValueError, match="no two cells differ in batch alone"):
        differences(results, "batch", ONE, BATCH)
    lonely = made([(BASE, 0.5)], (0,)) | made([(BASE._replace(batch=256), 0.5)], (1,))
    with pytest.raises(ValueError, match="no seed in common"):
        differences(lonely, "batch", ONE, BATCH)


def test_the_interval_is_students():
    gains = np.array([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]])
    found = effect(gains)
    assert found[:1] + found[2:] == (3, 2, 4, 2, 3)
    assert abs(found.half_width - 4.303 / 3**0.5) < 1e-12
    assert str(found) == "+3.0 ± 2.5"
    assert str(found._replace(mean=-0.04)) == "+0.0 ± 2.5"
    five = effect(np.arange(5.0)[None])
    assert abs(five.half_width - 2.776 * np.std(range(5), ddof=1) / 5**0.5) < 1e-12


def test_only(results):
    assert len(only(results, loss=SQUARED)) == 6
    assert len(only(results, loss=(SQUARED, TRAP), inputs=RAW)) == 3
    assert only(results, batch=BATCH) == {}
    with pytest.raises(AttributeError):
        only(results, colour="red")


def test_means(results):
    assert abs(mean_of(results, BASE) - 100 * (0.55 + np.mean(NOISE))) < 1e-9
    assert abs(mean_of(results, BASE, "validation") - 45) < 1e-9
    assert abs(deviation_of(results, BASE) - 100 * np.std(NOISE, ddof=1)) < 1e-9
    with pytest.raises(ValueError, match="no run of"):
        mean_of(results, BASE._replace(batch=7))


def test_validation_chooses_the_rate_and_not_the_test_set():
    slow, fast = BASE._replace(rate=0.01), BASE
    results = {
        (slow, 0): Accuracies(0.5, 0.9, 0.5),
        (slow, 1): Accuracies(0.5, 0.5, 0.5),
        (fast, 0): Accuracies(0.9, 0.8, 0.6),
        (fast, 1): Accuracies(0.9, 0.7, 0.6),
    }
    assert best_rates(results) == {BASE._replace(rate=None): 0.1}
    assert {a.test for a in tuned(results).values()} == {0.6}
    assert len(tuned(results)) == 2
    results[slow, 1] = Accuracies(0.5, 0.7, 0.5)
    assert best_rates(results) == {BASE._replace(rate=None): 0.01}


def test_changed_factors():
    assert changed_factors(BASE, BASE) == []
    assert changed_factors(BASE, BASE._replace(rate=1.0)) == ["rate"]
    other = BASE._replace(rate=1.0, framework=TORCH)
    assert changed_factors(BASE, other) == ["framework", "rate"]
    other = BASE._replace(rate=0.001, optimizer=ADAM)
    assert changed_factors(BASE, other) == ["optimizer"]
    assert changed_factors(BASE, BASE._replace(weights=UNIFORM)) == ["weights"]


# Figures


def test_plot_effects():
    effects = {"a": Effect(3, 1, -2, 5, 4, 3), "b": Effect(-1, 0.1, -1, -1, 4, 3)}
    ax = plot_effects(Figure().subplots(), effects)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in ax.texts] == ["+3.0 ± 1.0", "-1.0 ± 0.1"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert "points" in ax.get_xlabel()


def test_plot_by_rate():
    series = {"x": [(10, 1), (20, 2)], "y": [(30, 1), (40, 2)]}
    ax = plot_by_rate(Figure().subplots(), (0.1, 1), series)
    assert ax.get_xscale() == "log" and ax.get_legend_handles_labels()[1] == ["x", "y"]
    assert list(ax.containers[1].lines[0].get_ydata()) == [30, 40]


def test_plot_path():
    ax = plot_path(Figure().subplots(), ["start", "step"], [86.0, 90.5], [0.1, 0.2])
    assert [text.get_text() for text in ax.texts] == ["86.0", "90.5  (+4.5)"]
