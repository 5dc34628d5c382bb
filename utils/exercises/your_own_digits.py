"""The checks of the exercises of 12_your_own_digits."""

import numpy as np

from utils.exercises.tables import table, value

COST = 10  # of an error, where a rejection costs 1
N, P = 10, 0.97  # digits drawn, probability that one is read


@value("middle", "add up ink times row, and ink times column; divide by all the ink.")
def middle():
    """The dark pixels pull the middle towards row 0, away from that of the box."""
    yield np.array([2.0, 4.0])
    yield np.array([10 / 3, 11 / 3]), "a pixel that is half dark counts half."
    yield np.array([5.0, 4.5]), "this is the middle of the box around the ink."
    yield np.array([5.0, 10.0]), "divide by all the ink, 2.5."
    yield np.array([5 / 3, 10 / 3]), "divide by all the ink, not by the pixels."
    yield np.array([4.0, 2.0]), "the row comes first, then the column."


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
