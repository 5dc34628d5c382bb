"""Benchmark: one epoch of the same network, by every variant in turn, in one process.

    course benchmark                        all cores, about two minutes
    course benchmark --examples 60000       the full training set
    course benchmark --threads 1            one core for each
    course benchmark --json FILE            the results, to compare two machines
    course benchmark --strict               exit with 1 if a target is missed

Times are medians over the rounds, the spread is half of the distance between the
fastest and the slowest round; a ratio is the median of the ratios of the rounds.
Memory is the peak of an epoch beyond what was there before (Linux only). Threads of a
matrix product wait for each other, so with more than one the machine must have nothing
else to do.
"""

import json
import os
import tempfile
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from utils.classroom.course import whole_number
from utils.commands.benchmark_machine import machine, peak_memory
from utils.commands.benchmark_variants import (
    BATCH32,
    BLOCKED,
    BLOCKED32,
    FAST,
    FAST32,
    FLOOR,
    FLOOR_BLOCKS,
    PLAIN,
    TEXT,
    TORCH_ONE,
    TORCH_SLICES,
    data,
    difference,
    variants,
    write_csv,
)
from utils.training import timing

# numerator, denominator, at least or at most, bound
TARGETS = (
    (PLAIN, FAST, "at least", 3.5),
    (TEXT, FAST, "at least", 7.0),
    (TORCH_ONE, FAST, "at least", 7.0),
    (BLOCKED, FAST, "at least", 1.3),
    (BLOCKED32, FAST32, "at least", 1.6),
    (FAST, FLOOR_BLOCKS, "at most", 2.2),
    (BATCH32, TORCH_SLICES, "at most", 0.55),
    (BATCH32, FLOOR, "at most", 1.35),
)


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("--examples", type=whole_number(1000, 60_000), default=10_000)
    parser.add_argument("--rounds", type=whole_number(1), default=5)
    parser.add_argument("--threads", type=whole_number(1), default=os.cpu_count())
    parser.add_argument("--json", type=Path, metavar="FILE", help="write results here")
    parser.add_argument("--strict", action="store_true", help="a missed target fails")


def judged(times):
    """Return for each target a dict: its name, sense, bound, what was measured, met."""
    found = []
    for numerator, denominator, sense, bound in TARGETS:
        measured = timing.ratio(times, numerator, denominator)
        met = measured >= bound if sense == "at least" else measured <= bound
        name = f"{numerator} / {denominator}"
        found.append(
            {"name": name, "sense": sense, "bound": bound, "measured": measured}
            | {"met": met}
        )
    return found


def print_rows(rows, missing):
    """Print the table of times and memory, and what could not be run."""
    print(f"\n{'':34} {'x ' + FAST:>16} {'seconds':>8} {'spread':>7} {'memory':>7}")
    for name, row in rows.items():
        memory = "-" if row["memory"] is None else f"{row['memory']:.2f}"
        print(
            f"{name:34} {row['share']:16.2f} {row['median']:8.3f} "
            f"{row['spread']:7.3f} {memory:>7}"
        )
    for name, reason in missing.items():
        print(f"{name:34} {reason}")
    print("memory: peak of an epoch, as a multiple of the training set in float32")


def print_targets(targets):
    """Print each target with what was measured."""
    print(f"\n{'target':62} measured  met")
    for t in targets:
        wanted = f"{t['name']:48} {t['sense']:8} {t['bound']:4.2f}"
        print(f"{wanted} {t['measured']:6.2f}  {'yes' if t['met'] else 'NO'}")


def measured_rows(runs, rounds, size):
    """Return times, and for each variant a row of numbers; size is the set's, bytes."""
    memory = {name: peak_memory(run) for name, run in tqdm(runs.items(), "memory")}
    times = timing.time_in_turn(runs, rounds)
    rows = {
        name: {
            "seconds": seconds.tolist(),
            "median": float(np.median(seconds)),
            "spread": float(np.ptp(seconds) / 2),
            "share": timing.ratio(times, name, FAST),
            "memory": None if memory[name] is None else memory[name] / size,
        }
        for name, seconds in times.items()
    }
    return times, rows


def run(chosen):
    """Time the variants and print the table; return the exit status."""
    torch.set_num_threads(chosen.threads)
    X, T, labels, images = data(chosen.examples)
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(chosen.threads):
        head = machine() | {"threads": chosen.threads, "examples": chosen.examples}
        print("\n".join(f"{name}: {value}" for name, value in head.items()))
        path = Path(folder) / "train.csv"
        write_csv(path, images, labels)
        runs, missing = variants(X, T, labels, path)
        times, rows = measured_rows(runs, chosen.rounds, X.nbytes / 2)
        worst = difference(X, T, path)
    targets = judged(times)
    print_rows(rows, missing)
    print_targets(targets)
    print(f"\nweights of the four exact variants differ by at most {worst:.0e}")
    if chosen.json:
        results = {"machine": head, "rows": rows, "missing": missing}
        results |= {"targets": targets, "difference": float(worst)}
        chosen.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    missed = not all(t["met"] for t in targets)
    return 1 if chosen.strict and missed else 0
