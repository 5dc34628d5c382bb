"""Wrong answers to the exercises of notebook 11, and what they are to be told."""


def function(head, body, name):
    lines = "".join(f"    {line}\n" for line in body.split("; "))
    return f"def {head}:\n{lines}\nexercises.{name}({name})"


def fourth(body):
    return function("fourth_loss(pre, target)", body, "fourth_loss")


def paired(body):
    return function("paired_gain(before, after)", body, "paired_gain")


def width(body):
    return function("how_sure(gained, q_student)", body, "how_sure")


def honest(body):
    return function("honest_accuracy(valid, final)", body, "honest_accuracy")


def between(body):
    return function("interaction(four)", body, "interaction")


def cell(framework, batch, rate="0.1"):
    levels = f"{framework}, {batch}, SQUARED, SGD, {rate}, SCALED, NORMAL"
    return f"deciding = Cell({levels})\nexercises.deciding_cell(deciding)"


OUT = "out = sigmoid(pre)"
COMMON = "s = sorted(set(before) & set(after))"

WRONG = {
    "fourth_loss": [
        (fourth(f"{OUT}; return (out - target) * out * (1 - out)"), "squared error"),
        (fourth(f"{OUT}; return target - out"), "uphill"),
        (fourth(f"{OUT}; return (out - target) / (out * (1 - out))"), "one more"),
        (fourth(f"{OUT}; return -target * (1 - out)"), "with 1 - t is missing"),
        (fourth("return pre - target"), "not an output yet"),
        (fourth(f"{OUT}; return (out - target).sum()"), "shape"),
        (fourth("target -= sigmoid(pre); return -target"), "changes its argument"),
    ],
    "paired_gain": [
        (
            paired(
                f"{COMMON}; return 100 * np.mean([abs(after[i] - before[i]) "
                "for i in s])"
            ),
            "too large",
        ),
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
    "how_sure": [
        (width("return q_student * gained.mean(axis=0).std(ddof=1)"), "not divided"),
        (
            width("return q_student * gained.std(ddof=1) / gained.size**0.5"),
            "average them first",
        ),
        (
            width("s = gained.mean(axis=0); return q_student * s.std() / len(s)**0.5"),
            "ddof=1",
        ),
        (
            width(
                "s = gained.mean(axis=1); "
                "return q_student * s.std(ddof=1) / len(s)**0.5"
            ),
            "spread of the pairs",
        ),
        (
            width("s = gained.mean(axis=0); return s.std(ddof=1) / len(s)**0.5"),
            "factor q",
        ),
    ],
    "honest_accuracy": [
        (honest("return final.mean(axis=1).max()"), "lets the test images choose"),
        (honest("return valid.mean(axis=1).max()"), "validation accuracy"),
        (
            honest("r = valid.argmax(0); return final[r, range(len(r))].mean()"),
            "each seed chooses",
        ),
        (
            honest("r = valid.mean(axis=0).argmax(); return final[r].mean()"),
            "over its seeds, first",
        ),
        (honest("return final.max()"), "the best run of the test"),
        (honest("return final.flat[valid.argmax()]"), "luckiest run"),
        (
            honest("r = valid.max(axis=1).argmax(); return final[r].mean()"),
            "choose by the mean",
        ),
        (honest("r = valid.mean(axis=1).argmax(); return final[r].max()"), "best"),
    ],
    "interaction": [
        (between("return four[1, 1] - four[0, 1]"), "gain in batches"),
        (between("return (four[1] - four[0]).mean()"), "main effect"),
        (between("return four[1, 1] - four[0, 0]"), "at once"),
        (
            between("return (four[1, 0] - four[0, 0]) - (four[1, 1] - four[0, 1])"),
            "one at a time",
        ),
    ],
    "deciding_cell": [
        (cell("NUMPY", "ONE"), "already"),
        (cell("TORCH", "BATCH"), "already"),
        (cell("TORCH", "ONE", "0.001"), "nothing but the framework"),
        (cell("TORCH", "64"), "design's levels"),
    ],
}
