"""Times steps and exchanges of two workers on this machine.

Worker 0 writes scaling.json: the seconds of a step of one worker ("alone") and of two
that share the batch ("shared"), for each width and batch; and of an exchange of 4 bytes
and of 4 million ("exchange"). Each is the least of several: other programs can only
make a time longer.
"""

import json
import sys
from itertools import product
from pathlib import Path
from timeit import repeat

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from utils.networks.pytorch import Network, SquaredError, train_epoch_
from utils.workers.group import be_a_worker, process_group

WIDTHS, BATCHES = (128, 512, 2048), (64, 256, 1024)
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
    found = {"alone": [], "shared": [], "exchange": []}
    for size in (1, 1_000_000):
        vector = torch.zeros(size)
        times = repeat(lambda v=vector: dist.all_reduce(v), number=1, repeat=2 * ROUNDS)
        found["exchange"].append(min(times))
    for width, batch in product(WIDTHS, BATCHES):
        if rank == 0:
            found["alone"].append(step_seconds(width, batch))
        dist.barrier()
        found["shared"].append(step_seconds(width, batch // p, parallel=True))
    return found


def main():
    """Be one worker of the measurement."""
    with process_group() as (rank, p, _):
        found = measure(rank, p)
    if rank == 0:
        folder = Path(sys.argv[-1])
        folder.mkdir(exist_ok=True)
        (folder / "scaling.json").write_text(json.dumps(found))


if __name__ == "__main__":
    be_a_worker(main)
