"""The group of workers: processes that torchrun started, each with its number.

rank is the number of a worker, 0 to p - 1, and p is how many there are.
"""

import hashlib
import os
import sys
from contextlib import contextmanager
from datetime import timedelta

import torch
import torch.distributed as dist

from utils.networks.pytorch import get_weights

# --local-addr: without it torchrun hangs where the name of the host does not resolve.
TORCHRUN = "torchrun --standalone --local-addr 127.0.0.1 --nproc-per-node 2"


@contextmanager
def process_group(seconds=60):
    """Join the group of workers, give (rank, p, device), and leave it at the end.

    seconds: how long to wait for others, here and in every later exchange.

    Taught in 14_many_machines.
    """
    dist.init_process_group(timeout=timedelta(seconds=seconds))
    enough = torch.cuda.device_count() >= int(os.environ.get("LOCAL_WORLD_SIZE", 1))
    device = f"cuda:{os.environ.get('LOCAL_RANK', 0)}" if enough else "cpu"
    try:
        yield dist.get_rank(), dist.get_world_size(), device
    finally:
        dist.destroy_process_group()


def total(numbers, device="cpu"):
    """Return the sums over all workers of a list of numbers, as a list of floats."""
    tensor = torch.tensor(numbers, dtype=torch.float64, device=device)
    dist.all_reduce(tensor)
    return tensor.tolist()


def same_on_all(network):
    """Say whether all workers hold the same weights, bit for bit."""
    content = b"".join(w.tobytes() for w in get_weights(network))
    sums = [None] * dist.get_world_size()
    dist.all_gather_object(sums, hashlib.sha256(content).hexdigest())
    return len(set(sums)) == 1


def be_a_worker(program):
    """Run the program of this process, and end it; say how, if torchrun is missing.

    It ends without tidying up: DistributedDataParallel (PyTorch 2.13) keeps threads of
    the group alive, and an orderly end while they run is sometimes an abort.
    """
    if "RANK" not in os.environ:
        name = sys.modules["__main__"].__spec__.name
        sys.exit(f"torchrun starts the workers:\n\n{TORCHRUN} -m {name} --folder out")
    program()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
