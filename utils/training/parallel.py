"""A model of the time of a step that p workers share."""


def all_reduce_time(size, p, latency, bandwidth):
    """Return the seconds of a ring all-reduce, as a model has them.

    There are 2 (p - 1) rounds; in each, every worker sends size / p bytes at once.

    Args:
        size: bytes of the vector.
        p: number of workers, at least 1.
        latency: seconds before the first byte of a message arrives.
        bandwidth: bytes a second from one worker to the next.
    """
    return 2 * (p - 1) * (latency + size / p / bandwidth)


def step_time(weights, batch, p, compute, latency, bandwidth):
    """Return the seconds of a step in which p workers share a batch, as a model.

    Args:
        weights: number of weights, float32: 4 bytes each.
        batch: examples of the step, of all workers together.
        p: number of workers, at least 1.
        compute: seconds for one example and one weight, forward and backward.
        latency, bandwidth: see all_reduce_time.
    """
    own = compute * weights * batch / p
    return own + all_reduce_time(4 * weights, p, latency, bandwidth)
