"""Effects come from balanced pairs, intervals from seeds, predictions by a rule."""

import math
from itertools import product

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.experiment import design as d
from utils.experiment import plots
from utils.experiment.effects import (
    STUDENT,
    Effect,
    best_cells,
    best_pairs,
    effect,
    gains_of,
    pairs_of,
    verdict,
    verdicts_table,
)
from utils.experiment.replication import (
    FRESH_SEEDS,
    STORY,
    TWELVE,
    predictions,
    predictions_table,
    replication,
)
from utils.experiment.results import load_results
from utils.experiment.runs import Accuracies

BASE = STORY._replace(rate=0.1)
NOISE = (0.00, 0.01, -0.02)  # of each seed


def made(cells_and_shares, seeds=(0, 1, 2)):
    """Results of known accuracies, with a noise that depends on the seed alone."""
    return {
        (cell, s): Accuracies(share, share - 0.1, share + NOISE[s])
        for cell, share in cells_and_shares
        for s in seeds
    }


def cells(results):
    return [cell for cell, _ in results]


@pytest.fixture
def results():
    """Loss is worth 10 points, the inputs 5, both together 20."""
    gains = {(d.SQUARED, d.RAW): 0, (d.LOGITS, d.RAW): 10, (d.SQUARED, d.SCALED): 5}
    return made(
        (BASE._replace(loss=a, inputs=b), 0.5 + gains.get((a, b), 20) / 100)
        for a, b in product((d.SQUARED, d.LOGITS), (d.RAW, d.SCALED))
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("loss", d.SQUARED, d.LOGITS), [10, 15]),
        (("loss", d.LOGITS, d.SQUARED), [-15, -10]),
        (("inputs", d.RAW, d.SCALED), [5, 10]),
    ],
)
def test_gains_of_known_results(change, expected, results):
    alone = made([(BASE._replace(loss=d.LOGITS, rate=0.3), 0.99)])  # has no partner
    for found in (results, results | alone):
        gains = gains_of(found, pairs_of(cells(found), *change))
        assert gains.shape == (2, 3)
        assert np.allclose(np.sort(gains.mean(axis=1)), expected)
        assert effect(gains).half_width < 1e-9, "what a seed gives to all cancels"
    fewer = {run: a for run, a in results.items() if run != (BASE, 1)}
    assert gains_of(fewer, pairs_of(cells(fewer), *change)).shape == (2, 2)


def test_no_pair_and_no_common_seed_are_errors(results):
    assert pairs_of(cells(results), "batch", d.ONE, d.BATCH) == []
    other = BASE._replace(batch=d.BATCH)
    lonely = made([(BASE, 0.5)], (0,)) | made([(other, 0.5)], (1,))
    for found, pairs in (
        (results, []),
        (results, [(BASE, other)]),
        (lonely, [(BASE, other)]),
    ):
        with pytest.raises(ValueError, match="no pair, or no seed"):
            gains_of(found, pairs)


def test_the_interval_is_students():
    found = effect(np.array([[1.0, 2.0, 3.0], [3.0, 5.0, 10.0]]))
    assert (found.mean, *found.of_pairs) == (4, 2, 6)
    by_seed = np.std([2, 3.5, 6.5], ddof=1)
    assert abs(found.half_width - 4.303 * by_seed / 3**0.5) < 1e-12
    assert str(found) == "+4.0 ± 5.7"
    assert str(found._replace(mean=-0.04)) == "+0.0 ± 5.7"


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
        (3, 1, np.inf, "confirmed"),  # the interval is 2 to 4
        (3, 2, 4, "confirmed"),
        (3, 2.1, np.inf, "undecided"),
        (3, 3.9, np.inf, "undecided"),
        (3, 4.1, np.inf, "refuted"),
        (-3, -np.inf, -4.1, "refuted"),
        (0, -0.5, 0.5, "undecided"),
    ],
)
def test_verdicts(mean, low, high, expected):
    found = Effect(mean, 1.0, np.array([mean, mean]))
    assert verdict(found, low, high) == expected
    if high == np.inf:
        [row] = verdicts_table({"claim": (found, low)}).splitlines()[2:]
        assert f"**{expected}**" in row and row.endswith(f"{2 * (mean >= low)} of 2 |")


def test_validation_chooses_the_rate_and_not_the_test_set():
    slow, fast = BASE._replace(rate=0.01), BASE
    shares = {slow: ((0.9, 0.5), 0.5), fast: ((0.8, 0.7), 0.6)}
    found = {
        (cell, s): Accuracies(0.5, valid[s], test)
        for cell, (valid, test) in shares.items()
        for s in (0, 1)
    }
    assert best_cells(found) == {BASE._replace(rate=None): fast}
    found[slow, 1] = Accuracies(0.5, 0.7, 0.5)
    other = slow._replace(batch=d.BATCH, rate=1.0)
    best = best_cells(found | made([(other, 0.5)]))
    assert best_pairs(best, "batch", d.ONE, d.BATCH, loss=d.SQUARED) == [(slow, other)]
    assert best_pairs(best, "batch", d.ONE, d.BATCH, loss=d.LOGITS) == []


# The replication, and the figures


@pytest.fixture(scope="module")
def first():
    return load_results()


def test_its_seeds_are_fresh_and_its_runs_those_of_the_file(first):
    assert not set(FRESH_SEEDS) & set(d.SEEDS)
    assert set(replication(first).values()) == {FRESH_SEEDS}
    assert set(replication(first)) == set(cells(load_results("replication")))


def test_the_limits_follow_from_the_first_results_by_one_rule(first):
    for one in predictions(first):
        mean = gains_of(first, one.pairs).mean()
        near, far = (one.low, one.high) if mean > 0 else (one.high, one.low)
        if abs(mean) < 0.1:
            assert (one.low, one.high) == (-0.5, 0.5), one.text
        else:
            assert abs(near - mean / 2) < 0.06 and far == np.sign(mean) * np.inf


def test_the_table_has_a_row_for_each_prediction(first):
    rows = predictions_table(first, load_results("replication")).splitlines()[2:]
    assert len(rows) == 12 and sum("confirmed" in row for row in rows) == 11
    assert "| -0.5 to +0.5 | +0.0 | +0.0 ± 0.0 | confirmed | 224 |" in rows[0]


def test_what_is_drawn_is_what_was_given(first):
    ax, path = Figure().subplots(), Figure().subplots()
    plots.plot_path(path, ["a", "b"], [np.r_[85.9, 86.1], np.r_[86.9, 87.1]])
    assert [text.get_text() for text in path.texts] == ["86.0", "87.0  (+1.0)"]
    plots.plot_orders(ax, {"a": np.array([5.0, 5, 7])}, (0, 5.0, "here"))
    assert sorted(ax.collections[0].get_sizes()) == [25, 50]
    ax = Figure().subplots()
    plots.plot_cells(ax, first, [("s", STORY, 9)])
    assert sum(len(line.get_xdata()) for line in ax.lines) == 381 + 1
    axes = Figure().subplots(1, 3)
    plots.plot_by_rate(axes, first)
    top = min(min(line.get_ydata()) for line in axes[0].lines)
    assert abs((100 - top) - 96.6) < 0.3 and len(axes[2].lines) == 3 * 6
