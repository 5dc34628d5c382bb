"""Short trainings by two workers: mistakes, and what may be left out.

Each function changes the network of this worker. The weights go to NAME-RANK.npz in
the folder, with what was said, and whether they are the same on all.
"""

import sys
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
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
from utils.workers.group import be_a_worker, process_group, same_on_all

BATCH, EPOCHS = 64, 2
PATIENCE = timedelta(seconds=1)  # until worker 0 gives up waiting for worker 1


def train_shared_(network, loader):
    """Change network by data-parallel training, as it should be."""
    parallel, optimizer = DistributedDataParallel(network), make_optimizer(network)
    for epoch in range(EPOCHS):
        loader.sampler.set_epoch(epoch)
        train_epoch_(parallel, loader, SquaredError(), optimizer)


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


def accumulate_(network, loader):
    """Change network by one step for every two batches, which exchange once.

    Returns the number of exchanges.
    """
    parallel, optimizer = DistributedDataParallel(network), make_optimizer(network)
    exchanges = []
    parallel.register_comm_hook(exchanges, counted)
    for step, (X, T) in enumerate(loader, start=1):
        with parallel.no_sync() if step % 2 else nullcontext():
            (SquaredError()(parallel(X), T) / 2).backward()
        if step % 2 == 0:
            optimizer.step()
            optimizer.zero_grad()
    return len(exchanges)


def counted(exchanges, bucket):
    """Do what DistributedDataParallel does with gradients, and note it in exchanges."""
    exchanges.append(bucket.buffer().nbytes)
    return allreduce_hook(None, bucket)


def unequal_(network, few):
    """Change network by unequal numbers of batches; return what worker 0 is told."""
    group = dist.new_group(timeout=PATIENCE)
    parallel = DistributedDataParallel(network, process_group=group)
    try:
        train_epoch_(parallel, few, SquaredError(), make_optimizer(network))
    except RuntimeError as error:
        return str(error)


def trainings(data, rank, p):
    """Return a dict, name -> function that changes a network by that training."""
    loader = partial(make_loader, data, BATCH, rank, p)
    as_if_alone = partial(make_loader, data, BATCH // p, 0, 1)
    few = list(islice(loader(), 50 if rank == 0 else 40))
    return {
        "by_hand": lambda network: by_hand_(network, loader()),
        "no_broadcast": lambda network: by_hand_(network, loader()),
        "no_sampler": lambda network: train_shared_(network, as_if_alone()),
        "accumulate": lambda network: accumulate_(network, loader()),
        "unequal": lambda network: unequal_(network, few),
    }


def _main():
    """Be one worker of all these trainings, one after the other."""
    folder = Path(sys.argv[-1])
    folder.mkdir(exist_ok=True)
    with process_group() as (rank, p, _):
        for name, train in trainings(load_data()[0], rank, p).items():
            network = make_network(SEED + rank if name == "no_broadcast" else SEED)
            said, same = f"{train(network)}", same_on_all(network)
            V, W = get_weights(network)
            np.savez(folder / f"{name}-{rank}.npz", V=V, W=W, said=said, same=same)


if __name__ == "__main__":
    be_a_worker(_main)
