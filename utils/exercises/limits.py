"""A time limit for code that a learner has written."""

import signal
import threading
import time
from contextlib import contextmanager


def can_limit():
    """Say whether code can be stopped here: in the main thread, and not on Windows."""
    in_main = threading.current_thread() is threading.main_thread()
    return in_main and hasattr(signal, "setitimer")


@contextmanager
def time_limit(seconds):
    """Raise TimeoutError in the block after some seconds, where can_limit says so.

    Inside another time limit the one that ends first holds.
    """
    if not can_limit():
        yield
        return

    def stop(*_):
        raise TimeoutError(f"it was still running after {seconds:g} seconds")

    start, (left, _) = time.monotonic(), signal.getitimer(signal.ITIMER_REAL)
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, left) if left else seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            rest = max(left - (time.monotonic() - start), 0.001)
            signal.setitimer(signal.ITIMER_REAL, rest)
