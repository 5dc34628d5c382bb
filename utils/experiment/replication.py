"""The replication: twelve predictions, the runs that test them, and the analysis.

It was committed before any of its runs was made: commit 5fb0bb2.

The predictions come from the first experiment, by one rule (notebook 11, section 7).
Learning rates are not chosen again: they are the best ones of the first experiment.
"""

from functools import partial
from itertools import permutations
from typing import NamedTuple

import numpy as np

from utils.experiment import design as d
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
STORY = d.Cell(d.NUMPY, d.ONE, d.SQUARED, d.SGD, 0.001, d.SCALED, d.NORMAL)
STORY_TORCH = d.Cell(d.TORCH, d.BATCH, d.TRAP, d.ADAM, 0.001, d.RAW, d.UNIFORM)


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
    pairs = partial(best_pairs, best, inputs=d.SCALED)
    levels = {"framework": d.NUMPY, "inputs": d.SCALED, "weights": d.NORMAL}
    tuned = cells_of(best.values(), **levels)
    tuned = [c for c in tuned if (c.batch, c.optimizer) != (d.ONE, d.ADAM)]
    adam = STORY._replace(batch=d.BATCH, loss=d.TRAP, optimizer=d.ADAM)
    small = STORY._replace(batch=d.BATCH, weights=d.UNIFORM, rate=None)
    single = {"batch": d.ONE, "optimizer": d.SGD}
    logits = "loss", d.SQUARED, d.LOGITS
    twelve = (
        _frameworks(),
        [(STORY_TORCH, STORY._replace(rate=0.1))],
        [(cell._replace(rate=0.001), cell) for cell in tuned],
        pairs("batch", d.ONE, d.BATCH, optimizer=d.SGD),
        pairs(*logits, batch=d.BATCH),
        pairs(*logits, **single),
        best_pairs(best, *logits, inputs=d.RAW, **single),
        pairs("loss", d.SQUARED, d.TRAP, **single),
        pairs("optimizer", d.SGD, d.ADAM, batch=d.BATCH),
        [(adam, adam._replace(optimizer=d.SGD, rate=0.01))],
        _orders("optimizer"),
        [(best[small], best[small._replace(inputs=d.RAW)])],
    )
    named = zip(LIMITS.items(), twelve, strict=True)
    return [Prediction(text, pairs, *limits) for (text, limits), pairs in named]


def _frameworks():
    cells = [
        STORY._replace(batch=d.BATCH, loss=loss, optimizer=optimizer, rate=rate)
        for optimizer, top in ((d.SGD, 0.1), (d.ADAM, 0.01))
        for loss, rate in zip(d.LOSSES, (0.001, 0.01, top), strict=True)
    ]
    return [(cell, cell._replace(framework=d.TORCH)) for cell in cells]


def _orders(factor):
    """Return a pair for each of the 24 orders: the step that changes this factor."""
    levels = {"loss": d.TRAP, "optimizer": d.ADAM}
    levels |= {"inputs": d.RAW, "weights": d.UNIFORM}
    pairs = []
    for order in permutations(levels):
        earlier = {name: levels[name] for name in order[: order.index(factor)]}
        before = STORY._replace(batch=d.BATCH, **earlier)
        pairs.append((before, before._replace(**{factor: levels[factor]})))
    return pairs


def replication(first):
    """Return all runs: a dict from each Cell to its seeds; first: see predictions."""
    pairs = [pair for one in predictions(first) for pair in one.pairs]
    return dict.fromkeys([cell for pair in pairs for cell in pair], FRESH_SEEDS)


def predictions_table(first, again):
    """Return the predictions as a Markdown table: both means, verdict, and margin.

    first, again: the results of the experiment and of the replication. The margin says
    how far inside its limits the first mean lies, in standard errors.
    """
    head = "| gain of | predicted | first | again | verdict | margin |"
    rows = [head, "|" + " --- |" * 6]
    for text, pairs, low, high in predictions(first):
        before = effect(gains_of(first, pairs), dict.fromkeys(TWELVE, 1))
        found = effect(gains_of(again, pairs), TWELVE)
        margin = min(before.mean - low, high - before.mean) / before.half_width
        limits = f"{low:+.1f} to {high:+.1f}".replace("inf", "∞")
        numbers = f"{found} | {verdict(found, low, high)} | {margin:.0f}"
        rows.append(f"| {text} | {limits} | {signed(before.mean)} | {numbers} |")
    return "\n".join(rows)
