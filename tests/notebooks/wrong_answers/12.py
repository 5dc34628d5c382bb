"""Wrong answers to the exercises of notebook 12, and what must be said about them."""


def _middle(answer):
    return f"middle = {answer}\nexercises.middle(middle)"


def _threshold(body):
    lines = f"def lowest_threshold(output, right, wanted):\n    {body}\n\n"
    return lines + "exercises.lowest_threshold(lowest_threshold)"


def _price(answer):
    return f"price = {answer}\nexercises.price(price)"


def _thicken(body):
    return f"def thicken(picture):\n    {body}\n\nexercises.thicken(thicken)"


def _ten(answer):
    return f"probability = {answer}\nexercises.ten_digits(probability)"


PADDED = "p = np.pad(picture, 1); h, w = picture.shape; "
CUTS = "p[a : a + h, b : b + w] for a in range(3) for b in range(3)"
SHARES = "values = np.sort(output); "

WRONG = {
    "middle": [
        (_middle("(10 / 3, 11 / 3)"), "counts half"),
        (_middle("(5, 4.5)"), "middle of the box"),
        (_middle("(5, 10)"), "divide by all the ink"),
        (_middle("(5 / 3, 10 / 3)"), "not by the number of pixels"),
        (_middle("(4, 2)"), "the row comes first"),
        (_middle("(2, 3)"), "your column, 3, is too small"),
        (_middle("2"), "your middle should be 2 values, got int"),
        (_middle("(5, 5)"), "your row, 5, is too large"),
    ],
    "lowest_threshold": [
        (
            _threshold(
                "values = np.linspace(0, 1, 101); return min(v for v in values "
                "if (output >= v).any() and np.mean(~right[output >= v]) <= wanted)"
            ),
            "return one of the values in output",
        ),
        (
            _threshold(
                SHARES + "return min(v for v in values "
                "if np.mean(~right[output >= v]) < wanted)"
            ),
            "too large",
        ),
        (
            _threshold(
                SHARES + "return max(v for v in values "
                "if np.mean(~right[output >= v]) <= wanted)"
            ),
            "a lower value does so too",
        ),
        (
            _threshold(
                SHARES + "return min(v for v in values "
                "if np.mean(~right & (output >= v)) <= wanted)"
            ),
            "number of answers",
        ),
        (
            _threshold(
                SHARES + "return min(v for v in values "
                "if np.mean(right[output >= v]) <= wanted)"
            ),
            "stops with ValueError",
        ),
        (
            _threshold(
                SHARES + "return min(v for v in values "
                "if np.sum(~right[output > v]) <= wanted * np.sum(output > v))"
            ),
            "is too small",
        ),
        (_threshold("return output"), "one number"),
    ],
    "price": [
        (_price("0.1"), "probability of an error"),
        (_price("1 / 11"), "right or not"),
        (_price("10 / 11"), "always 1"),
        (_price("0.5"), "cost 2"),
        (_price("0.99"), "too large"),
    ],
    "thicken": [
        (_thicken(PADDED + f"return np.sum([{CUTS}], axis=0)"), "this is the sum"),
        (
            _thicken(
                "return np.max([np.roll(picture, (a, b), (0, 1)) "
                "for a in (-1, 0, 1) for b in (-1, 0, 1)], axis=0)"
            ),
            "must not come in again",
        ),
        (
            _thicken(
                PADDED + "return np.max([p[1:-1, 1:-1], p[:-2, 1:-1], p[2:, 1:-1], "
                "p[1:-1, :-2], p[1:-1, 2:]], axis=0)"
            ),
            "at the corners",
        ),
        (_thicken("return np.pad(picture, 1)"), "with its border"),
        (_thicken("return picture"), "as it was"),
        (_thicken("picture *= 2; return picture"), "changes its argument"),
    ],
    "ten_digits": [
        (_ten("1 - 0.97**10"), "nine or fewer"),
        (_ten("10 * 0.97**9 * 0.03"), "exactly nine"),
        (_ten("45 * 0.97**8 * 0.03**2"), "exactly eight"),
        (_ten("1 - 10 * 0.97**9 * 0.03"), "ten of ten is more"),
        (_ten("0.97**8"), "eight given digits"),
        (_ten("0.97**10 + 10 * 0.97**9 * 0.03"), "nine or more"),
        (_ten("1 - 0.97**10 - 0.97**9 * 0.03"), "any of the ten digits"),
        (_ten("0.2"), "too large"),
    ],
}
