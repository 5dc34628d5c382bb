"""The checks of the exercises of 11_what_made_the_difference."""

import numpy as np

from utils.exercises.forms import expect_parts
from utils.exercises.judge import Wrong, exercise
from utils.exercises.tables import drawn, table
from utils.experiment.design import BATCH, NUMPY, ONE, TORCH

PAIR = {1: 0.5, 2: 0.75}, {1: 0.75, 2: 0.875}


def _seeds():
    """Return dicts seed -> share: not all seeds are in both."""
    rng = np.random.default_rng(815)
    lists = ((0, 1, 2, 3), (2, 3, 7)), ((5,), (4, 5)), ((0, 1, 2), (2, 1, 0))
    return [
        tuple({s: round(rng.random(), 2) for s in p} for p in both) for both in lists
    ]


@table("gain", [PAIR, *_seeds()])
def paired_gain(before, after):
    """What both runs of a seed share, their luck included, cancels in a pair."""
    gains = 100 * np.array([after[s] - before[s] for s in before if s in after])
    apart = 100 * (np.mean([*after.values()]) - np.mean([*before.values()]))
    return gains.mean(), [
        (apart, "this compares different seeds: take those that both have."),
        (gains.mean() / 100, "this is the gain as a share; points are hundredths."),
        (-gains.mean(), "this is the gain from after to before."),
        (gains.sum(), "this is the sum over the seeds, not the mean."),
        (gains.sum() / len(before), "divide by the number of seeds that both have."),
        (gains.sum() / len(after), "divide by the number of seeds that both have."),
        (np.abs(gains).mean(), "a loss counts as a loss: no absolute values."),
        (np.median(gains), "this is the median; the mean is wanted."),
    ]


GAINS = np.array([[1.0, 3.0], [2.0, 4.0]])


@table("half-width", [(GAINS, 12.7)] + [(2 * g, 2.8) for (g,) in drawn("Nl")[::3]])
def how_sure(gains, q):
    """The interval tells how sure the mean is, not how far apart the pairs are."""
    by_seed, seeds = gains.mean(axis=0), gains.shape[1]
    s, root = by_seed.std(ddof=1), seeds**0.5
    pairs = gains.mean(axis=1)
    luck = "the pairs of a seed share its luck: average them first."
    return q * s / root, [
        (q * s, "this is not divided by the root of the number of seeds."),
        (q * s / seeds, "divide by the root of the number of seeds."),
        (s / root, "this is the standard error; it still wants the factor q."),
        (q * by_seed.std() / root, "use ddof=1: s is estimated from few seeds."),
        (q * gains.std(ddof=1) / gains.size**0.5, luck),
        (q * gains.std(ddof=1) / root, luck),
        (q * pairs.std(ddof=1) / len(pairs) ** 0.5, "the draws are seeds, not pairs."),
        (q * s / gains.size**0.5, "there are as many draws as seeds, not as runs."),
        (q * s**2 / root, "the root of the variance is missing."),
        (2 * q * s / root, "this is the whole width; half of it is wanted."),
    ]


SHARES = np.array([[0.9, 0.7], [0.8, 0.85]]), np.array([[0.95, 0.9], [0.7, 0.75]])


@table("accuracy", [SHARES, *(c for c in drawn("Nm", "Nm", sizes=[(5, 1, 3, 1)] * 9))])
def honest_accuracy(validation, test):
    """The test images had no say in the choice, so their accuracy is honest."""
    rate = validation.mean(axis=1).argmax()
    lucky, seeds = validation.max(axis=1).argmax(), np.arange(test.shape[1])
    slip = validation.mean(axis=0).argmax()
    worst = validation.mean(axis=1).argmin()
    return test[rate].mean(), [
        (test[validation.argmax(axis=0), seeds].mean(), "one rate for all seeds."),
        (test.mean(axis=1).max(), "this lets the test images choose the rate."),
        (validation.mean(axis=1).max(), "this is the validation accuracy."),
        (test[rate].max(), "this takes the best seed: the mean is wanted."),
        (test[lucky, validation[lucky].argmax()], "this takes the one luckiest run."),
        (test.max(), "this takes the best run of the test images."),
        (test[slip].mean(), "take the mean of each rate, over its seeds."),
        (test[lucky].mean(), "the rate of one lucky run: choose by the mean."),
        (test[:, slip].mean(), "this chooses a seed; choose a rate, a row."),
        (test[worst].mean(), "this is the worst rate of the validation images."),
        (test.mean(), "this is the mean of all rates: one is to be chosen."),
    ]


@table(
    "interaction",
    [
        (np.array([[80.0, 70.0], [85.0, 90.0]]),),
        *((a,) for (a,) in drawn("Nn", sizes=[(2, 2, 1, 1)] * 3)),
    ],
)
def interaction(a):
    """A difference of differences: 0 would mean that the two do not interact."""
    single, batched = a[1] - a[0]
    return batched - single, [
        (batched, "this is the gain in batches; compare it with that one at a time."),
        (single, "this is the gain one at a time; compare it with that in batches."),
        ((single + batched) / 2, "this is the main effect of the loss."),
        (single + batched, "take the difference of both gains, not their sum."),
        (single - batched, "this is how much more it gains one at a time."),
        (a[1, 1] - a[0, 0], "this changes the loss and the batch at once."),
        (batched / single, "points are wanted, so a difference; this is a ratio."),
        (a[1, 1] - a[1, 0], "this is what batches change with cross-entropy."),
    ]


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
