"""Wrong answers to the exercises of 14_many_machines, and a piece of each message."""

from answer_sources import function


def weight(expression):
    return function("weight(own, everyone, p)", expression, "loss_weight")


def dealt(expression):
    return function("dealt(order, rank, p)", expression, "dealt")


def finished(expression):
    return function("finished(worker, p)", expression, "finished_chunk")


def diagnosis(a="no_sampler", b="no_broadcast", c="unequal"):
    return f"exercises.diagnosis({ {'a': a, 'b': b, 'c': c} })"


def least_batch(expression):
    call = "least_batch(bandwidth, compute, size)"
    return function(call, expression, "least_batch")


MODEL = "weights, batch, compute, latency, bandwidth, most"


def best_count(expression):
    return function(f"best_count({MODEL})", expression, "best_count")


def seconds(p):
    return f"step_time(weights, batch, {p}, compute, latency, bandwidth)"


WRONG = {
    "loss_weight": [
        (weight("own / everyone"), "the engine divides by p already"),
        (weight("everyone / (p * own) if own else 0.0"), "upside down"),
        (weight("own"), "the number of examples"),
        (weight("1.0"), "the weight of 3 of 8 examples (p = 2), 1, is"),
        (weight("everyone // own"), "too large"),
    ],
    "dealt": [
        (dealt("order[rank::p]"), "a card is missing"),
        (dealt("order[: len(order) - len(order) % p][rank::p]"), "left out"),
        (dealt("np.array_split(order, p)[rank]"), "not in blocks"),
        (dealt("np.concatenate([order, order])[rank::p]"), "has shape"),
    ],
    "finished_chunk": [
        (finished("worker"), "its own chunk was the first"),
        (finished("worker - 1"), "left neighbour"),
        (finished("worker + 1"), "right neighbour is worker 0"),
        (finished("(worker + 2) % p"), "one too far"),
        (finished("(worker - 1) % p"), "left neighbour"),
    ],
    "diagnosis": [
        (diagnosis(a="rate_times_p"), "a: a rate changes no number of steps"),
        (diagnosis(a="no_set_epoch"), "a: set_epoch changes the order"),
        (diagnosis(b="no_sampler"), "b: there all workers do exactly the same"),
        (diagnosis(c="no_broadcast"), "c: that run ends"),
        (diagnosis(c="deadlock"), "choose one of 'no_sampler'"),
        ("exercises.diagnosis('no_sampler')", "a dict with 'a', 'b' and 'c'"),
    ],
    "least_batch": [
        (least_batch("2 * size / (bandwidth * compute)"), "8 bits are a byte"),
        (least_batch("2 * size / (8 * bandwidth * compute)"), "divide by 8"),
        (least_batch("size / (bandwidth / 8 * compute)"), "nearly 2 times the weights"),
        (least_batch("bandwidth / 8 * compute / (2 * size)"), "upside down"),
        (least_batch("3.0"), "the batch, 3, is too small"),
    ],
    "best_count": [
        (
            best_count(f"min(range(1, most + 1), key=lambda p: {seconds('p')})"),
            "one machine for each example",
        ),
        (best_count("0"), "a place in a list"),
        (best_count(f"min(range(most), key=lambda i: {seconds('i + 1')})"), "a place"),
        (best_count("most"), "not always faster"),
        (
            best_count(f"min({seconds('p')} for p in range(1, most + 1))"),
            "this is the time",
        ),
        (best_count("2"), "the best number of at most 1, 2, is twice"),
    ],
}
