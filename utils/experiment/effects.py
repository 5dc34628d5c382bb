"""Effects in the experiment, from pairs of runs that differ in one factor alone."""

from typing import NamedTuple

import numpy as np

from utils.experiment.design import NUMPY

# Half the width of a 95 % interval, in standard errors, by the number of seeds (the
# quantiles of Student's t distribution).
STUDENT = {3: 4.303, 5: 2.776, 8: 2.365}


class Effect(NamedTuple):
    """What a change adds to the test accuracy, in points: the mean over all pairs.

    half_width: of its interval, from the seeds; of_pairs: the mean of each pair.
    """

    mean: float
    half_width: float
    of_pairs: np.ndarray

    def __str__(self):
        return f"{signed(self.mean)} ± {self.half_width:.1f}"


def signed(points):
    """Return points as text, with their sign and one decimal; -0.04 becomes +0.0."""
    return f"{round(points, 1) + 0.0:+.1f}"


def points_of(results, cell, column="test"):
    """Return one accuracy (column) of a Cell for each of its seeds, in points."""
    found = [getattr(a, column) for (c, _), a in results.items() if c == cell]
    if not found:
        raise ValueError(f"there is no run of {tuple(cell)}")
    return 100 * np.array(found)


def cells_of(cells, **levels):
    """Return those of some Cells that have these levels, each once, in order."""
    wanted = levels.items()
    return [c for c in dict.fromkeys(cells) if wanted <= c._asdict().items()]


def pairs_of(cells, factor, low, high):
    """Return the pairs of Cells that differ in one factor alone, low in the first."""
    there = set(cells)
    firsts = cells_of(cells, **{factor: low})
    pairs = [(a, a._replace(**{factor: high})) for a in firsts]
    return [(a, b) for a, b in pairs if b in there]


def gains_of(results, pairs):
    """Return the gains in test accuracy from the first of each pair to the second.

    results: a dict (Cell, seed) -> Accuracies; pairs: tuples of two Cells.

    Returns an array (pairs, seeds) in points: a column for each seed that all of these
    cells have. Raises ValueError: there is no pair, or no common seed.
    """
    seeds = {cell: set() for pair in pairs for cell in pair}
    for cell, seed in results:
        if cell in seeds:
            seeds[cell].add(seed)
    common = sorted(set.intersection(*seeds.values())) if pairs else []
    if not common:
        raise ValueError("there is no pair, or no seed that all these cells have")
    points = {run: 100 * shares.test for run, shares in results.items()}
    return np.array([[points[b, s] - points[a, s] for s in common] for a, b in pairs])


def effect(gains, quantiles=STUDENT):
    """Return the Effect of gains (pairs, seeds), as gains_of returns them.

    Every seed gives one mean over all pairs. The interval says how far these agree;
    quantiles: number of seeds -> half its width, in standard errors.

    Taught in 11_what_made_the_difference.
    """
    by_seed = gains.mean(axis=0)
    error = by_seed.std(ddof=1) / len(by_seed) ** 0.5
    return Effect(gains.mean(), quantiles[len(by_seed)] * error, gains.mean(axis=1))


def verdict(gain, low, high=np.inf):
    """Judge the claim that an Effect lies from low to high, in points.

    Returns "confirmed" if its whole interval does, "refuted" if all of it lies outside,
    on one side, and "undecided" otherwise.

    Taught in 11_what_made_the_difference.
    """
    bottom, top = gain.mean - gain.half_width, gain.mean + gain.half_width
    if low <= bottom and top <= high:
        return "confirmed"
    return "refuted" if top < low or high < bottom else "undecided"


def verdicts_table(claims):
    """Return a dict, claim -> (Effect, limit), as a Markdown table of its verdicts."""
    head = "| claim | at least | mean, 95 % | of the mean | median "
    rows = [head + "| pairs that reach it |", "|" + " --- |" * 6]
    for claim, (found, limit) in claims.items():
        of_mean, median = verdict(found, limit), signed(np.median(found.of_pairs))
        reach = f"{sum(found.of_pairs >= limit)} of {len(found.of_pairs)}"
        row = f"| {claim} | {limit} | {found} | **{of_mean}** | {median} | {reach} |"
        rows.append(row)
    return "\n".join(rows)


def best_cells(results):
    """Return a dict from each Cell with None for its rate to the Cell with the best.

    The mean validation accuracy over the seeds decides; the test images have no say.
    """
    best = {}
    for cell in dict.fromkeys(cell for cell, _ in results):
        score = points_of(results, cell, "validation").mean(), cell.rate
        rest = cell._replace(rate=None)
        best[rest] = max(best.get(rest, (score, cell)), (score, cell))
    return {rest: cell for rest, (_, cell) in best.items()}


def best_pairs(best, factor, low, high, **levels):
    """Return pairs_of Cells in NumPy with these levels, each at its best rate."""
    cells = cells_of(best, framework=NUMPY, **levels)
    return [(best[a], best[b]) for a, b in pairs_of(cells, factor, low, high)]
