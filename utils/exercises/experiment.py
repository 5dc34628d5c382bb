"""The checks of the exercises of notebook 11, on experiments and their effects."""

import numpy as np

from utils.exercises.compare import expect_array, expect_number
from utils.exercises.old_judge import Wrong, call, exercise
from utils.exercises.old_values import as_sequence
from utils.experiment.design import BATCH, NUMPY, ONE, TORCH
from utils.networks.sigmoid import sigmoid

SEED = 815  # the first seeds gain and lose; the first sets tell mistakes apart


@exercise(
    "With this loss for each output the slope of the sigmoid cancels, as it does with "
    "the softmax: an output that is sure and wrong keeps its delta."
)
def fourth_loss(answer):
    """Judge fourth_loss(z, t): dE/dz of -sum_k t log o + (1 - t) log(1 - o)."""
    rng = np.random.default_rng(SEED)
    for shape in ((4,), (1,), (3, 5)):
        z, t = rng.normal(0, 2, shape), rng.random(shape)
        o = sigmoid(z)
        squared = (o - t) * o * (1 - o)
        mistakes = [
            (squared, "this is the delta of the squared error."),
            (t - o, "this goes uphill: the sign is wrong."),
            (-t * (1 - o), "the part with 1 - t is missing."),
            ((o - t) / (o * (1 - o)), "this is dE/do; dE/dz has one more factor."),
            (z - t, "z is not an output yet: o = sigmoid(z)."),
        ]
        got = call(answer, z, t)
        expect_array(got, o - t, mistakes, "the delta", rtol=1e-7)


@exercise("What both runs of a seed share, their luck included, cancels in a pair.")
def paired_gain(answer):
    """Judge paired_gain(before, after): dicts seed -> share; the gain in points."""
    rng = np.random.default_rng(SEED)
    for seeds in (((0, 1, 2), (0, 1, 2)), ((0, 1, 2, 3), (2, 3, 7)), ((5,), (4, 5))):
        before, after = ({s: float(rng.random()) for s in part} for part in seeds)
        common = sorted(set(before) & set(after))
        gain = 100 * np.mean([after[s] - before[s] for s in common])
        apart = 100 * (np.mean([*after.values()]) - np.mean([*before.values()]))
        mistakes = [
            (apart, "this compares different seeds: take those that both have."),
            (gain / 100, "this is the gain as a share; points are hundredths."),
            (-gain, "this is the gain from after to before."),
            (gain * len(common), "this is the sum over the seeds, not the mean."),
        ]
        expect_number(call(answer, before, after), gain, mistakes, "the gain")


@exercise("The interval tells how sure the mean is, not how far apart the pairs are.")
def how_sure(answer):
    """Judge how_sure(gains, q): gains (pairs, seeds), q of Student's t."""
    rng = np.random.default_rng(SEED)
    for pairs, seeds in ((6, 3), (1, 5), (4, 4)):
        gains, q = rng.normal(2, 1, (pairs, seeds)), float(rng.uniform(2, 5))
        by_seed = gains.mean(axis=0)
        s, root = by_seed.std(ddof=1), seeds**0.5
        everything = q * gains.std(ddof=1) / gains.size**0.5
        mistakes = [
            (q * s, "this is not divided by the root of the number of seeds."),
            (q * s / seeds, "divide by the root of the number of seeds."),
            (s / root, "this is the standard error; it still wants the factor q."),
            (q * by_seed.std() / root, "use ddof=1: s is estimated from few seeds."),
            (everything, "the pairs of a seed share its luck: average them first."),
        ]
        if pairs > 1:
            spread = q * gains.mean(axis=1).std(ddof=1) / pairs**0.5
            mistakes.append((spread, "this is the spread of the pairs, not the seeds."))
        name = "the half-width"
        expect_number(call(answer, gains, q), s * q / root, mistakes, name)


@exercise("The test images had no say in the choice, so their accuracy is honest.")
def honest_accuracy(answer):
    """Judge honest_accuracy(validation, test): shares (rates, seeds)."""
    rng = np.random.default_rng(SEED)
    for number in range(20):
        shape = rng.integers(2, 6, size=2)
        validation, test = rng.random(shape), rng.random(shape)
        rate = validation.mean(axis=1).argmax()
        single = np.unravel_index(validation.argmax(), shape)
        each = test[validation.argmax(axis=0), np.arange(shape[1])].mean()
        slip = validation.mean(axis=0).argmax() % shape[0]
        mistakes = [
            (each, "here each seed chooses a rate for itself; one for all is wanted."),
            (test.mean(axis=1).max(), "this lets the test images choose the rate."),
            (validation.mean(axis=1).max(), "this is the validation accuracy."),
            (test[rate].max(), "this takes the best seed: the mean is wanted."),
            (test[single], "this takes the one luckiest run: choose by the mean."),
            (test.max(), "this takes the best run of the test images."),
            (test[slip].mean(), "take the mean of each rate, over its seeds, first."),
            (test[single[0]].mean(), "the rate of one lucky run: choose by the mean."),
        ]
        got = call(answer, validation, test)
        told = mistakes if number == 0 else ()
        expect_number(got, test[rate].mean(), told, "the accuracy")


@exercise("A difference of differences: 0 would mean that the two do not interact.")
def interaction(answer):
    """Judge interaction(a): a[loss, batch] in points, 0 is squared and single."""
    rng = np.random.default_rng(SEED)
    for _ in range(5):
        a = rng.uniform(50, 100, (2, 2))
        single, batched = a[1] - a[0]
        gain = batched - single
        mistakes = [
            (
                batched,
                "this is the gain in batches; compare it with that one at a time.",
            ),
            ((single + batched) / 2, "this is the main effect of the loss."),
            (-gain, "this is how much more it gains one at a time."),
            (a[1, 1] - a[0, 0], "this changes the loss and the batch at once."),
        ]
        expect_number(call(answer, a), gain, mistakes, "the interaction")


@exercise("Each of its two partners now differs from it in one factor alone.")
def deciding_cell(answer):
    """Judge a Cell that separates framework from batch."""
    base = (NUMPY, ONE), (TORCH, BATCH)
    answer = tuple(as_sequence(answer, 7, "the Cell"))
    if tuple(answer[2:]) != ("squared error", "SGD", 0.1, "scaled", "normal"):
        raise Wrong("change nothing but the framework and the batch.")
    if answer[:2] in base:
        raise Wrong("this is one of the two cells that she has already.")
    if answer[0] not in (NUMPY, TORCH) or answer[1] not in (ONE, BATCH):
        raise Wrong("choose the framework and the batch from the design's levels.")
