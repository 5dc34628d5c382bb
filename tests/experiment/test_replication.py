"""The replication tests what the first experiment found, by one rule."""

import numpy as np
import pytest

from utils.experiment.design import NUMPY, SCALED, SEEDS, UNIFORM
from utils.experiment.effects import CONFIRMED, REFUTED, UNDECIDED, best_rates, only
from utils.experiment.replication import (
    BEST_RATES,
    FRESH_SEEDS,
    PREDICTIONS,
    STORY,
    _orders,
    gains,
    judged,
    predictions_table,
    replication,
)
from utils.experiment.results import load_results
from utils.experiment.runs import Accuracies


@pytest.fixture(scope="module")
def first():
    return load_results()


def test_the_seeds_are_fresh():
    assert not set(FRESH_SEEDS) & set(SEEDS) and len(set(FRESH_SEEDS)) == 8
    assert set(replication().values()) == {FRESH_SEEDS}


def test_the_rates_are_the_best_of_the_first_experiment(first):
    found = {
        (*cell[1:4:2], cell.loss, cell.weights): rate
        for cell, rate in best_rates(
            only(first, framework=NUMPY, inputs=SCALED)
        ).items()
    }
    for (batch, optimizer, loss), rates in BEST_RATES.items():
        for weights, rate in zip(("normal", UNIFORM), rates, strict=True):
            assert found[batch, optimizer, loss, weights] == rate


def test_the_pairs_with_raw_pixels_are_at_their_best_rates(first):
    found = best_rates(only(first, framework=NUMPY, inputs="raw"))
    pairs = PREDICTIONS[6].pairs + PREDICTIONS[11].pairs
    raw = [cell for pair in pairs for cell in pair if cell.inputs == "raw"]
    assert len(raw) == 5
    for cell in raw:
        assert found[cell._replace(rate=None)] == cell.rate


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda p: p.text)
def test_each_prediction_follows_the_rule(first, prediction):
    mean = gains(first, prediction).mean()
    if (prediction.low, prediction.high) == (-0.5, 0.5):
        assert abs(mean) < 0.25
    elif mean > 0:
        assert prediction.low == round(mean / 2, 1) and prediction.high == np.inf
    else:
        assert prediction.high == round(mean / 2, 1) and prediction.low == -np.inf


def test_twelve_predictions():
    assert len({p.text for p in PREDICTIONS}) == 12


def test_the_averages_over_the_orders_add_up(first):
    """Shapley's values share out the whole difference between the two ends."""
    pairs = {f: _orders(f) for f in ("loss", "optimizer", "inputs", "weights")}
    values = [gains(first, PREDICTIONS[0]._replace(pairs=p)) for p in pairs.values()]
    start = STORY._replace(batch=256)
    end = [b for p in pairs.values() for _, b in p if b.weights == UNIFORM]
    end = [c for c in end if c[2:4] == ("cross-entropy on sigmoids", "Adam")]
    [end] = {c for c in end if c.inputs == "raw"}
    whole = gains(first, PREDICTIONS[0]._replace(pairs=[(start, end)]))
    assert np.allclose(sum(v.mean(axis=0) for v in values), whole[0])


def made(prediction, by_seed):
    """Results in which the later cell of each pair gains this much, in points."""
    results = {}
    for before, after in prediction.pairs:
        for seed, gain in zip(FRESH_SEEDS, by_seed, strict=True):
            results[before, seed] = Accuracies(0, 0, 0.5)
            results[after, seed] = Accuracies(0, 0, 0.5 + gain / 100)
    return results


@pytest.mark.parametrize(
    ("by_seed", "expected"),
    [
        ([4, 4.1] * 4, CONFIRMED),
        ([1, 1.1] * 4, REFUTED),
        ([2, 2.4] * 4, UNDECIDED),
        ([0, 8] * 4, UNDECIDED),
    ],
)
def test_judged(by_seed, expected):
    prediction = PREDICTIONS[1]  # at least 2.1 points
    found, word = judged(made(prediction, by_seed), prediction)
    assert word == expected and abs(found.mean - np.mean(by_seed)) < 1e-9


def test_no_common_seed_is_an_error():
    [(before, after)] = PREDICTIONS[1].pairs
    shares = Accuracies(0, 0, 0.5)
    with pytest.raises(ValueError, match="no seed in common"):
        judged({(before, 5): shares, (after, 6): shares}, PREDICTIONS[1])


def test_the_table_has_a_row_for_each_prediction(first):
    rows = predictions_table(first, load_results("replication")).splitlines()[2:]
    assert len(rows) == 12
    assert (
        rows[0]
        == "| PyTorch for NumPy | -0.5 to +0.5 | +0.0 | +0.0 ± 0.0 | confirmed |"
    )
