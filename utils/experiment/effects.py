"""Effects in the experiment, from pairs of runs that differ in one factor alone."""

from typing import NamedTuple

import numpy as np

from utils.experiment.design import ADAM, NUMPY, ONE

# Half the width of a 95 % interval, in standard errors, by the number of seeds (the
# quantiles of Student's t distribution).
STUDENT = {3: 4.303, 5: 2.776, 8: 2.365}
CONFIRMED, REFUTED, UNDECIDED = "confirmed", "refuted", "undecided"


class Effect(NamedTuple):
    """What a change of level adds to the test accuracy, in points (percent).

    mean: over all pairs of cells; half_width: of its interval, from the seeds;
    of_pairs: the mean of each pair; seeds: how many.
    """

    mean: float
    half_width: float
    of_pairs: np.ndarray
    seeds: int

    def __str__(self):
        return f"{signed(self.mean)} ± {self.half_width:.1f}"


def signed(points):
    """Return points as text, with their sign and one decimal; -0.04 becomes +0.0."""
    return f"{round(points, 1) + 0.0:+.1f}"


def effects_table(effects, name="change"):
    """Return a dict, name -> Effect, as the text of a Markdown table, in points."""
    head = f"| {name} | mean, 95 % | median | from | to | pairs |"
    rows = [head, "|" + " --- |" * 6]
    for label, found in effects.items():
        pairs = found.of_pairs
        numbers = map(signed, (np.median(pairs), pairs.min(), pairs.max()))
        cells = label, str(found), *numbers, str(len(pairs))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def accuracies_table(results, cells):
    """Return a dict, name -> Cell, as a Markdown table of the accuracies, in points."""
    rows = ["| changed | training | validation | test |", "|" + " --- |" * 4]
    for name, cell in cells.items():
        columns = ("training", "validation", "test")
        shares = " | ".join(f"{mean_of(results, cell, c):.1f}" for c in columns)
        rows.append(f"| {name} | {shares} ± {deviation_of(results, cell):.1f} |")
    return "\n".join(rows)


def seeds_of(results):
    """Return a dict from each Cell to the set of its seeds."""
    seeds = {}
    for cell, seed in results:
        seeds.setdefault(cell, set()).add(seed)
    return seeds


def differences(results, factor, low, high):
    """Return the gains in test accuracy when one factor alone goes from low to high.

    Args:
        results: a dict (Cell, seed) -> Accuracies.
        factor: a field of Cell.
        low, high: two of its levels.

    Returns:
        An array (pairs, seeds) in points: a row for each cell at low whose partner at
        high exists, a column for each seed that all of these have.

    Raises ValueError: there is no pair, or no common seed.
    """
    seeds = seeds_of(results)
    pairs = [(a, a._replace(**{factor: high})) for a in seeds]
    pairs = [(a, b) for a, b in pairs if getattr(a, factor) == low and b in seeds]
    if not pairs:
        raise ValueError(f"no two cells differ in {factor} alone, {low} and {high}")
    common = sorted(set.intersection(*(seeds[cell] for pair in pairs for cell in pair)))
    if not common:
        raise ValueError(f"{factor}: {low} and {high} have no seed in common")
    points = {run: 100 * shares.test for run, shares in results.items()}
    return np.array([[points[b, s] - points[a, s] for s in common] for a, b in pairs])


def effect(gains, quantiles=STUDENT):
    """Return the Effect of gains (pairs, seeds), as differences returns them.

    Every seed gives one mean over all pairs. The interval says how far these agree.

    Args:
        gains: in points.
        quantiles: number of seeds -> half the interval's width, in standard errors.

    Raises KeyError: quantiles has nothing for this number of seeds.

    Taught in 11_what_made_the_difference.
    """
    by_seed = gains.mean(axis=0)
    error = by_seed.std(ddof=1) / len(by_seed) ** 0.5
    half_width = quantiles[len(by_seed)] * error
    return Effect(gains.mean(), half_width, gains.mean(axis=1), len(by_seed))


def verdict(gain, low, high=np.inf):
    """Judge the claim that an Effect lies from low to high, in points.

    Returns CONFIRMED if its whole interval does, REFUTED if all of it lies outside, on
    one side, and UNDECIDED otherwise.

    Taught in 11_what_made_the_difference.
    """
    bottom, top = gain.mean - gain.half_width, gain.mean + gain.half_width
    if low <= bottom and top <= high:
        return CONFIRMED
    return REFUTED if top < low or high < bottom else UNDECIDED


def only(results, **levels):
    """Return the results whose cells have these levels."""
    return {
        (cell, seed): shares
        for (cell, seed), shares in results.items()
        if all(getattr(cell, factor) == level for factor, level in levels.items())
    }


def fully_crossed(results):
    """Return the fully crossed part: NumPy, without Adam one at a time."""
    return {
        (cell, seed): shares
        for (cell, seed), shares in only(results, framework=NUMPY).items()
        if (cell.batch, cell.optimizer) != (ONE, ADAM)
    }


def points_of(results, cell, column="test"):
    """Return one accuracy (column) of a Cell for each of its seeds, in points."""
    found = [getattr(a, column) for (c, _), a in results.items() if c == cell]
    if not found:
        raise ValueError(f"there is no run of {tuple(cell)}")
    return 100 * np.array(found)


def mean_of(results, cell, column="test"):
    """Return the mean over the seeds of one accuracy of a Cell, in points."""
    return points_of(results, cell, column).mean()


def deviation_of(results, cell):
    """Return the standard deviation over the seeds of the test accuracy, in points."""
    return points_of(results, cell).std(ddof=1)


def best_rates(results):
    """Return the best learning rate of each combination of the other factors.

    The mean validation accuracy over the seeds decides; the test images have no say.

    Returns a dict from each Cell, with None for its rate, to a rate.
    """
    best = {}
    for cell in seeds_of(results):
        score = mean_of(results, cell, "validation")
        rest = cell._replace(rate=None)
        best[rest] = max(best.get(rest, (0, 0)), (score, cell.rate))
    return {rest: rate for rest, (_, rate) in best.items()}


def tuned(results):
    """Return the results at the best rates; the rate in each Cell is None instead."""
    best = best_rates(results)
    return {
        (cell._replace(rate=None), seed): shares
        for (cell, seed), shares in results.items()
        if best[cell._replace(rate=None)] == cell.rate
    }


def changed_factors(a, b):
    """Return the names of the factors in which two Cells differ.

    The rate is not counted if the optimizer changes: each has a scale of its own.
    """
    names = [f for f in a._fields if getattr(a, f) != getattr(b, f)]
    return [f for f in names if f != "rate" or "optimizer" not in names]
