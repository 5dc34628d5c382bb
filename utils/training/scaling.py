"""Measures, with two workers on this machine, what a model of the step time needs.

    torchrun --standalone --nproc-per-node 2 -m utils.training.scaling --folder out

Worker 0 writes scaling.json: for each width the seconds of a step of one worker alone
("alone"), of two that share the batch ("shared"), and of two that have half a batch
each and exchange nothing ("apart"); for each size in bytes those of an all-reduce.
All numbers are the least of several: other programs can only make them longer.
"""

import json
import sys
from pathlib import Path
from timeit import repeat

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from utils.networks.pytorch import Network, SquaredError, train_epoch_
from utils.training.group import leave, process_group

WIDTHS = (32, 128, 512, 2048)
BATCH = 256
SIZES = (4, 4_000_000)  # bytes
ROUNDS = 20


def step_seconds(width, batch, parallel=False):
    """Return the seconds of a training step, alone or (parallel) with all workers."""
    network = Network(m=width)
    wrapped = DistributedDataParallel(network) if parallel else network
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    loader = [(torch.rand(batch, 784), torch.rand(batch, 10))]

    def step():
        train_epoch_(wrapped, loader, SquaredError(), optimizer)

    return min(repeat(step, number=1, repeat=ROUNDS))


def measure(rank, p):
    """Return the measurements as a dict; where one worker is timed, the others wait."""
    found = {"alone": {}, "apart": {}, "shared": {}, "all_reduce": {}}
    for size in SIZES:
        vector = torch.zeros(size // 4)
        times = repeat(lambda v=vector: dist.all_reduce(v), number=1, repeat=2 * ROUNDS)
        found["all_reduce"][size] = min(times)
    for width in WIDTHS:
        if rank == 0:
            found["alone"][width] = step_seconds(width, BATCH)
        dist.barrier()
        found["apart"][width] = step_seconds(width, BATCH // p)
        dist.barrier()
        found["shared"][width] = step_seconds(width, BATCH // p, parallel=True)
    return found


if __name__ == "__main__":
    with process_group() as (rank, p, _):
        found = measure(rank, p)
    if rank == 0:
        folder = Path(sys.argv[-1])
        folder.mkdir(exist_ok=True)
        (folder / "scaling.json").write_text(json.dumps(found))
    leave()
