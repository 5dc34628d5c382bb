"""Data-parallel training in which worker 1 kills itself once, in its step 130."""

import os
import signal

from utils.networks.pytorch import SquaredError
from utils.workers import distributed
from utils.workers.group import be_a_worker

LAST_STEP = 130


class DoomedLoss(SquaredError):
    """The squared error, which ends its process at the last step."""

    steps = 0

    def forward(self, O, T):
        self.steps += 1
        if self.steps == LAST_STEP:  # by its own id; nothing is tidied up
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        return super().forward(O, T)


def _main():
    """Be one worker, the doomed one if it is worker 1 and lives for the first time."""
    first = os.environ["TORCHELASTIC_RESTART_COUNT"] == "0"
    is_doomed = first and os.environ["RANK"] == "1"
    distributed.worker(loss=DoomedLoss() if is_doomed else None)


if __name__ == "__main__":
    be_a_worker(_main)
