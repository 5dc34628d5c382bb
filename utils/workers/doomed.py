"""Data-parallel training in which worker 1 kills itself once, in its step 130."""

import os
import signal

from utils.networks.pytorch import SquaredError
from utils.workers import distributed
from utils.workers.group import be_a_worker

LAST_STEP = 130


def doomed_loss():
    """Return the squared error, which ends its process at the last step."""
    steps = iter(range(1, LAST_STEP + 1))
    loss = SquaredError()

    def live(*_):
        if next(steps) == LAST_STEP:  # by its own id; nothing is tidied up
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    loss.register_forward_hook(live)
    return loss


def _main():
    """Be one worker, the doomed one if it is worker 1 and lives for the first time."""
    first = os.environ["TORCHELASTIC_RESTART_COUNT"] == "0"
    is_doomed = first and os.environ["RANK"] == "1"
    distributed.worker(loss=doomed_loss() if is_doomed else None)


if __name__ == "__main__":
    be_a_worker(_main)
