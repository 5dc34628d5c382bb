"""Short trainings by two workers: mistakes, and what may be left out.

Each function changes the network of this worker. The weights go to NAME-RANK.npz in
the folder, with what was said.
"""

import sys
from contextlib import nullcontext
from datetime import timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import torch.distributed as dist
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook
from torch.nn.parallel import DistributedDataParallel

from utils.networks.pytorch import SquaredError, get_weights, train_epoch_
from utils.workers.distributed import (
    SEED,
    load_data,
    make_loader,
    make_network,
    make_optimizer,
)
from utils.workers.group import be_a_worker, process_group

BATCH, EPOCHS = 64, 2
PATIENCE = timedelta(seconds=1)  # until worker 0 gives up waiting for worker 1


def step_by_hand_(network, X, T, loss, optimizer):
    """Change network by a step along the mean of all workers' gradients.

    Taught in 14_many_machines.
    """
    optimizer.zero_grad()
    loss(network(X), T).backward()
    for weight in network.parameters():
        dist.all_reduce(weight.grad)
        weight.grad /= dist.get_world_size()
    optimizer.step()


def by_hand_(network, loader):
    """Change network by steps by hand: no mistake, if all begin with equal weights."""
    optimizer = make_optimizer(network)
    for epoch in range(EPOCHS):
        loader.sampler.set_epoch(epoch)
        for X, T in loader:
            step_by_hand_(network, X, T, SquaredError(), optimizer)


def no_sampler_(network, loader):
    """Change network by data-parallel training; loader: as if it were alone."""
    parallel, optimizer = DistributedDataParallel(network), make_optimizer(network)
    for epoch in range(EPOCHS):
        loader.sampler.set_epoch(epoch)
        train_epoch_(parallel, loader, SquaredError(), optimizer)


def accumulate_(network, loader):
    """Change network by one step for every two batches, which exchange once.

    Returns the number of exchanges.
    """
    parallel, optimizer = DistributedDataParallel(network), make_optimizer(network)
    exchanges = []

    def noted(_, bucket):  # what DistributedDataParallel does, and a note of it
        exchanges.append(bucket)
        return allreduce_hook(None, bucket)

    parallel.register_comm_hook(None, noted)
    for step, (X, T) in enumerate(loader, start=1):
        with parallel.no_sync() if step % 2 else nullcontext():
            (SquaredError()(parallel(X), T) / 2).backward()
        if step % 2 == 0:
            optimizer.step()
            optimizer.zero_grad()
    return len(exchanges)


def unequal_(network, few):
    """Change network by unequal numbers of batches; return what worker 0 is told."""
    group = dist.new_group(timeout=PATIENCE)
    parallel = DistributedDataParallel(network, process_group=group)
    try:
        train_epoch_(parallel, few, SquaredError(), make_optimizer(network))
    except RuntimeError as error:
        return str(error)


def _main():
    """Be one worker of all these trainings, one after the other."""
    folder = Path(sys.argv[-1])
    folder.mkdir(exist_ok=True)
    with process_group() as (rank, p, _):
        data = load_data()[0]
        together = make_loader(data, BATCH, rank, p)
        few = list(islice(together, 50 if rank == 0 else 40))
        for name, train_, loader in (
            ("by_hand", by_hand_, together),
            ("no_broadcast", by_hand_, together),
            ("no_sampler", no_sampler_, make_loader(data, BATCH // p, 0, 1)),
            ("accumulate", accumulate_, make_loader(data, BATCH, rank, p)),
            ("unequal", unequal_, few),
        ):
            network = make_network(SEED + rank if name == "no_broadcast" else SEED)
            said = str(train_(network, loader))
            dist.barrier()  # else worker 1 leaves, and worker 0 is told that instead
            V, W = get_weights(network)
            np.savez(folder / f"{name}-{rank}.npz", V=V, W=W, said=said)


if __name__ == "__main__":
    be_a_worker(_main)
