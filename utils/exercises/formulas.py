"""Compares symbolic answers as mathematics: by their values, not by their text."""

import functools

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from utils.exercises.judge import NotAttempted, Wrong, exercise
from utils.exercises.tables import compare, parts_of
from utils.exercises.values import close, listed


def formula(*places):
    """Make a check out of a table of formulas, without arguments.

    It yields what is right, in several ways if two are right that differ in value, then
    the mistakes. Two formulas are equal if they have the same values. Symbols and
    indexed symbols are matched by name; they get random values, the same in both.

    places: dicts from names of integer symbols (sizes, free indices) to integers, for
    example {"n": 3, "m": 2, "j": 1}; every formula is compared at each.
    """

    def decorate(rows):
        @exercise
        @functools.wraps(rows)
        def check(answer):
            got, found = _as_formula(answer), parts_of(rows())
            mistakes = [*found[-1][1], *_of_every_formula(got, found[-1][0])]
            mine = _values(got, places)
            if not np.all(np.isfinite(mine)):
                lack = "no value with numbers in place of its letters"
                raise Wrong(f"your formula has {lack}.")
            if any(
                close(mine, _values(right, places), 1e-9) for right, _ in found[:-1]
            ):
                return
            wrong = [(_values(one, places), sentence) for one, sentence in mistakes]
            wanted = (_values(found[-1][0], places), wrong)
            name = "with random numbers for its letters your formula"
            compare([mine], [wanted], name, rtol=1e-9)

        return check

    return decorate


def _as_formula(got):
    if got is None:
        raise NotAttempted
    if isinstance(got, sp.Equality):  # y_j = ...
        got = got.rhs
    if isinstance(got, (int, float)) and not isinstance(got, bool):
        got = sp.sympify(got)
    if not isinstance(got, sp.Expr):
        kind = type(got).__name__
        raise Wrong(f"a SymPy formula is wanted, and yours is of the type {kind}.")

    def is_sigma(e):
        return isinstance(e, AppliedUndef) and e.func.__name__ in ("sigma", "sigmoid")

    return got.replace(is_sigma, lambda e: 1 / (1 + sp.exp(-e.args[0])))


def _of_every_formula(got, right):
    """Yield the mistakes that every formula invites."""

    def from_zero(term, limits):
        return sp.Sum(term, (limits[0], limits[1] - 1, limits[2] - 1))

    yield -right, "the sign is wrong: yours is the right formula times -1."
    yield right.replace(sp.Sum, from_zero), "here indices count from 1, not from 0."
    if foreign := listed(sorted(_letters(got) - _letters(right))):
        yield got, f"your formula holds {foreign}: write it without."
    if missing := listed(sorted(_letters(right) - _letters(got))):
        yield got, f"your formula does not depend on {missing}, and the right one does."


def _letters(formula):
    """Return the names of what a formula depends on, sizes and indices apart."""
    bases = {e.base.label for e in formula.atoms(sp.Indexed)}
    symbols = {s for s in formula.free_symbols if isinstance(s, sp.Symbol)} - bases
    return {s.name for s in bases} | {s.name for s in symbols if not s.is_integer}


def _values(formula, places):
    """Return the values of a formula at places, NaN where it has none; see formula."""
    return np.array([_value(formula, *place) for place in enumerate(places)])


def _value(formula, seed, place):
    symbols = [s for s in formula.free_symbols if isinstance(s, sp.Symbol)]
    whole = [s for s in symbols if s.is_integer or s.name in place]
    try:
        formula = formula.subs({s: place.get(s.name, 2) for s in whole})
        formula = formula.doit().rewrite(sp.exp)
        for kind in (sp.Indexed, sp.Symbol):
            numbers = {a: _number(str(a), seed) for a in formula.atoms(kind)}
            formula = formula.xreplace(numbers)
        return float(formula.doit().evalf())
    except Exception:
        return np.nan


def _number(name, seed):
    """Return a number between 0.1 and 1.1 that depends on the name and the seed."""
    rng = np.random.default_rng([seed, *name.encode()])
    return sp.Float(0.1 + rng.random())
