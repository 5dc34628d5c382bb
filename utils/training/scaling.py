"""Measures, with two workers on this machine, what a model of the step time needs.

    torchrun --standalone --nproc-per-node 2 -m utils.training.scaling --folder out

Worker 0 writes scaling.json: for each width the seconds of a step of one worker alone
("alone"), of two that share the batch ("shared"), and of two that have half a batch
each and exchange nothing ("apart"); for each size in bytes those of an all-reduce.
All numbers are the least of several: other programs can only make them longer.
"""

import argparse
import json
import time
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from utils.networks.pytorch import Network, SquaredError, train_epoch_
from utils.training.group import leave, process_group

WIDTHS = (32, 128, 512, 2048)
BATCH = 256
SIZES = (4, 40_000, 400_000, 4_000_000)  # bytes
ROUNDS = 20


def least_seconds(call, rounds=ROUNDS):
    """Return the least time of rounds calls, after two that do not count."""
    times = []
    for _ in range(rounds + 2):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times[2:])


def step_seconds(width, batch, parallel):
    """Return the seconds of a training step, alone or (parallel) with all workers."""
    network = Network(m=width)
    wrapped = DistributedDataParallel(network) if parallel else network
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    loader = [(torch.rand(batch, 784), torch.rand(batch, 10))]
    return least_seconds(
        lambda: train_epoch_(wrapped, loader, SquaredError(), optimizer)
    )


def all_reduce_seconds(size):
    """Return the seconds of an all-reduce of size bytes, 4 bytes a number."""
    vector = torch.zeros(size // 4)
    return least_seconds(lambda: dist.all_reduce(vector), 2 * ROUNDS)


def measure(rank, p):
    """Return the measurements as a dict; where one worker is timed, the others wait."""
    found = {"alone": {}, "apart": {}, "shared": {}, "all_reduce": {}}
    for size in SIZES:
        found["all_reduce"][size] = all_reduce_seconds(size)
    for width in WIDTHS:
        if rank == 0:
            found["alone"][width] = step_seconds(width, BATCH, parallel=False)
        dist.barrier()
        found["apart"][width] = step_seconds(width, BATCH // p, parallel=False)
        dist.barrier()
        found["shared"][width] = step_seconds(width, BATCH // p, parallel=True)
    return found


def _main(arguments=None):
    """Be one worker of the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="for the results")
    folder = parser.parse_args(arguments).folder
    with process_group() as (rank, p, device):
        found = measure(rank, p)
    if rank == 0:
        (folder / "scaling.json").write_text(json.dumps(found))


if __name__ == "__main__":
    _main()
    leave()
