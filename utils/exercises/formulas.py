"""Compares symbolic answers as mathematics: by their values, not by their text."""

import functools

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from utils.exercises.judge import NotAttempted, Wrong, exercise
from utils.exercises.values import close, listed, pair

TRIES = 4  # sets of random values, at least
TOLERANCE = 1e-9


def formula(places=({},), known=None):
    """Make a check out of a function that returns a right formula and its mistakes.

    Two formulas are equal if they have the same values. Symbols and indexed symbols are
    matched by name; those that places do not set get random values, the same in both.

    Args:
        places: dicts from names of integer symbols (sizes, free indices) to integers,
            for example {"n": 3, "m": 2, "j": 1}; every formula is compared at each.
        known: names of indexed symbols -> what they stand for, a function of the index.

    The decorated function returns the right formula and a list of pairs: a formula that
    is a mistake, and the sentence that it deserves.
    """

    def decorate(right_and_mistakes):
        @exercise
        @functools.wraps(right_and_mistakes)
        def check(answer):
            right, mistakes = right_and_mistakes()
            _expect_formula(answer, right, mistakes, places, known or {})

        return check

    return decorate


def _expect_formula(got, right, mistakes, places, known):
    """Raise Wrong unless got and right have the same values; see formula."""
    got = _written_out(_as_formula(got), known)
    symbols = got.atoms(sp.Symbol) | right.atoms(sp.Symbol)
    whole = {s.name for s in symbols if s.is_integer}
    tries = [places[a % len(places)] for a in range(max(TRIES, len(places)))]

    def values(one):
        return np.array([_value(one, p, a, whole) for a, p in enumerate(tries)])

    mine, wanted = values(got), values(right)
    if close(mine, wanted, TOLERANCE):
        return
    if not np.all(np.isfinite(mine)):
        raise Wrong("your formula has no value with numbers in place of its letters.")
    for wrong, sentence in [*mistakes, *_usual(right)]:
        if close(mine, values(wrong), TOLERANCE):
            raise Wrong(sentence)
    if foreign := _letters(got) - _letters(right):
        raise Wrong(f"your formula holds {listed(sorted(foreign))}: write it without.")
    if missing := _letters(right) - _letters(got):
        lack = f"your formula does not depend on {listed(sorted(missing))}"
        raise Wrong(f"{lack}, and the right one does.")
    first = np.argmax(np.abs(mine - wanted) > TOLERANCE * np.max(np.abs(wanted)))
    at = "".join(f", {name} = {size}" for name, size in tries[first].items())
    mine, wanted = pair(mine[first], wanted[first])
    numbers = f"with numbers in place of the letters{at}, your formula gives {mine}"
    raise Wrong(f"{numbers}; right is {wanted}.")


def _as_formula(got):
    if got is None:
        raise NotAttempted
    if isinstance(got, sp.Equality):  # y_j = ...
        got = got.rhs
    try:
        formula = sp.sympify(got, strict=True)
    except Exception:
        formula = None
    if not isinstance(formula, sp.Expr):
        kind = type(got).__name__
        raise Wrong(f"a SymPy formula is wanted, and yours is of the type {kind}.")
    return formula


def _written_out(formula, known):
    """Put in what names stand for: sigma as an unknown function, and the known ones."""

    def is_sigma(e):
        return isinstance(e, AppliedUndef) and e.func.__name__ in ("sigma", "sigmoid")

    formula = formula.replace(is_sigma, lambda e: 1 / (1 + sp.exp(-e.args[0])))
    for symbol in formula.atoms(sp.Indexed):
        if stands_for := known.get(str(symbol.base)):
            formula = formula.xreplace({symbol: stands_for(symbol.args[1])})
    return formula


def _usual(right):
    """Return the mistakes that every formula invites."""

    def from_zero(term, limits):
        return sp.Sum(term, (limits[0], limits[1] - 1, limits[2] - 1))

    return [
        (-right, "the sign is wrong: yours is the right formula times -1."),
        (2 * right, "yours is the right formula times 2."),
        (right / 2, "yours is half of the right formula."),
        (right.replace(sp.Sum, from_zero), "here indices count from 1, not from 0."),
    ]


def _letters(formula):
    """Return the names of what a formula depends on, sizes and indices apart."""
    bases = {str(e.base) for e in formula.atoms(sp.Indexed)}
    labels = {e.base.label for e in formula.atoms(sp.Indexed)}
    symbols = {s for s in formula.free_symbols - labels if isinstance(s, sp.Symbol)}
    return bases | {s.name for s in symbols if not s.is_integer}


def _value(formula, place, seed, whole):
    """Return the value of a formula with numbers for all letters; NaN if it has none.

    place: names of integer symbols -> integers; whole: names of further ones. All other
    names get random values, equal ones for an equal seed.
    """
    names = {s.name: s for s in formula.free_symbols if isinstance(s, sp.Symbol)}
    values = {name: _whole_number(name, seed) for name in whole} | place
    sizes = {s: values[name] for name, s in names.items() if name in values}
    try:
        formula = formula.subs(sizes).doit().rewrite(sp.exp)
        for kind in (sp.Indexed, sp.Symbol):
            numbers = {a: _number(str(a), seed) for a in formula.atoms(kind)}
            formula = formula.xreplace(numbers)
        return float(formula.doit().evalf())
    except Exception:
        return np.nan


def _whole_number(name, seed):
    """Return 3 or 4 for a size, 1 to 3 for an index."""
    shift = (seed + sum(name.encode())) % 3
    return 3 + shift % 2 if name in ("n", "m", "l", "N") else 1 + shift


def _number(name, seed):
    """Return a number between 0.1 and 1.1 that depends on the name and the seed."""
    rng = np.random.default_rng([seed, *name.encode()])
    return sp.Float(0.1 + rng.random())
