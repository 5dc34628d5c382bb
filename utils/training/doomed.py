"""Data-parallel training in which worker 1 kills itself once, in its step 130.

torchrun --standalone --nproc-per-node 2 --max-restarts 1 \\
    -m utils.training.doomed --folder out
"""

import os

import psutil

from utils.networks.pytorch import SquaredError
from utils.training import distributed
from utils.training.group import leave

LAST_STEP = 130


def doomed_loss():
    """Return the squared error, which ends its process at the last step."""
    steps = iter(range(1, LAST_STEP + 1))
    loss = SquaredError()

    def live(*_):
        if next(steps) == LAST_STEP:
            psutil.Process().kill()  # by its own id; nothing is tidied up

    loss.register_forward_hook(live)
    return loss


if __name__ == "__main__":
    first = os.environ["TORCHELASTIC_RESTART_COUNT"] == "0"
    is_doomed = first and os.environ["RANK"] == "1"
    distributed.main(loss=doomed_loss() if is_doomed else None)
    leave()
