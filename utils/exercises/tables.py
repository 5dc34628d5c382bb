"""Checks made from tables: cases, what is right in each, and what known mistakes give.

A table is a generator of the arguments of one case. It yields what is right there, then
pairs: what a mistake gives there, and the sentence that it deserves. Such a mistake is
named only if the answer agrees with it in every case. Else the first case that fails is
shown, with what the answer gives and what is right. Where an answer gives several
things, the next right value begins the second of them, and so on.
"""

import copy
import functools
import inspect

import numpy as np

from utils.exercises.forms import expect_numbers, expect_parts
from utils.exercises.judge import NotAttempted, Wrong, call, exercise, holds_dots
from utils.exercises.values import PAPER, close, described, listed, pair, written


def table(gives, cases, rtol=1e-6, ask=call, hint=""):
    """Make a check out of a table, for an answer that is a function, or several.

    Args:
        gives: in a word or two what the answer gives; a tuple of these for several
            things, or a dict from keys to these if it gives a dict.
        cases: tuples of arguments, or a function that returns them; those of the first
            fit on paper.
        rtol: tolerance, relative to the largest absolute entry of what is right.
        ask: what is done with the answer and the arguments of a case; by default, the
            answer is called.
        hint: what is said in place of the right value.
    """
    one = isinstance(gives, str)
    words = [gives] if one else gives
    words = [*words.values()] if isinstance(gives, dict) else words

    def decorate(rows):
        names = list(inspect.signature(rows).parameters)

        @exercise
        @functools.wraps(rows)
        def check(answer):
            tried = cases() if callable(cases) else cases
            told = [f"for {described(names, c)} " if names else "" for c in tried]
            got = [_asked(ask, answer, *c) for c in zip(tried, told, strict=True)]
            got = [[g] if one else expect_parts(g, gives) for g in got]
            right = [parts_of(rows(*case)) for case in tried]
            for part, word in enumerate(words):
                mine, wanted = ([each[part] for each in of] for of in (got, right))
                if holds_dots(mine) and part == 0:
                    raise NotAttempted
                if holds_dots(mine):
                    raise Wrong(f"right so far: {listed(words[:part])}. Next: {word}.")
                compare(mine, wanted, f"your {word}", rtol, told, hint)

        def own(*case):
            return next(rows(*case)) if one else [r for r, _ in parts_of(rows(*case))]

        check.own = own
        return check

    return decorate


def value(gives, hint, rtol=1e-6):
    """Make a check out of a table without arguments, for an answer that is no function.

    What is right is not told; a mistake without a name hears the hint.
    """
    return table(gives, [()], rtol, lambda answer: answer, hint)


def _asked(ask, answer, case, told):
    several = isinstance(answer, (list, tuple)) and len(case)
    functions = answer if several else [answer]
    for function in functions if len(case) else []:
        if not callable(function):
            kind = type(function).__name__
            raise Wrong(f"a function is wanted, and your answer is of the type {kind}.")
    try:
        got = [ask(function, *copy.deepcopy(case)) for function in functions]
    except Wrong as wrong:
        raise Wrong(f"{told}{wrong}") from wrong
    return got if several else got[0]


def parts_of(rows):
    """Return pairs, what is right and its mistakes, of what a table yields."""
    found = []
    for entry in rows:
        if isinstance(entry, tuple) and isinstance(entry[-1], str):
            found[-1][1].append(entry)
        else:
            found.append((entry, []))
    return found


def compare(got, rows, name, rtol=1e-6, told=("",), hint=""):
    """Raise Wrong unless the answer is right in every case, and say why it is not.

    Args:
        got: what the answer gives in each case.
        rows: for each case what is right, and the mistakes.
        name: what the message calls what the answer gives.
        told: the cases in words.
        hint: what is said in place of the right value.
    """
    right = [np.asarray(r) for r, _ in rows]
    got = [_like(expect_numbers(g, name), r) for g, r in zip(got, right, strict=True)]
    if _agree(got, right, rtol):
        return
    for a, (_, sentence) in enumerate(rows[0][1]):
        if _agree(got, [mistakes[a][0] for _, mistakes in rows], min(rtol, 2e-3)):
            raise Wrong(sentence)
    if hint and got[0].shape == right[0].shape:
        raise Wrong(f"{name} is {written(got[0])}, and that is not right: {hint}")
    first = [close(*both, rtol) for both in zip(got, right, strict=True)].index(False)
    text = _difference(got[first], right[first], name)
    raise Wrong(f"{told[first]}{text}{_everywhere(got, right, rtol)}.")


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
        words = "row {}, column {}" if got.ndim == 2 else "entry" + " {}" * got.ndim
        mine += f" in {words.format(*place)} (counted from 0)"
    return f"{name} is {mine}; right is {wanted}"


FACTORS = {
    -1: "the sign is wrong in every case",
    2: "in every case it is 2 times what it should be",
    1 / 2: "in every case it is half of what it should be",
}


def _everywhere(got, right, rtol):
    """Say what is wrong in the same way in every case, or nothing."""
    if right[0].ndim == 2 and _agree([g.T for g in got], right, rtol):
        return ": it is transposed"
    if sum(np.count_nonzero(r) for r in right) > 2:
        for factor, words in FACTORS.items():
            if _agree(got, [factor * r for r in right], rtol):
                return f": {words}"
    return ""


ONES = np.array([1, -0.5, 2, 0.2, -1, 0.5])  # numbers of the first case, on paper
SIZES = ((4, 3, 2, 5), (1, 1, 1, 1), (3, 3, 3, 3), (2, 5, 4, 2))


def drawn(*axes, sizes=((3, 1, 2, 2), *SIZES)):
    """Return cases of arguments: arrays with the axes 'Nm' or 'N1', and numbers.

    The arrays of the first case hold ONES, those of the others draws from -1 to 1.
    sizes: those of N, n, m, l in each case.
    """
    rng = np.random.default_rng(815)

    def argument(axes, case, place):
        if not isinstance(axes, str):
            return axes
        shape = [(*sizes[case], 1)["Nnml1".index(axis)] for axis in axes]
        if case == 0:
            return np.resize(np.roll(ONES, -place), shape)
        return rng.uniform(-1, 1, shape)

    return [
        tuple(argument(one, case, place) for place, one in enumerate(axes))
        for case in range(len(sizes))
    ]
