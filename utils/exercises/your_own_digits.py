"""The checks of 12_your_own_digits: a turn in the text, three exercises."""

import numpy as np

from utils.exercises.judge import use as use
from utils.exercises.tables import table, value

COST = 10  # of an error, where a rejection costs 1
N, P = 10, 0.97  # digits drawn, probability that one is read


def _groups():
    """Return cases (output, right, low, high)."""
    paper = [0.95, 0.85, 0.81, 0.4, 0.82], [True, True, False, True, True]
    rng = np.random.default_rng(7)
    drawn = [(rng.random(60), rng.random(60) < 0.6) for _ in range(2)]
    bounds = (0.8, 0.9), (0.3, 0.6), (0.5, 0.7)
    return [
        (np.array(output), np.array(right), *low_high)
        for (output, right), low_high in zip([paper, *drawn], bounds, strict=True)
    ]


@table(("mean output", "share read right", "number of images"), _groups())
def group(output, right, low, high):
    """What it says, how often it is right, and how many images tell you so."""
    these, only = (output >= low) & (output < high), "only images of the group count."
    per_group = "divide by the number of images in the group."
    yield output[these].mean()
    yield output.mean(), only
    yield output[these].sum(), "a mean is wanted, not a sum."
    yield (low + high) / 2, "not the middle of the bounds: the mean of the outputs."
    yield right[these].mean()
    yield right.mean(), only
    yield right[these].sum(), per_group
    yield (these & right).mean(), per_group
    yield 1 - right[these].mean(), "this is the share read wrongly."
    yield these.sum()
    yield len(output), only
    yield (these & right).sum(), "count the images read wrongly, too."


def _readings():
    """Return cases (output, right, wanted)."""
    yes, no = True, False
    cases = [
        ([0.9, 0.2, 0.6, 0.4], [yes, no, no, yes], 0.3),
        ([0.1, 0.2, 0.3, 0.4], [yes, no, yes, yes], 0.25),
        ([0.9, 0.8, 0.7, 0.6], [no, yes, yes, yes], 0.3),
        ([0.5, 0.7, 0.6], [yes, no, yes], 0.4),
    ]
    rng = np.random.default_rng(6)
    for output in rng.random((4, 40)):
        cases.append((output, rng.random(40) < output**0.3, 0.1))
    return [(np.array(output), np.array(right), w) for output, right, w in cases]


@table("threshold", _readings())
def lowest_threshold(output, right, wanted):
    """The lowest threshold that keeps the promise, for each set of outputs."""
    values = np.sort(output)
    wrong = np.array([np.sum(~right[output >= value]) for value in values])
    answered = np.arange(len(values), 0, -1)
    kept = wrong <= wanted * answered
    last = len(values) - 1 - max(np.argmin([*kept[::-1], False]) - 1, 0)
    strict = [*values[wrong < wanted * answered], np.inf][0]
    of_all = values[wrong <= wanted * len(values)][0]
    yield values[kept][0]
    yield values[kept][-1], "it keeps the promise, but a lower value does so too."
    yield values[last], "the share of errors rises and falls: try every value."
    yield of_all, "divide by the answers, not the images."
    yield strict, "a share of errors that equals the wanted one is allowed."


@value("price", "an answer costs 10 (1 - p) in the mean, a rejection 1.", rtol=1e-3)
def price():
    """The dearer an error, the surer the network must be."""
    yield 1 - 1 / COST
    yield 1 / COST, "this is the probability of an error; ask for that of being right."
    yield 1 / (COST + 1), "a rejection costs 1 whether the answer was right or not."
    yield COST / (COST + 1), "a right answer costs nothing, and a rejection always 1."
    yield 0.5, "this would be right if an error cost 2."
    yield 100 * (1 - 1 / COST), "a probability goes from 0 to 1."


@value("number", "take ten of ten and nine of ten away from 1.", rtol=2e-2)
def ten_digits():
    """About one in thirty: a hint, and no more than a hint."""
    all_ten, nine = P**N, N * P ** (N - 1) * (1 - P)
    eight = 45 * P**8 * (1 - P) ** 2
    yield 1 - all_ten - nine
    yield 1 - nine, "ten of ten is more than eight, too."
    yield 1 - all_ten, "this is nine or fewer."
    yield nine, "this is exactly nine."
    yield eight, "this is exactly eight; fewer count too."
    yield P**8, "this is the probability that eight given digits are read."
    yield all_ten, "this is all ten."
    yield all_ten + nine, "this is nine or more."
    yield 1 - all_ten - nine / N, "any of the ten digits may be the one misread."
    yield 1 - eight, "this is all but exactly eight."
