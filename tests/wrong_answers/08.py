"""Wrong answers to the exercises of notebook 08, and what they are to be told."""


def function(head, body, name):
    lines = "".join(f"    {line}\n" for line in body.split("; "))
    return f"def {head}:\n{lines}\nexercises.{name}({name})"


def fourth(body):
    return function("fourth_loss(z, t)", body, "fourth_loss")


def paired(body):
    return function("paired_gain(before, after)", body, "paired_gain")


def width(body):
    return function("half_width(gains, q)", body, "half_width")


def honest(body):
    return function("honest_accuracy(validation, test)", body, "honest_accuracy")


def between(body):
    return function("interaction(a)", body, "interaction")


def cell(framework, batch, rate="0.1"):
    levels = f"{framework}, {batch}, SQUARED, SGD, {rate}, SCALED, NORMAL"
    return f"deciding = Cell({levels})\nexercises.deciding_cell(deciding)"


COMMON = "s = sorted(set(before) & set(after))"

WRONG = {
    "fourth_loss": [
        (fourth("o = sigmoid(z); return (o - t) * o * (1 - o)"), "squared error"),
        (fourth("return t - sigmoid(z)"), "uphill"),
        (fourth("o = sigmoid(z); return (o - t) / (o * (1 - o))"), "one more factor"),
        (fourth("return z - t"), "not an output yet"),
        (fourth("return (sigmoid(z) - t).sum()"), "shape"),
        (fourth("t -= sigmoid(z); return -t"), "changes its argument"),
    ],
    "paired_gain": [
        (
            paired(
                "a, b = list(after.values()), list(before.values()); "
                "return 100 * (np.mean(a) - np.mean(b))"
            ),
            "different seeds",
        ),
        (
            paired(f"{COMMON}; return np.mean([after[i] - before[i] for i in s])"),
            "share",
        ),
        (
            paired(f"{COMMON}; return 100 * sum(after[i] - before[i] for i in s)"),
            "the sum over the seeds",
        ),
        (paired("return 100 * np.mean([after[i] - before[i] for i in before])"), "Key"),
    ],
    "half_width": [
        (width("return q * gains.mean(axis=0).std(ddof=1)"), "not divided"),
        (width("return q * gains.std(ddof=1) / gains.size**0.5"), "average them first"),
        (width("s = gains.mean(axis=0); return q * s.std() / len(s)**0.5"), "ddof=1"),
        (
            width("s = gains.mean(axis=1); return q * s.std(ddof=1) / len(s)**0.5"),
            "spread of the pairs",
        ),
        (
            width("s = gains.mean(axis=0); return s.std(ddof=1) / len(s)**0.5"),
            "factor q",
        ),
    ],
    "honest_accuracy": [
        (honest("return test.mean(axis=1).max()"), "lets the test images choose"),
        (honest("return validation.mean(axis=1).max()"), "validation accuracy"),
        (
            honest("r = validation.max(axis=1).argmax(); return test[r].mean()"),
            "choose by the mean",
        ),
        (honest("r = validation.mean(axis=1).argmax(); return test[r].max()"), "best"),
    ],
    "interaction": [
        (between("return a[1, 1] - a[0, 1]"), "gain in batches"),
        (between("return (a[1] - a[0]).mean()"), "main effect"),
        (between("return a[1, 1] - a[0, 0]"), "at once"),
        (between("return (a[1, 0] - a[0, 0]) - (a[1, 1] - a[0, 1])"), "one at a time"),
    ],
    "deciding_cell": [
        (cell("NUMPY", "ONE"), "already"),
        (cell("TORCH", "BATCH"), "already"),
        (cell("TORCH", "ONE", "0.001"), "nothing but the framework"),
        (cell("TORCH", "64"), "design's levels"),
    ],
}
