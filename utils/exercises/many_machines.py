"""The checks of the exercises of 14_many_machines; none needs a second process."""

import numpy as np
from torch.utils.data.distributed import DistributedSampler

from utils.exercises.forms import expect_choice, expect_parts
from utils.exercises.judge import exercise
from utils.exercises.tables import table

COUNTS = ((3, 5), (1, 1, 6), (2, 2, 2), (4, 0, 1, 3))  # examples of each worker


@table("weight", [(own, sum(c), len(c)) for c in COUNTS for own in c])
def loss_weight(own, everyone, p):
    """With these weights the plain mean of gradients is the gradient of the batch."""
    return p * own / everyone, [
        (own / everyone, "the engine divides by p already: undo it."),
        (own, "this is the number of examples; which share is it?"),
        (p * own, "this is not yet a share: divide by the examples of the batch."),
        (own * everyone / p, "this is not yet a share of the batch."),
        (everyone / (p * np.float64(own)), "this is upside down."),
        (own / (p * everyone), "the engine divides by p already: undo it."),
        (1 / p, "unequal parts need unequal weights."),
        (1, "this is right for equal parts only."),
        (own / p, "divide by the examples of the batch; p multiplies."),
    ]


def _hands():
    """Return cases (order, rank, p)."""
    rng = np.random.default_rng(14)
    sizes = ((5, 2), (12, 3), (10, 4), (7, 2), (5, 1), (9, 8))
    return [(rng.permutation(n), rank, p) for n, p in sizes for rank in range(p)]


@table("hand", _hands())
def dealt(order, rank, p):
    """In turn, and equally many for all: this is what DistributedSampler deals."""
    n, size = len(order), -(-len(order) // p)
    full = np.concatenate([order, order[: -n % p]])
    places = list(DistributedSampler(range(n), p, rank, shuffle=False))
    return order[places], [
        (order[rank::p], "in some hands a card is missing: go on from the beginning."),
        (full[rank * size :][:size], "deal in turn, one card to each, not in blocks."),
        (order[rank * size :][:size], "deal in turn, one card to each, not in blocks."),
        (np.array_split(order, p)[rank], "deal in turn, one card to each, no blocks."),
        (order[rank : n - n % p : p], "the last cards are left out: deal some twice."),
        (places, "these are places in order; return the rows that stand there."),
        (
            np.concatenate([order, order[-1:].repeat(-n % p)])[rank::p],
            "the missing cards come from the beginning of order, not from its end.",
        ),
        (
            np.concatenate([order, order[n - (-n % p) :]])[rank::p],
            "the missing cards come from the beginning of order, not from its end.",
        ),
    ]


SIGNS = {  # the runs of the exercise diagnosis: the mistake, and why not another
    "a": (
        "no_sampler",
        {
            "unequal": "unequal numbers of batches stop the run; this one ends.",
            "no_set_epoch": "set_epoch changes the order, not the number of steps.",
            "no_broadcast": "this changes the weights, not the number of steps.",
            "rate_times_p": "a rate changes no number of steps.",
        },
    ),
    "b": (
        "no_broadcast",
        {
            "no_sampler": "there all workers do exactly the same.",
            "no_set_epoch": "there all workers still take the same steps.",
            "rate_times_p": "the rate is wrong there, but it is the same on all.",
            "unequal": "that run does not reach its end.",
        },
    ),
    "c": (
        "unequal",
        dict.fromkeys(
            ("no_sampler", "no_set_epoch", "no_broadcast", "rate_times_p"),
            "that run ends; here a worker waits.",
        ),
    ),
}


@exercise
def diagnosis(answer):
    """Steps, checksums and who waits for whom: none of these is the accuracy."""
    chosen = expect_parts(answer, dict.fromkeys("abc"), "diagnosis")
    for word, (run, (right, others)) in zip(chosen, SIGNS.items(), strict=True):
        others = {other: f"{run}: {reason}" for other, reason in others.items()}
        expect_choice(word, right, others)


@table("batch", [(1e9, 1e-10, 4), (1e9, 6e-11, 4), (1e10, 1e-10, 2), (4e8, 2e-9, 8)])
def least_batch(bandwidth, compute, size):
    """The 2 is the ring's, the bytes are the weight's; then bits become bytes."""
    right = 2 * size / (bandwidth / 8 * compute)
    return right, [
        (right / 8, "bandwidth is in bits: 8 bits are a byte."),
        (right / 64, "bits to bytes: divide by 8, do not multiply."),
        (right / 2, "in a ring nearly 2 times the weights leave each worker."),
        (right / 16, "bits are no bytes, and the 2 of the ring is missing."),
        (right * 8, "bits to bytes: divide by 8, once."),
        (1 / right, "this is upside down."),
        (8 / (bandwidth / 8 * compute), "a weight has size bytes here, not 4."),
        (8 / (bandwidth * compute), "size bytes for a weight, and bits to bytes."),
        (8 * right / size, "8 is 2 times 4 bytes: in place of the 4 stands size."),
        (
            8 * size / (bandwidth / 8 * compute),
            "the 8 was 2 times 4: now it is 2 size.",
        ),
    ]
