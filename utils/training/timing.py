"""Timing: runs several callables in turn, so that each meets the same disturbances."""

import time

import numpy as np


def time_in_turn(candidates, rounds=5):
    """Time each candidate once a round, in turn, after one untimed run of each.

    A machine that slows down for a while then slows all candidates down. The order is
    reversed in every other round.

    Args:
        candidates: a dict, name -> callable without arguments. A callable must leave
            things as it found them, or start from fresh copies.
        rounds: number of rounds, at least 1.

    Returns a dict, name -> array (rounds,) of seconds.
    """
    for run in candidates.values():
        run()
    times = {name: np.empty(rounds) for name in candidates}
    names = list(candidates)
    for r in range(rounds):
        for name in names if r % 2 == 0 else reversed(names):
            start = time.perf_counter()
            candidates[name]()
            times[name][r] = time.perf_counter() - start
    return times


def ratio(times, slow, fast):
    """Return the median over the rounds of times[slow] / times[fast], a float.

    The two are divided round by round, so a disturbance that lasts cancels.
    """
    return float(np.median(times[slow] / times[fast]))
