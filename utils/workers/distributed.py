"""Data-parallel training on the engine that the field uses, torch.distributed.

torchrun starts one process for each worker, and every worker runs this module. Each
holds all weights and its part of every batch; the mean of their gradients is the
gradient of the whole batch. --folder gets the checkpoint and the final weights.
"""

import argparse
import os
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler
from tqdm import tqdm

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.networks.pytorch import (
    Network,
    SquaredError,
    get_weights,
    set_weights_,
    train_epoch_,
)
from utils.networks.sigmoid import initial_weights
from utils.workers.group import be_a_worker, process_group, same_on_all, total

SEED, LR, MOMENTUM = 14, 0.02, 0.9
IMAGES, VALIDATION = 3200, 2000  # the first and the last ones of the training set


def load_data():
    """Return a TensorDataset of X and T, float64, then X_valid and labels_valid."""
    mnist = load_mnist()
    X = scale_pixels(mnist.train_images[:IMAGES])
    T = targets(mnist.train_labels[:IMAGES])
    X_valid = scale_pixels(mnist.train_images[-VALIDATION:])
    labels_valid = torch.tensor(mnist.train_labels[-VALIDATION:])
    dataset = TensorDataset(torch.tensor(X), torch.tensor(T))
    return dataset, torch.tensor(X_valid), labels_valid


def make_loader(dataset, batch, rank, p):
    """Return a loader of this worker's parts of the batches; batch counts all workers.

    Raises ValueError if the workers cannot have equal parts of a batch.

    Taught in 14_many_machines.
    """
    if batch % p:
        raise ValueError(f"a batch of {batch} cannot be shared by {p} workers equally")
    sampler = DistributedSampler(dataset, num_replicas=p, rank=rank, seed=SEED)
    return DataLoader(dataset, batch_size=batch // p, sampler=sampler)


def make_network(seed=SEED, device="cpu"):
    """Return a Network with the float64 weights of initial_weights for this seed."""
    network = Network().to(torch.float64)
    set_weights_(network, *initial_weights(np.random.default_rng(seed)))
    return network.to(device)


def make_optimizer(network):
    """Return gradient descent with momentum."""
    return torch.optim.SGD(network.parameters(), lr=LR, momentum=MOMENTUM)


def count_right(network, X, labels):
    """Return how many rows of X (N, 784) the network reads as its labels (N,) say."""
    with torch.no_grad():
        O = network(X.to(next(network.parameters()).device))
    return (O.argmax(dim=1).cpu() == labels).sum().item()


def save_checkpoint(path, network, optimizer, run, epochs_done):
    """Write all that a restart needs; path holds the old file or the new, whole.

    run: what is trained, a dict of its settings.

    Taught in 14_many_machines.
    """
    states = {"network": network.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(states | {"run": run, "epochs_done": epochs_done}, f"{path}.new")
    os.replace(f"{path}.new", path)


def resume_(path, network, optimizer, run, rank):
    """Change network and optimizer of all to worker 0's checkpoint, if there is one.

    Returns the number of epochs done, on every worker. Raises ValueError that names
    the settings in which the checkpoint's run differs.

    Taught in 14_many_machines.
    """
    found = [None]
    if rank == 0 and path.is_file():
        found = [torch.load(path, map_location="cpu", weights_only=True)]
    dist.broadcast_object_list(found)
    if found[0] is None:
        return 0
    saved = found[0]["run"]
    if differ := [key for key in run if saved.get(key) != run[key]]:
        told = "; ".join(f"{key} {saved.get(key)}, not {run[key]}" for key in differ)
        raise ValueError(f"{path} has {told}: name another folder")
    network.load_state_dict(found[0]["network"])
    optimizer.load_state_dict(found[0]["optimizer"])
    return found[0]["epochs_done"]


def train_together_(network, data, options, loss, rank, p, device):
    """Change network by data-parallel training, from the last checkpoint on.

    Taught in 14_many_machines.
    """
    dataset, X_valid, labels = data
    loader = make_loader(dataset, options.batch, rank, p)
    optimizer, path = make_optimizer(network), options.folder / "checkpoint"
    run = {"images": len(dataset), "batch": options.batch, "workers": p}
    run |= {"seed": SEED, "rate": LR}
    done = resume_(path, network, optimizer, run, rank)
    parallel = DistributedDataParallel(network)
    for epoch in range(done, options.epochs):
        loader.sampler.set_epoch(epoch)
        bar = tqdm(loader, f"epoch {epoch + 1}", disable=rank > 0)
        losses = train_epoch_(parallel, bar, loss, optimizer)
        right = count_right(network, X_valid[rank::p], labels[rank::p])
        E, steps, right = total([sum(losses), len(losses), right], device)
        if rank == 0:
            save_checkpoint(path, network, optimizer, run, epoch + 1)
            print(f"epoch {epoch + 1}: E = {E / steps:.4f}, {right / len(labels):.1%}")
    return done


def worker(loss=None):
    """Be one worker of a data-parallel training, and write its final weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="for the results")
    parser.add_argument("--batch", type=int, default=64, help="of all workers together")
    parser.add_argument("--epochs", type=int, default=4)
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    with process_group() as (rank, p, device):
        network = make_network(SEED + rank, device)
        given = load_data(), options, loss or SquaredError()
        done = train_together_(network, *given, rank, p, device)
        same = "the same bits" if same_on_all(network) else "DIFFERENT WEIGHTS"
        if rank == 0:
            before = f", {done} of them in an earlier run" if done else ""
            print(f"finished: {max(done, options.epochs)} epochs{before}")
            print(f"{p} workers hold {same}")
        V, W = get_weights(network)
        np.savez(options.folder / f"weights-{rank}.npz", V=V, W=W)


if __name__ == "__main__":
    be_a_worker(worker)
