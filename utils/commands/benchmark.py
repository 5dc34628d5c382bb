"""Benchmark: one epoch of the same network, by every variant in turn, in one process.

    course benchmark                        all cores, about a minute
    course benchmark --examples 60000       the full training set
    course benchmark --threads 1            one core for each

Times are medians over the rounds; a ratio is the median of the ratios of the rounds.
Threads of a matrix product wait for each other, so with more than one the machine must
have nothing else to do.
"""

import os
import tempfile
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits

from utils.commands.benchmark_variants import (
    BATCH32,
    BLOCKED,
    FLOOR,
    PLAIN,
    TEXT,
    TORCH_ONE,
    TORCH_SLICES,
    data,
    difference,
    variants,
    write_csv,
)
from utils.commands.course import whole_number
from utils.training import timing

# numerator, denominator, at least or at most, bound
TARGETS = (
    (PLAIN, BLOCKED, "at least", 3.5),
    (TEXT, BLOCKED, "at least", 7.0),
    (TORCH_ONE, BLOCKED, "at least", 7.0),
    (BATCH32, TORCH_SLICES, "at most", 0.75),
    (BATCH32, FLOOR, "at most", 2.0),
    (BATCH32, FLOOR, "at most", 1.5),
)


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("--examples", type=whole_number(1000, 60_000), default=10_000)
    parser.add_argument("--rounds", type=whole_number(1), default=5)
    parser.add_argument("--threads", type=whole_number(1), default=os.cpu_count())


def report(times):
    """Print the table of times and the targets."""
    print(timing.table(times, BLOCKED))
    print(f"\n{'target':62} measured  met")
    for numerator, denominator, sense, bound in TARGETS:
        found = timing.ratio(times, numerator, denominator)
        met = found >= bound if sense == "at least" else found <= bound
        name = f"{numerator} / {denominator}"
        print(
            f"{name:46} {sense:8} {bound:4.2f} {found:5.2f}  {'yes' if met else 'NO'}"
        )


def run(chosen):
    """Time the variants and print the table; return the exit status."""
    torch.set_num_threads(chosen.threads)
    X, T, labels, images = data(chosen.examples)
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(chosen.threads):
        path = Path(folder) / "train.csv"
        write_csv(path, images, labels)
        times = timing.time_in_turn(variants(X, T, labels, path), chosen.rounds)
        worst = difference(X, T, path)
    print(
        f"one epoch of {chosen.examples} examples, {chosen.rounds} rounds, "
        f"threads: {chosen.threads}\n"
    )
    report(times)
    print(f"\nweights of the three exact variants differ by at most {worst:.0e}")
    return 0
