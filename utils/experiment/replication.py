"""The replication: twelve predictions, the runs that test them, and the analysis.

It was committed before any of its runs was made: commit 5fb0bb2.

The predictions come from the first experiment, by one rule. A change that made a
difference there makes at least half of it again, on fresh seeds. Where there was
no difference to speak of, it stays within half a point.

Learning rates are not chosen again: they are the best ones of the first experiment.
"""

from functools import partial
from itertools import permutations
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
from utils.experiment.effects import (
    best_cells,
    best_pairs,
    cells_of,
    effect,
    gains_of,
    signed,
    verdict,
)

FRESH_SEEDS = (5, 6, 7, 8, 9, 10, 11, 12)
# Half the width of an interval, in standard errors, by the number of seeds: so wide
# that with probability 95 % all twelve intervals hold what they estimate (Bonferroni).
TWELVE = {3: 15.443, 5: 5.885, 8: 4.174}
STORY = Cell(NUMPY, ONE, SQUARED, SGD, 0.001, SCALED, NORMAL)
STORY_TORCH = Cell(TORCH, BATCH, TRAP, ADAM, 0.001, RAW, UNIFORM)


class Prediction(NamedTuple):
    """A statement: the mean gain of pairs of Cells lies from low to high, in points."""

    text: str
    pairs: list
    low: float
    high: float


LEAST, MOST = -np.inf, np.inf
LIMITS = {
    "PyTorch for NumPy": (-0.5, 0.5),
    "story's NumPy at 0.1 for story's PyTorch": (2.1, MOST),
    "the best rate for 0.001": (2.8, MOST),
    "batches for one at a time": (LEAST, -2.3),
    "logits, batches": (2.3, MOST),
    "logits, one at a time": (-0.5, 0.5),
    "logits, one at a time, raw pixels": (0.2, MOST),
    "sigmoids, one at a time": (LEAST, -0.4),
    "Adam for SGD, batches": (1.6, MOST),
    "SGD at 0.01 for Adam, story": (-0.5, 0.5),
    "Adam, average of the 24 orders": (3.0, MOST),
    "raw for scaled, where raw won": (3.4, MOST),
}


def predictions(first):
    """Return the twelve Predictions; first: the results of the experiment."""
    best = best_cells(first)
    pairs = partial(best_pairs, best, inputs=SCALED)
    tuned = cells_of(best.values(), framework=NUMPY, inputs=SCALED, weights=NORMAL)
    tuned = [c for c in tuned if (c.batch, c.optimizer) != (ONE, ADAM)]
    adam = STORY._replace(batch=BATCH, loss=TRAP, optimizer=ADAM)
    small = STORY._replace(batch=BATCH, weights=UNIFORM, rate=None)
    single, logits = {"batch": ONE, "optimizer": SGD}, ("loss", SQUARED, LOGITS)
    twelve = (
        _frameworks(),
        [(STORY_TORCH, STORY._replace(rate=0.1))],
        [(cell._replace(rate=0.001), cell) for cell in tuned],
        pairs("batch", ONE, BATCH, optimizer=SGD),
        pairs(*logits, batch=BATCH),
        pairs(*logits, **single),
        best_pairs(best, *logits, inputs=RAW, **single),
        pairs("loss", SQUARED, TRAP, **single),
        pairs("optimizer", SGD, ADAM, batch=BATCH),
        [(adam, adam._replace(optimizer=SGD, rate=0.01))],
        _orders("optimizer"),
        [(best[small], best[small._replace(inputs=RAW)])],
    )
    named = zip(LIMITS.items(), twelve, strict=True)
    return [Prediction(text, pairs, *limits) for (text, limits), pairs in named]


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
        before = STORY._replace(batch=BATCH, **earlier)
        pairs.append((before, before._replace(**{factor: levels[factor]})))
    return pairs


def replication(first):
    """Return all runs: a dict from each Cell to its seeds; first: see predictions."""
    pairs = [pair for one in predictions(first) for pair in one.pairs]
    return dict.fromkeys([cell for pair in pairs for cell in pair], FRESH_SEEDS)


def judged(results, prediction):
    """Return the Effect of a Prediction, with its wide interval, and the verdict."""
    found = effect(gains_of(results, prediction.pairs), TWELVE)
    return found, verdict(found, prediction.low, prediction.high)


def _margin(first, prediction):
    """Return how far inside its limits the first mean lies, in standard errors."""
    found = effect(gains_of(first, prediction.pairs), dict.fromkeys(TWELVE, 1))
    inside = min(found.mean - prediction.low, prediction.high - found.mean)
    return inside / found.half_width


def predictions_table(first, again):
    """Return the predictions as a Markdown table: both means, verdict, and margin.

    Args:
        first, again: the results of the experiment and of the replication.
    """
    head = "| gain of | predicted | first | again | verdict | margin |"
    rows = [head, "|" + " --- |" * 6]
    for one in predictions(first):
        found, word = judged(again, one)
        limits = f"{one.low:+.1f} to {one.high:+.1f}".replace("inf", "∞")
        mean = signed(gains_of(first, one.pairs).mean())
        numbers = f"{mean} | {found} | {word} | {_margin(first, one):.0f}"
        rows.append(f"| {one.text} | {limits} | {numbers} |")
    return "\n".join(rows)
