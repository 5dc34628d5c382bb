"""Effects come from balanced pairs, intervals from seeds, predictions by a rule."""

import math
from itertools import product

import numpy as np
import pytest
from matplotlib.figure import Figure

from utils.experiment import plots
from utils.experiment.design import (
    ADAM,
    BATCH,
    LOGITS,
    NORMAL,
    NUMPY,
    ONE,
    RAW,
    SCALED,
    SEEDS,
    SGD,
    SQUARED,
    Cell,
)
from utils.experiment.effects import (
    STUDENT,
    Effect,
    best_cells,
    best_pairs,
    effect,
    gains_of,
    pairs_of,
    points_of,
    verdict,
    verdicts_table,
)
from utils.experiment.replication import (
    FRESH_SEEDS,
    STORY,
    TWELVE,
    _margin,
    judged,
    predictions,
    predictions_table,
    replication,
)
from utils.experiment.results import load_results
from utils.experiment.runs import Accuracies

BASE = Cell(NUMPY, ONE, SQUARED, SGD, 0.1, SCALED, NORMAL)
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
    gains = {(SQUARED, RAW): 0, (LOGITS, RAW): 10, (SQUARED, SCALED): 5}
    return made(
        (BASE._replace(loss=a, inputs=b), 0.5 + gains.get((a, b), 20) / 100)
        for a, b in product((SQUARED, LOGITS), (RAW, SCALED))
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("loss", SQUARED, LOGITS), [10, 15]),
        (("loss", LOGITS, SQUARED), [-15, -10]),
        (("inputs", RAW, SCALED), [5, 10]),
    ],
)
def test_gains_of_known_results(change, expected, results):
    alone = made([(BASE._replace(loss=LOGITS, rate=0.3), 0.99)])  # has no partner
    for found in (results, results | alone):
        gains = gains_of(found, pairs_of(cells(found), *change))
        assert gains.shape == (2, 3)
        assert np.allclose(np.sort(gains.mean(axis=1)), expected)
        assert effect(gains).half_width < 1e-9, "what a seed gives to all cancels"
    fewer = {run: a for run, a in results.items() if run != (BASE, 1)}
    assert gains_of(fewer, pairs_of(cells(fewer), *change)).shape == (2, 2)


def test_no_pair_and_no_common_seed_are_errors(results):
    assert pairs_of(cells(results), "batch", ONE, BATCH) == []
    other = BASE._replace(batch=BATCH)
    for pairs in ([], [(BASE, other)]):
        with pytest.raises(ValueError, match="no two cells differ"):
            gains_of(results, pairs)
    lonely = made([(BASE, 0.5)], (0,)) | made([(other, 0.5)], (1,))
    with pytest.raises(ValueError, match="no seed in common"):
        gains_of(lonely, [(BASE, other)])
    with pytest.raises(ValueError, match="no run of"):
        points_of(results, other)


def test_the_interval_is_students():
    found = effect(np.array([[1.0, 2.0, 3.0], [3.0, 5.0, 10.0]]))
    assert (found.mean, *found.of_pairs) == (4, 2, 6)
    by_seed = np.std([2, 3.5, 6.5], ddof=1)
    assert abs(found.half_width - 4.303 * by_seed / 3**0.5) < 1e-12
    assert str(found) == "+4.0 ± 5.7"
    assert str(found._replace(mean=-0.04)) == "+0.0 ± 5.7"
    assert effect(np.arange(3.0)[None], {3: 1.0}).half_width == 1 / 3**0.5


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
        (-3, -np.inf, -2, "confirmed"),
        (-3, -np.inf, -4.1, "refuted"),
        (0, -0.5, 0.5, "undecided"),
        (0, -1, 1, "confirmed"),
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
    assert best_cells(found) == {BASE._replace(rate=None): slow}
    other = slow._replace(batch=BATCH, rate=1.0)
    best = best_cells(found | made([(other, 0.5)]))
    assert best_pairs(best, "batch", ONE, BATCH, loss=SQUARED) == [(slow, other)]
    assert best_pairs(best, "batch", ONE, BATCH, loss=LOGITS) == []


# The replication


@pytest.fixture(scope="module")
def first():
    return load_results()


def test_its_seeds_are_fresh_and_its_runs_those_of_the_file(first):
    assert not set(FRESH_SEEDS) & set(SEEDS)
    assert set(replication(first).values()) == {FRESH_SEEDS}
    assert set(replication(first)) == set(cells(load_results("replication")))


@pytest.mark.parametrize("number", range(12))
def test_the_limits_follow_from_the_first_results_by_one_rule(number, first):
    one = predictions(first)[number]
    mean = gains_of(first, one.pairs).mean()
    near, far = (one.low, one.high) if mean > 0 else (one.high, one.low)
    if abs(mean) < 0.1:
        assert (one.low, one.high) == (-0.5, 0.5)
    else:
        assert abs(near - mean / 2) < 0.06 and far == np.sign(mean) * np.inf
    assert _margin(first, one) > 0


@pytest.mark.parametrize(
    ("by_seed", "expected"),
    [
        ([4, 4.1] * 4, "confirmed"),
        ([1, 1.1] * 4, "refuted"),
        ([2, 2.4] * 4, "undecided"),
        ([0, 8] * 4, "undecided"),
    ],
)
def test_judged(by_seed, expected, first):
    one = predictions(first)[1]  # at least 2.1 points
    [(before, after)] = one.pairs
    made_up = {}
    for seed, gain in zip(FRESH_SEEDS, by_seed, strict=True):
        made_up[before, seed] = Accuracies(0, 0, 0.5)
        made_up[after, seed] = Accuracies(0, 0, 0.5 + gain / 100)
    found, word = judged(made_up, one)
    assert word == expected and abs(found.mean - np.mean(by_seed)) < 1e-9


def test_the_table_has_a_row_for_each_prediction(first):
    rows = predictions_table(first, load_results("replication")).splitlines()[2:]
    assert len(rows) == 12 and sum("confirmed" in row for row in rows) == 11
    assert "| -0.5 to +0.5 | +0.0 | +0.0 ± 0.0 | confirmed |" in rows[0]


# Figures


def test_what_is_drawn_is_what_was_given(first):
    ax = plots.plot_path(Figure().subplots(), ["a", "b"], [np.r_[85.9, 86.1]] * 2)
    assert [text.get_text() for text in ax.texts] == ["86.0", "86.0  (+0.0)"]
    told = (0, 5.0, "here")
    ax = plots.plot_orders(Figure().subplots(), {"a": np.array([5.0, 5, 7])}, told)
    assert sorted(ax.collections[0].get_sizes()) == [25, 50]
    ax = plots.plot_cells(Figure().subplots(), first, [("s", STORY, 9)])
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == 381
    axes = plots.plot_by_rate(Figure().subplots(1, 3), first)
    top = min(min(line.get_ydata()) for line in axes[0].lines)
    assert abs((100 - top) - 96.6) < 0.3 and len(axes[2].lines) == 3 * 6
    assert ADAM in {rule for _, rule in plots.TRAINERS.values()}
