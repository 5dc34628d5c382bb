"""The checks of the exercises of 11_what_made_the_difference."""

import numpy as np

from utils.exercises.forms import expect_parts
from utils.exercises.judge import Wrong, exercise
from utils.exercises.tables import drawn, table
from utils.experiment.design import BATCH, NUMPY, ONE, TORCH

PAIRS = [  # dicts seed -> share: not all seeds are in both
    ({1: 0.5, 2: 0.75}, {1: 0.75, 2: 0.875}),
    ({0: 0.64, 1: 0.98, 2: 0.77, 3: 0.85}, {2: 0.86, 3: 0.57, 7: 0.06}),
    ({5: 0.37}, {4: 0.15, 5: 0.93}),
    ({0: 0.11, 1: 0.72, 2: 0.4}, {2: 0.61, 1: 0.5, 0: 0.97}),
]


@table("gain", PAIRS)
def paired_gain(before, after):
    """What both runs of a seed share, their luck included, cancels in a pair."""
    gains = 100 * np.array([after[s] - before[s] for s in before if s in after])
    means = [np.mean(list(shares.values())) for shares in (before, after)]
    both = "divide by the number of seeds that both have."
    yield gains.mean()
    apart = 100 * (means[1] - means[0])
    yield apart, "this compares different seeds: take those that both have."
    yield gains.mean() / 100, "this is the gain as a share; points are hundredths."
    yield -gains.mean(), "this is the gain from after to before."
    yield gains.sum(), "this is the sum over the seeds, not the mean."
    yield gains.sum() / len(before), both
    yield gains.sum() / len(after), both
    yield np.abs(gains).mean(), "a loss counts as a loss: no absolute values."
    yield np.median(gains), "this is the median; the mean is wanted."


GAINS = np.array([[1.0, 3.0], [2.0, 4.0]])


@table("half-width", [(GAINS, 12.7)] + [(2 * g, 2.8) for (g,) in drawn("Nl")[1::3]])
def how_sure(gained, q_student):
    """The interval tells how sure the mean is, not how far apart the pairs are."""
    q, pairs, seeds = q_student, gained.mean(axis=1), gained.shape[1]
    by_seed, root = gained.mean(axis=0), seeds**0.5
    s = by_seed.std(ddof=1)
    luck = "the pairs of a seed share its luck: average them first."
    yield q * s / root
    yield q * s, "this is not divided by the root of the number of seeds."
    yield q * s / seeds, "divide by the root of the number of seeds."
    yield s / root, "this is the standard error; it still wants the factor q."
    yield 1.96 * s / root, "1.96 is for very many seeds; q is for this number."
    yield q * by_seed.std() / root, "use ddof=1: s is estimated from few seeds."
    yield q * gained.std(ddof=1) / gained.size**0.5, luck
    yield q * gained.std(ddof=1) / root, luck
    yield q * gained.std() / root, luck
    yield q * pairs.std(ddof=1) / len(pairs) ** 0.5, "the draws are seeds, not pairs."
    yield q * s**2 / root, "the root of the variance is missing."
    yield 2 * q * s / root, "this is the whole width; half of it is wanted."


SHARES = np.array([[0.9, 0.7], [0.8, 0.85]]), np.array([[0.95, 0.9], [0.7, 0.75]])


@table("accuracy", [SHARES, *drawn("Nm", "Nm", sizes=[(5, 1, 3, 1)] * 9)[1:]])
def honest_accuracy(valid, final):
    """The test images had no say in the choice, so their accuracy is honest."""
    rate = valid.mean(axis=1).argmax()
    lucky, seeds = valid.max(axis=1).argmax(), np.arange(final.shape[1])
    slip = valid.mean(axis=0).argmax()
    worst = valid.mean(axis=1).argmin()
    yield final[rate].mean()
    yield final[valid.argmax(axis=0), seeds].mean(), "one rate for all seeds."
    yield final.mean(axis=1).max(), "this lets the test images choose the rate."
    yield valid.mean(axis=1).max(), "this is the validation accuracy."
    yield final[rate].max(), "this takes the best seed: the mean is wanted."
    yield final[rate], "this is one accuracy for each seed: the mean is wanted."
    yield final[lucky, valid[lucky].argmax()], "this takes the one luckiest run."
    yield final.max(), "this takes the best run of the test images."
    yield final[slip].mean(), "take the mean of each rate, over its seeds."
    yield final[lucky].mean(), "the rate of one lucky run: choose by the mean."
    yield final[worst].mean(), "this is the worst rate of the validation images."
    yield final.mean(), "this is the mean of all rates: one is to be chosen."


TABLE = np.array([[80.0, 70.0], [85.0, 90.0]])


@table("interaction", [(TABLE,), *drawn("Nn", sizes=[(2, 2, 1, 1)] * 4)[1:]])
def interaction(four):
    """A difference of differences: 0 would mean that the two do not interact."""
    single, batched = four[1] - four[0]
    yield batched - single
    yield batched, "this is the gain in batches; compare it with that one at a time."
    yield single, "this is the gain one at a time; compare it with that in batches."
    yield (single + batched) / 2, "this is the main effect of the loss."
    yield single + batched, "take the difference of both gains, not their sum."
    yield single - batched, "this is how much more it gains one at a time."
    yield four[1] - four[0], "these are both gains; take the difference of them."
    yield np.abs(batched - single), "it may lose, too: no absolute value."
    yield four[1, 1] - four[0, 0], "this changes the loss and the batch at once."
    yield batched / single, "points are wanted, so a difference; this is a ratio."
    yield four[1, 1] - four[1, 0], "this is what batches change with cross-entropy."


@exercise
def deciding_cell(answer):
    """Each of its two partners now differs from it in one factor alone."""
    names = ("framework", "batch", "loss", "optimizer", "rate", "scaling", "weights")
    answer = tuple(expect_parts(answer, names, "the Cell"))
    if answer[2:] != ("squared error", "SGD", 0.1, "scaled", "normal"):
        raise Wrong("change nothing but the framework and the batch.")
    if answer[:2] in ((NUMPY, ONE), (TORCH, BATCH)):
        raise Wrong("this is one of the two cells that she has already.")
    if answer[0] not in (NUMPY, TORCH) or answer[1] not in (ONE, BATCH):
        raise Wrong("choose the framework and the batch from the design's levels.")
