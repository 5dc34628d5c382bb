"""Times the steps of one worker and of two that share its batch, on this machine.

Worker 0 writes scaling.json: the seconds of a step "alone" and "shared", for each width
and batch, in turn, so that both meet the same disturbances. Each is the least of many:
other programs can only make a time longer.
"""

import json
import sys
import time
from itertools import product
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from utils.networks.pytorch import Network, SquaredError, train_epoch_
from utils.workers.group import be_a_worker, process_group

WIDTHS, BATCHES = (128, 512, 2048), (64, 256, 1024)
ROUNDS = 25


def step_seconds(network, batch):
    """Return the seconds of a training step of a Network, wrapped or not."""
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    loader = [(torch.rand(batch, 784), torch.rand(batch, 10))]
    start = time.perf_counter()
    train_epoch_(network, loader, SquaredError(), optimizer)
    return time.perf_counter() - start


def measure(rank, p):
    """Return the measurements as a dict; where one worker is timed, the others wait."""
    found = {"alone": [], "shared": []}
    for width, batch in product(WIDTHS, BATCHES):
        network, times = Network(m=width), {"alone": [], "shared": []}
        parallel = DistributedDataParallel(Network(m=width))
        for _ in range(ROUNDS):
            if rank == 0:
                times["alone"].append(step_seconds(network, batch))
            dist.barrier()
            times["shared"].append(step_seconds(parallel, batch // p))
            dist.barrier()
        for name, seconds in times.items():
            found[name].append(min(seconds, default=0))
    return found


def _main():
    """Be one worker of the measurement."""
    with process_group() as (rank, p, _):
        found = measure(rank, p)
    if rank == 0:
        folder = Path(sys.argv[-1])
        folder.mkdir(exist_ok=True)
        (folder / "scaling.json").write_text(json.dumps(found))


if __name__ == "__main__":
    be_a_worker(_main)
