"""Data-parallel training on the engine that the field uses, torch.distributed.

torchrun starts one process for each worker, and every worker runs this module:

    torchrun --standalone --nproc-per-node 2 -m utils.training.distributed --folder out

A worker knows its number, the rank, 0 to p - 1, and how many workers there are, p. Each
holds all weights and its part of every batch; the mean of their gradients is the
gradient of the whole batch. --folder gets the checkpoint and the final weights.
"""

import argparse
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
from utils.training.group import leave, process_group, same_on_all, total
from utils.training.torch_checkpoints import load_checkpoint_, save_checkpoint

VALIDATION = 2000  # images, the last ones of the training set
MOMENTUM = 0.9


# The parts of a training


def load_data(images):
    """Return the first images (a number) of MNIST to train on, and others to judge on.

    Returns:
        A TensorDataset of X (images, 784) and T (images, 10), then X_valid and
        labels_valid, all float64.
    """
    mnist = load_mnist()
    X, T = scale_pixels(mnist.train_images[:images]), targets(mnist.train_labels)
    X_valid = scale_pixels(mnist.train_images[-VALIDATION:])
    labels_valid = torch.tensor(mnist.train_labels[-VALIDATION:].astype(np.int64))
    dataset = TensorDataset(torch.tensor(X), torch.tensor(T[:images]))
    return dataset, torch.tensor(X_valid), labels_valid


def make_loader(dataset, batch, rank, p, seed):
    """Return a loader of this worker's parts of the batches; batch counts all workers.

    Raises ValueError if the workers cannot have equal parts of a batch.

    Taught in 14_many_machines.
    """
    if batch % p:
        raise ValueError(f"a batch of {batch} cannot be shared by {p} workers equally")
    sampler = DistributedSampler(dataset, num_replicas=p, rank=rank, seed=seed)
    return DataLoader(dataset, batch_size=batch // p, sampler=sampler)


def make_network(seed, device="cpu"):
    """Return a Network with the float64 weights of initial_weights for this seed."""
    network = Network().to(torch.float64)
    set_weights_(network, *initial_weights(np.random.default_rng(seed)))
    return network.to(device)


def make_optimizer(network, lr):
    """Return gradient descent with momentum."""
    return torch.optim.SGD(network.parameters(), lr=lr, momentum=MOMENTUM)


def accuracy_of_all(network, X, labels, rank, p, device="cpu"):
    """Return the share of right answers; each worker judges every p-th row."""
    with torch.no_grad():
        predicted = network(X[rank::p].to(device)).argmax(dim=1).cpu()
    right = (predicted == labels[rank::p]).sum().item()
    all_right, all_rows = total([right, len(predicted)], device)
    return all_right / all_rows


def resume_(path, network, optimizer, rank, device="cpu"):
    """Change network and optimizer of rank 0 to its checkpoint, if there is one.

    The optimizers of the others follow; their networks follow when
    DistributedDataParallel is made.

    Returns:
        The number of epochs done, on every worker.

    Taught in 14_many_machines.
    """
    found = [0, optimizer.state_dict()]
    if rank == 0 and path.is_file():
        epochs_done = load_checkpoint_(path, network, optimizer)
        found = [epochs_done, optimizer.state_dict()]
        print(f"going on after epoch {epochs_done}", flush=True)
    dist.broadcast_object_list(found, device=torch.device(device))
    optimizer.load_state_dict(found[1])
    return found[0]


# The program


def train_together_(network, optimizer, data, options, rank, p, device, loss):
    """Change network by data-parallel training, from the last checkpoint on.

    Taught in 14_many_machines.
    """
    dataset, X_valid, labels_valid = data
    loader = make_loader(dataset, options.batch, rank, p, options.seed)
    path = options.folder / "checkpoint"
    done = resume_(path, network, optimizer, rank, device)
    parallel = DistributedDataParallel(network)
    for epoch in range(done, options.epochs):
        loader.sampler.set_epoch(epoch)
        bar = tqdm(loader, f"epoch {epoch + 1}", disable=rank > 0)
        losses = train_epoch_(parallel, bar, loss, optimizer)
        E, steps = total([sum(losses), len(losses)], device)
        share = accuracy_of_all(network, X_valid, labels_valid, rank, p, device)
        if rank == 0:
            save_checkpoint(path, network, optimizer, epoch + 1)
            print(f"epoch {epoch + 1}: E = {E / steps:.4f}, {share:.1%}", flush=True)


def parse(arguments=None):
    """Return the options of a run: of the command line, or of a list of strings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="for the results")
    parser.add_argument("--images", type=int, default=3200, help="to train on")
    parser.add_argument("--batch", type=int, default=64, help="of all workers together")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--lr", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--timeout", type=float, default=60, help="seconds")
    return parser.parse_args(arguments)


def main(arguments=None, loss=None):
    """Be one worker of a data-parallel training, and write its final weights."""
    options = parse(arguments)
    with process_group(options.timeout) as (rank, p, device):
        data = load_data(options.images)
        network = make_network(options.seed + rank, device)
        optimizer = make_optimizer(network, options.lr)
        loss = SquaredError() if loss is None else loss
        train_together_(network, optimizer, data, options, rank, p, device, loss)
        same = same_on_all(network)
        if rank == 0:
            print(f"{p} workers, the same weights on all, bit for bit: {same}")
        V, W = get_weights(network)
        np.savez(options.folder / f"weights-{rank}.npz", V=V, W=W)


if __name__ == "__main__":
    main()
    leave()
