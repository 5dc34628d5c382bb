"""What goes wrong with several workers: each mistake as a short training, by torchrun.

    torchrun --standalone --nproc-per-node 2 -m utils.training.mistakes --folder out

Each function changes the network of this worker. The weights go to NAME-RANK.npz in
the folder, with what was said, and the answer to "are they the same on all?".
"""

import sys
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from utils.networks.pytorch import SquaredError, get_weights, train_epoch_
from utils.training.distributed import (
    LR,
    SEED,
    load_data,
    make_loader,
    make_network,
    make_optimizer,
)
from utils.training.group import leave, process_group, same_on_all

BATCH, EPOCHS = 64, 2
PATIENCE = timedelta(seconds=1)  # until worker 0 gives up waiting for worker 1


def train_shared_(network, loader, lr=LR, set_epoch=True):
    """Change network by data-parallel training, as it should be; set_epoch or not."""
    parallel, optimizer = DistributedDataParallel(network), make_optimizer(network, lr)
    for epoch in range(EPOCHS):
        if set_epoch:
            loader.sampler.set_epoch(epoch)
        train_epoch_(parallel, loader, SquaredError(), optimizer)


def step_by_hand_(network, X, T, loss, optimizer):
    """Change network by a step along the mean of all workers' gradients.

    This is what DistributedDataParallel does, less its first act: it does not send the
    weights of worker 0 to all.

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


def unequal_(network, few):
    """Change network by training on unequal numbers of batches: worker 0 waits in vain.

    Returns what worker 0 is told when it gives up.
    """
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
        "no_set_epoch": lambda network: train_shared_(
            network, loader(), set_epoch=False
        ),
        "rate_times_p": lambda network: train_shared_(network, loader(), p * LR),
        "unequal": lambda network: unequal_(network, few),
    }


def _main(folder):
    """Be one worker of all these trainings, one after the other."""
    folder.mkdir(exist_ok=True)
    with process_group() as (rank, p, _):
        for name, train in trainings(load_data()[0], rank, p).items():
            network = make_network(SEED + rank if name == "no_broadcast" else SEED)
            said, same = f"{train(network)}", same_on_all(network)
            V, W = get_weights(network)
            np.savez(folder / f"{name}-{rank}.npz", V=V, W=W, said=said, same=same)


if __name__ == "__main__":
    _main(Path(sys.argv[-1]))
    leave()
