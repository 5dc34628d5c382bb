"""The checks of the exercises of 14_many_machines; none needs a second process."""

import numpy as np
from torch.utils.data.distributed import DistributedSampler

from utils.exercises.compare import (
    expect_array,
    expect_choice,
    expect_number,
    expect_settings,
)
from utils.exercises.old_judge import call, exercise
from utils.training.parallel import step_time

SEED = 14
MISTAKES = ("no_sampler", "no_set_epoch", "no_broadcast", "rate_times_p", "unequal")
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
        dict.fromkeys(MISTAKES[:4], "that run ends; here a worker waits."),
    ),
}


@exercise(
    "With these weights the plain mean of the workers' gradients is the gradient of "
    "the batch, whatever the parts."
)
def loss_weight(answer):
    """Judge weight(own, everyone, p): the factor of a worker's mean loss."""
    for counts in ((3, 5), (1, 1, 6), (2, 2, 2), (4, 0, 1, 3)):
        p, everyone = len(counts), sum(counts)
        for own in counts:
            mistakes = [
                (own / everyone, "the engine divides by p already: undo it."),
                (own, "this is the number of examples; which share is it?"),
                (everyone / (p * own) if own else -1, "this is upside down."),
            ]
            name = f"the weight of {own} of {everyone} examples (p = {p})"
            right = p * own / everyone
            expect_number(call(answer, own, everyone, p), right, mistakes, name)


@exercise("In turn, and equally many for all: this is what DistributedSampler deals.")
def dealt(answer):
    """Judge dealt(order, rank, p): the rows of one worker; order (N,) integers."""
    missing = "in some hands a card is missing: deal on from the beginning of order."
    for n, p in ((12, 3), (10, 4), (7, 2), (5, 1), (9, 8)):
        order = _order(n, 0, 1)
        for rank in range(p):
            size = -(-n // p)
            block, few = order[rank * size :][:size], order[rank : n - n % p : p]
            mistakes = [
                (order[rank::p], missing),
                (block, "deal in turn, one card to each worker, not in blocks."),
                (few, "the last cards are left out: deal some twice instead."),
            ]
            name = f"the hand of worker {rank} of {p}, {n} cards,"
            got = call(answer, order, rank, p)
            expect_array(got, _order(n, rank, p), mistakes, name)


def _order(n, rank, p):
    return np.array(list(DistributedSampler(range(n), p, rank, seed=SEED)))


@exercise("Worker w has just added to chunk w + 1, for the last time.")
def finished_chunk(answer):
    """Judge finished(worker, p): the number of the chunk that is complete."""
    for p in (5, 8, 3, 2):
        for worker in range(p):
            left = (worker - 1) % p
            mistakes = [
                (worker, "its own chunk was the first that it sent on."),
                (worker + 1, "the last worker's right neighbour is worker 0."),
                (left, "this is the chunk that its left neighbour sends first."),
                (worker - 1, "this is the chunk that its left neighbour sends first."),
                ((worker + 2) % p, "one too far: count the rounds, p - 1."),
            ]
            name = f"the chunk of worker {worker} of {p}"
            expect_number(call(answer, worker, p), (worker + 1) % p, mistakes, name)


@exercise("Steps, checksums and who waits for whom: none of these is the accuracy.")
def diagnosis(answer):
    """Judge a dict of the mistakes of the runs a, b and c."""
    runs = ("a", "b", "c")
    for run, name in zip(runs, expect_settings(answer, runs, "diagnosis"), strict=True):
        right, reasons = SIGNS[run]
        reasons = [(other, f"{run}: {reason}") for other, reason in reasons.items()]
        expect_choice(name, right, MISTAKES, reasons)


@exercise("The 2 is the ring's, the bytes are the weight's; then bits become bytes.")
def least_batch(answer):
    """Judge least_batch(bandwidth, compute, size), bandwidth in bits a second."""
    for bandwidth, compute, size in ((1e9, 6e-11, 4), (1e10, 1e-10, 2), (4e8, 2e-9, 8)):
        right = 2 * size / (bandwidth / 8 * compute)
        mistakes = [
            (right / 8, "bandwidth is in bits: 8 bits are a byte."),
            (right / 64, "bits to bytes: divide by 8, do not multiply."),
            (right / 2, "in a ring nearly 2 times the weights leave each worker."),
            (1 / right, "this is upside down."),
            (8 / (bandwidth / 8 * compute), "a weight has size bytes here, not 4."),
        ]
        got = call(answer, bandwidth, compute, size)
        expect_number(got, right, mistakes, "the batch")


@exercise("The compute falls with 1/p, the rounds of the ring grow with p.")
def best_count(answer):
    """Judge best_count(weights, batch, compute, latency, bandwidth, most)."""
    rng, cases = np.random.default_rng(SEED), []
    for most in (1, 8, 50, 50, 200):
        draws = 10 ** rng.uniform((4, 2.5, -5, 8), (8, 4, -4, 10))
        cases.append((*map(int, draws[:2]), 6e-11, *map(float, draws[2:]), most))
    cases.append((10**7, 4, 6e-9, 1e-6, 1e10, 50))  # few examples
    for *case, most in cases:
        times = [step_time(*case[:2], p, *case[2:]) for p in range(1, most + 1)]
        best = 1 + int(np.argmin(times[: case[1]]))
        mistakes = [
            (1 + int(np.argmin(times)), "at most one machine for each example."),
            (0, "this is a place in a list; the first number is 1."),
            (1 + int(np.argmax(times)), "this is the slowest."),
            (min(times), "this is the time; the number of machines is wanted."),
            (most, "more machines are not always faster."),
        ]
        name = f"the best number of at most {most}"
        expect_number(call(answer, *case, most), best, mistakes, name)
