"""The replication: twelve predictions, the runs that test them, and the analysis.

It was committed before any of its runs was made: commit 5fb0bb2.

The predictions come from the first experiment, by one rule. A change that made a
difference there makes at least half of it again, on fresh seeds. Where there was
no difference to speak of, it stays within half a point.

Learning rates are not chosen again: they are the best ones of the first experiment.
"""

from itertools import permutations, product
from typing import NamedTuple

import numpy as np

from utils.experiment.design import (
    ADAM,
    BATCH,
    LOGITS,
    LOSSES,
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
from utils.experiment.effects import effect, gains_of, signed, verdict

FRESH_SEEDS = (5, 6, 7, 8, 9, 10, 11, 12)
BEST_RATES = {  # of scaled inputs: first weights normal, uniform
    (ONE, SGD, SQUARED): (0.3, 0.3),
    (ONE, SGD, LOGITS): (0.03, 0.03),
    (ONE, SGD, TRAP): (0.3, 0.3),
    (BATCH, SGD, SQUARED): (0.003, 0.003),
    (BATCH, SGD, LOGITS): (0.01, 0.01),
    (BATCH, SGD, TRAP): (0.1, 0.3),
    (BATCH, ADAM, SQUARED): (0.003, 0.01),
    (BATCH, ADAM, LOGITS): (0.01, 0.01),
    (BATCH, ADAM, TRAP): (0.03, 0.03),
}
# Half the width of an interval, in standard errors, by the number of seeds: so wide
# that with probability 95 % all twelve intervals hold what they estimate (Bonferroni).
TWELVE = {3: 15.443, 5: 5.885, 8: 4.174}


class Prediction(NamedTuple):
    """A statement: the mean gain of the pairs lies between low and high, in points.

    pairs: tuples (before, after) of two Cells each.
    """

    text: str
    pairs: list
    low: float = -np.inf
    high: float = np.inf


def _best(batch, optimizer, loss, weights):
    rate = BEST_RATES[batch, optimizer, loss][weights == UNIFORM]
    return Cell(NUMPY, batch, loss, optimizer, rate, SCALED, weights)


def _losses(batch, optimizers, loss):
    """Return the pairs from squared error to this loss, each at its best rate."""
    return [
        tuple(_best(batch, optimizer, kind, weights) for kind in (SQUARED, loss))
        for optimizer, weights in product(optimizers, (NORMAL, UNIFORM))
    ]


def _raw_losses():
    """Return the same for raw pixels, one at a time, SGD, squared error to logits."""
    rates = ((NORMAL, 0.003, 0.0003), (UNIFORM, 0.001, 0.0003))
    return [
        (
            Cell(NUMPY, ONE, SQUARED, SGD, squared, RAW, weights),
            Cell(NUMPY, ONE, LOGITS, SGD, logits, RAW, weights),
        )
        for weights, squared, logits in rates
    ]


def _trainers(before, after):
    """Return the pairs from one (batch, optimizer) to another, at the best rates."""
    return [
        (_best(*before, loss, weights), _best(*after, loss, weights))
        for loss, weights in product(LOSSES, (NORMAL, UNIFORM))
    ]


def _frameworks():
    rates = {SGD: (0.001, 0.01, 0.1), ADAM: (0.001, 0.01, 0.01)}
    cells = [
        Cell(NUMPY, BATCH, loss, optimizer, rate, SCALED, NORMAL)
        for optimizer in rates
        for loss, rate in zip(LOSSES, rates[optimizer], strict=True)
    ]
    return [(cell, cell._replace(framework=TORCH)) for cell in cells]


def _orders(factor):
    """Return a pair for each of the 24 orders: the step that changes this factor."""
    levels = {"loss": TRAP, "optimizer": ADAM, "inputs": RAW, "weights": UNIFORM}
    pairs = []
    for order in permutations(levels):
        earlier = {name: levels[name] for name in order[: order.index(factor)]}
        before = STORY._replace(batch=BATCH)._replace(**earlier)
        pairs.append((before, before._replace(**{factor: levels[factor]})))
    return pairs


STORY = Cell(NUMPY, ONE, SQUARED, SGD, 0.001, SCALED, NORMAL)
STORY_TORCH = Cell(TORCH, BATCH, TRAP, ADAM, 0.001, RAW, UNIFORM)
ADAM_TRAP = Cell(NUMPY, BATCH, TRAP, ADAM, 0.001, SCALED, NORMAL)
SGD_TRAP = ADAM_TRAP._replace(optimizer=SGD, rate=0.01)
SMALL = _best(BATCH, SGD, SQUARED, UNIFORM)
SMALL_RAW = SMALL._replace(rate=0.001, inputs=RAW)
RATE_ALONE = [(STORY_TORCH, STORY._replace(rate=0.1))]
TUNED = [
    (cell._replace(rate=0.001), cell)
    for cell in (_best(*kind, NORMAL) for kind in BEST_RATES)
]
SINGLE, BATCHES, BATCHES_ADAM = (ONE, SGD), (BATCH, SGD), (BATCH, ADAM)
LESS = -np.inf
PREDICTIONS = (
    Prediction("PyTorch for NumPy", _frameworks(), -0.5, 0.5),
    Prediction("story's NumPy at 0.1 for story's PyTorch", RATE_ALONE, 2.1),
    Prediction("the best rate for 0.001", TUNED, 2.8),
    Prediction("batches for one at a time", _trainers(SINGLE, BATCHES), LESS, -2.3),
    Prediction("logits, batches", _losses(BATCH, (SGD, ADAM), LOGITS), 2.3),
    Prediction("logits, one at a time", _losses(ONE, (SGD,), LOGITS), -0.5, 0.5),
    Prediction("logits, one at a time, raw pixels", _raw_losses(), 0.2),
    Prediction("sigmoids, one at a time", _losses(ONE, (SGD,), TRAP), LESS, -0.4),
    Prediction("Adam for SGD, batches", _trainers(BATCHES, BATCHES_ADAM), 1.6),
    Prediction("SGD at 0.01 for Adam, story", [(ADAM_TRAP, SGD_TRAP)], -0.5, 0.5),
    Prediction("Adam, average of the 24 orders", _orders("optimizer"), 3.0),
    Prediction("raw for scaled, where raw won", [(SMALL, SMALL_RAW)], 3.4),
)


def replication():
    """Return all runs: a dict from each Cell to its seeds, in the order of the file."""
    cells = [
        cell for prediction in PREDICTIONS for pair in prediction.pairs for cell in pair
    ]
    return dict.fromkeys(cells, FRESH_SEEDS)


def judged(results, prediction):
    """Return the Effect of a Prediction, with its wide interval, and the verdict."""
    found = effect(gains_of(results, prediction.pairs), TWELVE)
    return found, verdict(found, prediction.low, prediction.high)


def margin(results, prediction):
    """Return how far inside its limits a Prediction's mean lies, in standard errors."""
    found = effect(gains_of(results, prediction.pairs), dict.fromkeys(TWELVE, 1))
    inside = min(found.mean - prediction.low, prediction.high - found.mean)
    return inside / found.half_width


def predictions_table(first, again):
    """Return the predictions as a Markdown table: both means, verdict, and margin.

    Args:
        first, again: the results of the experiment and of the replication.
    """
    head = "| gain of | predicted | first | again | verdict | margin |"
    rows = [head, "|" + " --- |" * 6]
    for one in PREDICTIONS:
        found, word = judged(again, one)
        limits = f"{one.low:+.1f} to {one.high:+.1f}".replace("inf", "∞")
        mean = signed(gains_of(first, one.pairs).mean())
        numbers = f"{mean} | {found} | {word} | {margin(first, one):.0f}"
        rows.append(f"| {one.text} | {limits} | {numbers} |")
    return "\n".join(rows)
