"""The group of workers: who is in it, what they share, how it ends.

Each worker is a process, started by torchrun. rank is its number, 0 to p - 1, and p is
the number of workers.
"""

import hashlib
import os
import sys
from contextlib import contextmanager
from datetime import timedelta

import torch
import torch.distributed as dist

from utils.networks.pytorch import get_weights


def place():
    """Return the rank of this process and the number of workers, as torchrun set them.

    Raises:
        RuntimeError: the process was not started by torchrun.
        ValueError: the rank does not fit the number of workers.

    Taught in 14_many_machines.
    """
    names = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
    missing = [name for name in names if name not in os.environ]
    if missing:
        raise RuntimeError(f"{', '.join(missing)} not set: start this by torchrun")
    rank, p = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    if not 0 <= rank < p:
        raise ValueError(f"RANK is {rank}, expected 0 to {p - 1}: WORLD_SIZE is {p}")
    return rank, p


def backend_for(cuda_devices, workers):
    """Name the backend, given the numbers of CUDA devices and workers of a machine."""
    return "nccl" if cuda_devices >= workers else "gloo"


@contextmanager
def process_group(seconds=60.0):
    """Join the group of workers, give (rank, p, device), and leave it at the end.

    Args:
        seconds: how long to wait for others, here and in every later exchange.

    Raises:
        RuntimeError, ValueError: see place.
        ConnectionError: the workers did not meet.

    Taught in 14_many_machines.
    """
    rank, p = place()
    local = int(os.environ.get("LOCAL_RANK", 0))
    workers = int(os.environ.get("LOCAL_WORLD_SIZE", 1))
    backend = backend_for(torch.cuda.device_count(), workers)
    try:
        dist.init_process_group(backend, timeout=timedelta(seconds=seconds))
    except RuntimeError as error:
        where = f"{os.environ['MASTER_ADDR']}:{os.environ['MASTER_PORT']}"
        text = f"worker {rank} of {p} did not meet the others at {where}: {error}"
        raise ConnectionError(text) from error
    try:
        yield rank, p, torch.device("cuda", local) if backend == "nccl" else "cpu"
    finally:
        dist.destroy_process_group()


def total(numbers, device="cpu"):
    """Return the sums over all workers of a list of numbers, as a list of floats.

    Taught in 14_many_machines.
    """
    tensor = torch.tensor(numbers, dtype=torch.float64, device=device)
    dist.all_reduce(tensor)
    return tensor.tolist()


def same_on_all(network):
    """Say whether all workers hold the same weights, bit for bit.

    Taught in 14_many_machines.
    """
    content = b"".join(w.tobytes() for w in get_weights(network))
    sums = [None] * dist.get_world_size()
    dist.all_gather_object(sums, hashlib.sha256(content).hexdigest())
    return len(set(sums)) == 1


def leave():
    """End this process at once, with success.

    DistributedDataParallel (PyTorch 2.13) keeps the threads of the group alive, and a
    process that ends in the orderly way while they run is sometimes aborted.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
