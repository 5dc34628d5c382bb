"""Compares symbolic answers as mathematics: by their values, not by their text."""

import numpy as np
import sympy as sp

from utils.exercises.judge import NotAttempted, Wrong

TOLERANCE = 1e-9  # relative to the larger of 1 and the expected value


def expect_formula(got, expected, mistakes=(), places=({},), name="your formula"):
    """Raise Wrong unless got and expected have the same values, and say why not.

    Symbols and indexed symbols are matched by name. Those that places do not set get
    random values, the same in both formulas.

    Args:
        got: the learner's SymPy expression.
        expected: a SymPy expression.
        mistakes: pairs (expression, sentence): a known mistake, and its name.
        places: dicts from names of integer symbols (sizes, free indices) to integers,
            for example {"n": 3, "m": 2, "j": 1}; every formula is compared at each.
        name: what the message calls the formula.
    """
    if got is None:
        raise NotAttempted
    got = _as_formula(got, name)
    difference = _first_difference(got, expected, places, name)
    if not difference:
        return
    for formula, sentence in mistakes:
        if not _first_difference(got, formula, places, name):
            raise Wrong(sentence)
    raise Wrong(f"{name} has another value{difference}.")


def _as_formula(got, name):
    try:
        formula = sp.sympify(got)
    except (sp.SympifyError, TypeError, ValueError, AttributeError):
        formula = None
    if not isinstance(formula, sp.Expr):
        kind = type(got).__name__
        raise Wrong(f"{name} should be a SymPy expression, got {kind}.")
    return formula


def _first_difference(got, expected, places, name):
    """Return where two formulas differ first, and by what, in words; or nothing."""
    for number, place in enumerate(places):
        one, two = (value(f, place, number, name) for f in (got, expected))
        if not abs(one - two) <= TOLERANCE * max(1, abs(two)):
            where = ", ".join(f"{key} = {size}" for key, size in place.items())
            pair = f": {one:.6g} where {two:.6g} was expected"
            return (f" for {where}" if where else "") + pair
    return ""


def value(formula, place, seed, name="your formula"):
    """Return the value of a formula at one place, with random values for the rest.

    Args:
        formula: a SymPy expression; its sums have symbolic or numeric limits.
        place: dict from names of integer symbols to integers.
        seed: integer; equal names get equal values for equal seeds.
        name: what a message calls the formula.

    Raises:
        Wrong: the formula has no numeric value there.
    """
    try:
        return float(_with_numbers(formula, place, seed).doit().evalf())
    except (TypeError, ValueError):
        raise Wrong(f"{name} has no value where {place}: {formula}.") from None


def _with_numbers(formula, place, seed):
    sizes = {s: place[s.name] for s in formula.atoms(sp.Symbol) if s.name in place}
    formula = formula.subs(sizes).doit().rewrite(sp.exp)
    for kind in (sp.Indexed, sp.Symbol):
        numbers = {a: _number(str(a), seed) for a in formula.atoms(kind)}
        formula = formula.xreplace(numbers)
    return formula


def _number(name, seed):
    """Return a number between 0.1 and 1.1 that depends on the name and the seed."""
    rng = np.random.default_rng([seed, *name.encode()])
    return sp.Float(0.1 + rng.random())
