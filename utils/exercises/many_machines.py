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
    undo = "the engine divides by p already: undo it."
    yield p * own / everyone
    yield own / everyone, undo
    yield own / (p * everyone), undo
    yield own, "this is the number of examples; which share is it?"
    yield p * own, "this is not yet a share: divide by the examples of the batch."
    yield own * everyone / p, "this is not yet a share of the batch."
    yield 1 / p, "unequal parts need unequal weights."
    yield p, "unequal parts need unequal weights."
    yield 1, "this is right for equal parts only."
    yield own / p, "divide by the examples of the batch; p multiplies."


HANDS = [
    (np.random.default_rng(n).permutation(n), rank, p)
    for n, p in ((5, 2), (12, 3), (10, 4), (7, 2), (5, 1), (9, 8))
    for rank in range(p)
]


@table("hand", HANDS)
def dealt(order, rank, p):
    """In turn, and equally many for all: this is what DistributedSampler deals."""
    n, size = len(order), -(-len(order) // p)
    places = list(DistributedSampler(range(n), p, rank, shuffle=False))
    in_turn = "deal in turn, one card to each, not in blocks."
    ends = "the missing cards come from the beginning of order, not from its end."
    more = [np.resize(order, size * p), np.append(order, order[n - (-n % p) :])]
    more.append(np.append(order, order[-1:].repeat(-n % p)))
    yield order[places]
    yield order[rank::p], "in some hands a card is missing: go on from the beginning."
    yield more[0][rank * size :][:size], in_turn
    yield order[rank * size :][:size], in_turn
    yield np.array_split(order, p)[rank], in_turn
    yield order[rank : n - n % p : p], "the last cards are left out: deal some twice."
    yield more[1][rank::p], ends
    yield more[2][rank::p], ends
    yield np.tile(order, 2)[rank::p], "these are too many: stop when all have a card."


ENDS = "that run ends; here a worker waits."
SIGNS = {  # of the runs of the exercise diagnosis: the mistake, and why not another
    "a": {
        "no_sampler": "",
        "unequal": "unequal numbers of batches stop the run; this one ends.",
        "no_set_epoch": "set_epoch changes the order, not the number of steps.",
        "no_broadcast": "this changes the weights, not the number of steps.",
        "rate_times_p": "a rate changes no number of steps.",
    },
    "b": {
        "no_broadcast": "",
        "no_sampler": "there all workers do exactly the same.",
        "no_set_epoch": "there all workers still take the same steps.",
        "rate_times_p": "the rate is wrong there, but it is the same on all.",
        "unequal": "that run does not reach its end.",
    },
}
SIGNS["c"] = dict.fromkeys(SIGNS["a"], ENDS) | {"unequal": ""}


@exercise
def diagnosis(answer):
    """Steps, checksums and who waits for whom: none of these is the accuracy."""
    chosen = expect_parts(answer, SIGNS, "diagnosis")
    for word, (run, reasons) in zip(chosen, SIGNS.items(), strict=True):
        expect_choice(word, reasons, f"{run}: ")


@table("batch", [(1e9, 1e-10, 4), (1e9, 6e-11, 4), (1e10, 1e-10, 2), (4e8, 2e-9, 8)])
def least_batch(bandwidth, compute, size):
    """The 2 is the ring's, the bytes are the weight's; then bits become bytes."""
    right = 2 * size / (bandwidth / 8 * compute)
    yield right
    yield right / 8, "bandwidth is in bits: 8 bits are a byte."
    yield right / 64, "bits to bytes: divide by 8, do not multiply."
    yield right / 2, "in a ring nearly 2 times the weights leave each worker."
    yield right / 16, "bits are no bytes, and the 2 of the ring is missing."
    yield 1 / right, "this is upside down."
    yield 8 * right / (2 * size), "a weight has size bytes here, not 4."
    yield 4 * right, "the 8 was 2 times 4: now it is 2 size."
