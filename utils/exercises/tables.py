"""Checks made from tables: cases, what is right in each, and what known mistakes give.

A table is a function of the arguments of one case. It returns what is right there, and
a list of pairs: what a mistake gives there, and the sentence that it deserves. Such a
mistake is named only if the answer agrees with it in every case. Else the first case
that fails is shown, with what the answer gives and what is right.

In all functions, gives says in a word or two what the answer gives. It is a tuple of
these if there are several things, or a dict from keys to these if the answer gives a
dict; a table then returns one list: what is right for the first, then the pairs of its
mistakes, what is right for the second, and so on.
"""

import functools
import inspect
from fractions import Fraction

import numpy as np

from utils.exercises.forms import expect_numbers, expect_parts
from utils.exercises.judge import Wrong, call, exercise
from utils.exercises.values import PAPER, close, described, pair, written


def table(gives, cases, rtol=1e-6):
    """Make a check out of a table, for an answer that is a function, or several.

    Args:
        gives: see above.
        cases: tuples of arguments; those of the first fit on paper.
        rtol: tolerance, relative to the largest absolute entry of what is right.
    """

    def decorate(rows):
        names = list(inspect.signature(rows).parameters)

        @exercise
        @functools.wraps(rows)
        def check(answer):
            results = [_call(answer, case, names) for case in cases]
            told = [described(names, case) for case in cases]
            _compare_parts(results, [rows(*c) for c in cases], gives, rtol, told=told)

        return check

    return decorate


def value(gives, hint, rtol=1e-6):
    """Make a check out of a table of one case, for an answer that is no function.

    What is right is not told; a mistake without a name hears the hint.
    """

    def decorate(rows):
        @exercise
        @functools.wraps(rows)
        def check(answer):
            _compare_parts([answer], [rows()], gives, rtol, hint=hint)

        return check

    return decorate


def _call(answer, case, names):
    if isinstance(answer, (list, tuple)):
        return [call(function, *case, names=names) for function in answer]
    return call(answer, *case, names=names)


def _compare_parts(results, rows, gives, rtol, **told):
    if isinstance(gives, str):
        compare(results, rows, gives, rtol, **told)
        return
    results = [expect_parts(result, gives) for result in results]
    rows = [_parts(row) for row in rows]
    words = gives.values() if isinstance(gives, dict) else gives
    for part, word in enumerate(words):
        mine, wanted = ([case[part] for case in cases] for cases in (results, rows))
        compare(mine, wanted, word, rtol, **told)


def _parts(row):
    """Return pairs, what is right and its mistakes, of a row of several things."""
    parts = []
    for entry in row:
        if isinstance(entry, tuple) and isinstance(entry[-1], str):
            parts[-1][1].append(entry)
        else:
            parts.append((entry, []))
    return parts


def compare(got, rows, name, rtol=1e-6, told=("",), hint=""):
    """Raise Wrong unless the answer is right in every case, and say why it is not.

    Args:
        got: what the answer gives in each case.
        rows: for each case what is right, and the mistakes.
        name: what the message calls what the answer gives.
        told: the cases in words.
        hint: what is said in place of the right value.
    """
    name = name if name.startswith("the ") else f"your {name}"
    right = [np.asarray(r) for r, _ in rows]
    got = [_like(expect_numbers(g, name), r) for g, r in zip(got, right, strict=True)]
    if _agree(got, right, rtol):
        return
    for a, (_, sentence) in enumerate(rows[0][1]):
        if _agree(got, [mistakes[a][0] for _, mistakes in rows], min(rtol, 1e-3)):
            raise Wrong(sentence)
    if hint and got[0].shape == right[0].shape:
        raise Wrong(f"{name} is {written(got[0])}, and that is not right: {hint}")
    first = [close(*both, rtol) for both in zip(got, right, strict=True)].index(False)
    text = _difference(got[first], right[first], name)
    if isinstance(rows[0][0], tuple):  # a shape
        text = text.replace("[", "(").replace("]", ")")
    where = f"for {told[first]} " if told[first] else ""
    raise Wrong(f"{where}{text}{_everywhere(got, right, rtol)}.")


def _like(got, right):
    """Return one number in brackets as the number, where a number is wanted."""
    return got.reshape(()) if got.size == 1 and not right.ndim else got


def _agree(got, wanted, rtol):
    return all(close(g, w, rtol) for g, w in zip(got, wanted, strict=True))


def _difference(got, right, name):
    """Say in words where and how one array differs from what is right."""
    if got.shape != right.shape:
        mine, wanted = (
            f"an array of shape {array.shape}" if array.ndim else "a single number"
            for array in (got, right)
        )
    elif got.size <= PAPER:
        mine, wanted = pair(got, right)
    else:
        distance = np.where(np.isfinite(got), np.abs(got - right), np.inf)
        place = np.unravel_index(np.argmax(distance), got.shape)
        mine, wanted = pair(got[place], right[place])
        axes = ("row", "column") if got.ndim == 2 else ("entry",)
        where = ", ".join(f"{n} {a}" for n, a in zip(axes, place, strict=True))
        mine += f" in {where} (counted from 0)"
    return f"{name} is {mine}; right is {wanted}"


def _everywhere(got, right, rtol):
    """Say what is wrong in the same way in every case, or nothing."""
    if right[0].ndim == 2 and _agree([g.T for g in got], right, rtol):
        return ": it is transposed"
    if any(g.shape != r.shape for g, r in zip(got, right, strict=True)):
        return ""
    mine, wanted = (np.concatenate([a.ravel() for a in part]) for part in (got, right))
    if np.count_nonzero(wanted) < 3 or not np.all(np.isfinite(mine)):
        return ""
    ratio = mine[wanted != 0][0] / wanted[wanted != 0][0]
    factor = Fraction(ratio).limit_denominator(10)
    if not factor or not _agree(got, [float(factor) * r for r in right], rtol):
        return ""
    if factor == -1:
        return ": the sign is wrong in every case"
    words = f"{factor} times" if factor.denominator == 1 else f"{factor} of"
    return f": in every case it is {words} what it should be"


def drawn(*axes, sizes=((4, 3, 2, 5), (1, 1, 1, 1), (3, 3, 3, 3), (2, 5, 4, 2))):
    """Return cases: arrays with these axes, 'Nm' or 'N1', drawn from -1 to 1.

    sizes: those of N, n, m, l in each case.
    """
    rng = np.random.default_rng(815)
    return [
        tuple(
            rng.uniform(-1, 1, [(*size, 1)["Nnml1".index(a)] for a in one])
            for one in axes
        )
        for size in sizes
    ]
