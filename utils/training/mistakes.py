"""What goes wrong with several workers: each mistake as a short training, by torchrun.

    torchrun --standalone --nproc-per-node 2 -m utils.training.mistakes --folder out

Each mistake is a function of (network, data set, rank, p) that changes the network. The
weights go to NAME-RANK.npz in the folder, with the answer to "are they the same on
all?"; what was said goes to NAME-RANK.txt.
"""

import argparse
from datetime import timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import torch.distributed as dist
from torch.distributed.algorithms.join import Join
from torch.nn.parallel import DistributedDataParallel

from utils.networks.pytorch import SquaredError, get_weights, train_epoch_
from utils.training.distributed import (
    load_data,
    make_loader,
    make_network,
    make_optimizer,
)
from utils.training.group import leave, process_group, same_on_all

BATCH, EPOCHS, LR, SEED = 64, 2, 0.02, 14
PATIENCE = 1  # seconds until a worker gives up waiting, where one waits in vain


def train_group_(network, loader, lr=LR, set_epoch=True):
    """Change network by data-parallel training, as it should be; set_epoch or not."""
    parallel = DistributedDataParallel(network)
    optimizer = make_optimizer(network, lr)
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


# The mistakes


def no_sampler_(network, dataset, rank, p):
    """Change network by training in which each worker loads its data as if alone."""
    train_group_(network, make_loader(dataset, BATCH // p, 0, 1, SEED))


def no_set_epoch_(network, dataset, rank, p):
    """Change network by training with the same order of examples in each epoch."""
    train_group_(network, make_loader(dataset, BATCH, rank, p, SEED), set_epoch=False)


def rate_times_p_(network, dataset, rank, p):
    """Change network by training with p times the rate, though the batch is shared."""
    train_group_(network, make_loader(dataset, BATCH, rank, p, SEED), p * LR)


def by_hand_(network, dataset, rank, p):
    """Change network by steps by hand: no mistake, if all begin with equal weights."""
    loader = make_loader(dataset, BATCH, rank, p, SEED)
    optimizer = make_optimizer(network, LR)
    for epoch in range(EPOCHS):
        loader.sampler.set_epoch(epoch)
        for X, T in loader:
            step_by_hand_(network, X, T, SquaredError(), optimizer)


def no_broadcast_(network, dataset, rank, p):
    """Change network by steps by hand; each worker begins with weights of its own."""
    network.load_state_dict(make_network(SEED + rank).state_dict())
    by_hand_(network, dataset, rank, p)


def unequal_batches(loader, rank):
    """Return an iterator over 50 batches for worker 0, 40 for the others."""
    return islice(loader, 50 if rank == 0 else 40)


def joined_(network, dataset, rank, p):
    """Change network by training on unequal numbers of batches, inside Join."""
    parallel = DistributedDataParallel(network)
    batches = unequal_batches(make_loader(dataset, BATCH, rank, p, SEED), rank)
    with Join([parallel]):
        train_epoch_(parallel, batches, SquaredError(), make_optimizer(network, LR))


def unequal_(network, dataset, rank, p):
    """Change network by training on unequal numbers of batches: worker 0 waits in vain.

    Returns what worker 0 is told when it gives up.
    """
    group = dist.new_group(timeout=timedelta(seconds=PATIENCE))
    parallel = DistributedDataParallel(network, process_group=group)
    batches = unequal_batches(make_loader(dataset, BATCH, rank, p, SEED), rank)
    try:
        train_epoch_(parallel, batches, SquaredError(), make_optimizer(network, LR))
    except RuntimeError as error:
        return str(error)
    return "no error"


ALL = (
    no_sampler_,
    no_set_epoch_,
    rate_times_p_,
    by_hand_,
    no_broadcast_,
    joined_,
    unequal_,
)


def _main(arguments=None):
    """Be one worker of all these trainings, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="for the results")
    folder = parser.parse_args(arguments).folder
    with process_group() as (rank, p, device):
        dataset, *_ = load_data(images=3200)
        for mistake in ALL:
            network, name = make_network(SEED), mistake.__name__.rstrip("_")
            text = mistake(network, dataset, rank, p)
            same = same_on_all(network)
            V, W = get_weights(network)
            np.savez(folder / f"{name}-{rank}.npz", V=V, W=W, same=same)
            (folder / f"{name}-{rank}.txt").write_text(f"{text}")


if __name__ == "__main__":
    _main()
    leave()
