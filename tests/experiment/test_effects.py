"""Effects come from balanced pairs, and their intervals from the seeds."""

import math
from itertools import product

import matplotlib
import matplotlib.pyplot as plt
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
    UNIFORM,
    Cell,
)
from utils.experiment.effects import (
    CONFIRMED,
    REFUTED,
    STUDENT,
    UNDECIDED,
    Effect,
    accuracies_table,
    best_rates,
    changed_factors,
    deviation_of,
    differences,
    effect,
    effects_table,
    fully_crossed,
    mean_of,
    only,
    tuned,
    verdict,
)
from utils.experiment.plots import (
    plot_by_rate,
    plot_effects,
    plot_path,
    plot_trainers,
)
from utils.experiment.replication import TWELVE
from utils.experiment.runs import Accuracies

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
    assert found.seeds == 3 and np.allclose(np.sort(found.of_pairs), [10, 15])


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
    assert (found.mean, *found.of_pairs, found.seeds) == (3, 2, 4, 3)
    assert abs(found.half_width - 4.303 / 3**0.5) < 1e-12
    assert str(found) == "+3.0 ± 2.5"
    assert str(found._replace(mean=-0.04)) == "+0.0 ± 2.5"
    assert effect(gains, {3: 1.0}).half_width == 1 / 3**0.5
    five = effect(np.arange(5.0)[None])
    assert abs(five.half_width - 2.776 * np.std(range(5), ddof=1) / 5**0.5) < 1e-12


def beyond(q, degrees):
    """P(|t| > q) for Student's t, by summing its density."""
    x = np.linspace(0, q, 200_001)
    density = (1 + x**2 / degrees) ** (-(degrees + 1) / 2)
    gamma = math.gamma((degrees + 1) / 2) / math.gamma(degrees / 2)
    return 1 - 2 * np.trapezoid(density, x) * gamma / (degrees * math.pi) ** 0.5


@pytest.mark.parametrize("seeds", STUDENT)
def test_the_quantiles_are_students(seeds):
    assert abs(beyond(STUDENT[seeds], seeds - 1) - 0.05) < 1e-4
    assert abs(beyond(TWELVE[seeds], seeds - 1) - 0.05 / 12) < 1e-5


@pytest.mark.parametrize(
    ("mean", "low", "high", "expected"),
    [
        (3, 1, np.inf, CONFIRMED),  # the interval is 2 to 4
        (3, 2, 4, CONFIRMED),
        (3, 2.1, np.inf, UNDECIDED),
        (3, 3.9, np.inf, UNDECIDED),
        (3, 4.1, np.inf, REFUTED),
        (-3, -np.inf, -2, CONFIRMED),
        (-3, -np.inf, -4.1, REFUTED),
        (0, -0.5, 0.5, UNDECIDED),
        (0, -1, 1, CONFIRMED),
    ],
)
def test_verdicts(mean, low, high, expected):
    assert verdict(Effect(mean, 1.0, np.array([mean]), 5), low, high) == expected


def test_noise_refutes_nothing():
    """A gain of 3 with an interval of 4 on both sides says nothing about 0.5."""
    assert verdict(Effect(3.0, 4.0, np.array([3.0]), 5), 0.5) == UNDECIDED


def test_only(results):
    assert len(only(results, loss=SQUARED)) == 6
    assert len(only(results, loss=SQUARED, inputs=RAW)) == 3
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
    effects = {
        "a": Effect(3, 1, np.array([-2.0, 5, 9]), 3),
        "b": Effect(-1, 0.1, np.array([-1.0]), 3),
    }
    ax = plot_effects(Figure().subplots(), effects)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in ax.texts] == ["+3.0 ± 1.0", "-1.0 ± 0.1"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    dots = np.concatenate([line.get_offsets()[:, 0] for line in ax.collections[:2]])
    assert sorted(dots[:3]) == [-2, 5, 9], "every pair is a dot"


def test_plot_by_rate():
    series = {"x": [(10, 12), (20, 22)], "y": [(30, 32), (40, 44)]}
    ax = plot_by_rate(Figure().subplots(), (0.1, 1), series)
    assert ax.get_xscale() == "log" and ax.get_legend_handles_labels()[1] == ["x", "y"]
    lines = {line.get_label(): line for line in ax.lines}
    assert list(lines["y"].get_ydata()) == [31, 42]
    assert sorted(np.concatenate([d.get_offsets() for d in ax.collections])[:, 1]) == [
        *(10, 12, 20, 22),
        *(30, 32, 40, 44),
    ]


def test_plot_path():
    seeds = np.array([85.9, 86.1]), np.array([90.3, 90.7])
    ax = plot_path(Figure().subplots(), ["start", "step"], seeds)
    assert [text.get_text() for text in ax.texts] == ["86.0", "90.5  (+4.5)"]


def test_plot_trainers():
    fig = plot_trainers({"a": ((0.1, 1), {"x": [(91, 12), (20, 22)]})})
    assert [ax.get_ylim() for ax in fig.axes] == [(0, 100), (90, 97)]
    assert fig.axes[0].get_title() == "a" and len(fig.legends) == 1
    plt.close(fig)


# Tables


def test_tables(results):
    wide = Effect(3, 1, np.array([-2.0, 5, 9]), 3)
    assert effects_table({"a": wide}).splitlines()[2:] == [
        "| a | +3.0 ± 1.0 | +5.0 | -2.0 | +9.0 | 3 |"
    ]
    [row] = accuracies_table(results, {"b": BASE}).splitlines()[2:]
    assert row == "| b | 55.0 | 45.0 | 54.7 ± 1.5 |"


def test_fully_crossed():
    other = [BASE._replace(optimizer=ADAM), BASE._replace(framework=TORCH)]
    adam = BASE._replace(optimizer=ADAM, batch=BATCH)
    found = fully_crossed(made([(cell, 0.5) for cell in (BASE, adam, *other)]))
    assert {cell for cell, _ in found} == {BASE, adam}
