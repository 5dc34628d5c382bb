"""Data-parallel steps in NumPy: the mean of parts, the ring, the time of a step."""

import numpy as np


def mean_of_parts(means, counts):
    """Return the mean over all examples, from the mean of each part.

    Each part counts as often as it has examples: sum_r N_r g_r / sum_r N_r.

    Args:
        means: arrays of one shape, one for each part.
        counts: the number of examples N_r of each part; 0 is allowed, not for all.

    Raises:
        ValueError: the lengths differ, or there is no example at all.

    Taught in 14_many_machines.
    """
    if sum(counts) == 0:
        raise ValueError("there is no example: all counts are 0")
    pairs = zip(counts, means, strict=True)
    return sum(count * mean for count, mean in pairs) / sum(counts)


def ring_all_reduce(vectors):
    """Let p workers in a ring find the sum of their vectors, each by its own messages.

    Each vector is cut into p chunks. In p - 1 rounds every worker sends one chunk to
    its right neighbour, which adds it; then one worker knows each sum. In p - 1 more
    rounds the sums travel on.

    Args:
        vectors: p arrays of one shape (K,), the vector of each worker; not changed.

    Returns:
        The vector that each worker ends with, a list of p arrays (K,), and the bytes
        that each sent, an integer array (p,).

    Raises:
        ValueError: there is no worker.

    Source: P. Patarasuk, X. Yuan, Bandwidth optimal all-reduce algorithms for clusters
    of workstations, 2009.

    Taught in 14_many_machines.
    """
    p = len(vectors)
    if p == 0:
        raise ValueError("vectors is empty: a ring needs at least one worker")
    chunks = [np.array_split(vector.copy(), p) for vector in vectors]
    sent = np.zeros(p, dtype=int)
    for turn in range(2 * (p - 1)):
        for worker in range(p):
            c, right = (worker - turn) % p, (worker + 1) % p
            if turn < p - 1:
                chunks[right][c] += chunks[worker][c]
            else:
                chunks[right][c][:] = chunks[worker][c]
            sent[worker] += chunks[worker][c].nbytes
    return [np.concatenate(parts) for parts in chunks], sent


def all_reduce_time(size, p, latency, bandwidth):
    """Return the seconds of a ring all-reduce, as a model has them.

    There are 2 (p - 1) rounds; in each, every worker sends size / p bytes at once.

    Args:
        size: bytes of the vector.
        p: number of workers, at least 1.
        latency: seconds before the first byte of a message arrives.
        bandwidth: bytes a second from one worker to the next.

    Taught in 14_many_machines.
    """
    return 2 * (p - 1) * (latency + size / p / bandwidth)


def step_time(weights, batch, p, compute, latency, bandwidth):
    """Return the seconds of a step in which p workers share a batch, as a model.

    Args:
        weights: number of weights, float32: 4 bytes each.
        batch: examples of the step, of all workers together.
        p: number of workers, at least 1.
        compute: seconds for one example and one weight, forward and backward.
        latency, bandwidth: see all_reduce_time.

    Taught in 14_many_machines.
    """
    own = compute * weights * batch / p
    return own + all_reduce_time(4 * weights, p, latency, bandwidth)
