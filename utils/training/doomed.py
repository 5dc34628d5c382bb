"""Data-parallel training in which one worker dies as planned, once.

    torchrun --standalone --nproc-per-node 2 --max-restarts 1 \\
        -m utils.training.doomed 1 130 --folder out

Worker 1 dies here in its step 130. With "saving" in place of the step it dies in the
middle of writing the first checkpoint that it writes. After a restart nobody dies.
"""

import os
import sys

import psutil

from utils.networks.pytorch import SquaredError
from utils.training import distributed
from utils.training.group import leave


def die():
    """End this process at once, by its own id; nothing is tidied up."""
    psutil.Process(os.getpid()).kill()


class DoomedError(SquaredError):
    """The squared error, which ends its process when it is computed the n-th time."""

    def __init__(self, n):
        super().__init__()
        self.left = n

    def forward(self, O, T):
        self.left -= 1
        if self.left == 0:
            die()
        return super().forward(O, T)


def die_while_saving():
    """Make the next write of a checkpoint the last act of this process."""
    os.fsync = lambda number: die()


def _main(arguments):
    """Be one worker of a training; arguments: rank, when, those of distributed."""
    rank, when, *others = arguments
    loss = None
    if os.environ["RANK"] == rank and os.environ["TORCHELASTIC_RESTART_COUNT"] == "0":
        if when == "saving":
            die_while_saving()
        else:
            loss = DoomedError(int(when))
    distributed.main(others, loss)


if __name__ == "__main__":
    _main(sys.argv[1:])
    leave()
