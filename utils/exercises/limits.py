"""A time limit for code that a learner has written."""

import signal
import threading
import time
from contextlib import contextmanager


@contextmanager
def time_limit(seconds):
    """Raise TimeoutError in the block after some seconds, where the system can.

    Inside another time limit the one that ends first holds.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not (in_main and hasattr(signal, "setitimer")):
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
        signal.signal(signal.SIGALRM, before)
        rest = max(left - (time.monotonic() - start), 0.001) if left else 0
        signal.setitimer(signal.ITIMER_REAL, rest)
