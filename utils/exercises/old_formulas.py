"""Compares symbolic answers as mathematics: by their values, not by their text."""

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from utils.exercises.near_misses import near_misses
from utils.exercises.old_judge import NotAttempted, Wrong
from utils.exercises.old_values import pair

TOLERANCE = 1e-9  # relative to the larger of 1 and the expected value
TRIES = 4  # sets of random values, at least


def expect_formula(
    got, expected, mistakes=(), places=({},), name="your formula", known=None
):
    """Raise Wrong unless got and expected have the same values, and say why not.

    Symbols and indexed symbols are matched by name. Those that places do not set get
    random values, the same in both formulas; sizes and indices get whole ones.

    Args:
        got: the learner's SymPy expression; of an equation, its right side counts.
        expected: a SymPy expression.
        mistakes: pairs (expression, sentence): a known mistake, and its name.
        places: dicts from names of integer symbols (sizes, free indices) to integers,
            for example {"n": 3, "m": 2, "j": 1}; every formula is compared at each.
        name: what the message calls the formula.
        known: names of indexed symbols -> what they stand for, a function of the index.
    """
    if got is None:
        raise NotAttempted
    got = _written_out(_as_formula(got, name), known or {})
    symbols = got.atoms(sp.Symbol) | expected.atoms(sp.Symbol)
    whole = {s.name for s in symbols if s.is_integer}
    tries = [places[a % len(places)] for a in range(max(TRIES, len(places)))]

    def values(formula):
        return [value(formula, p, a, name, whole) for a, p in enumerate(tries)]

    mine, right = values(got), values(expected)
    if _agree(mine, right):
        return
    for formula, sentence in mistakes:
        wrong = values(formula)
        if _agree(mine, wrong) and not _agree(wrong, right):
            raise Wrong(sentence)
    for reason in (_ratio(mine, right), _near(got, expected, mine, right, values)):
        if reason:
            raise Wrong(f"{name} {reason}.")
    raise Wrong(f"{name} has another value{_first(mine, right, tries)}.")


def _as_formula(got, name):
    if isinstance(got, sp.Equality):  # y_j = ...
        got = got.rhs
    try:
        formula = sp.sympify(got, strict=True)
    except Exception:
        formula = None
    if not isinstance(formula, sp.Expr):
        kind = type(got).__name__
        raise Wrong(f"{name} should be a SymPy expression, got {kind}.")
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


def _agree(mine, right):
    pairs = zip(mine, right, strict=True)
    return all(abs(a - b) <= TOLERANCE * max(1, abs(b)) for a, b in pairs)


def _ratio(mine, right):
    """Say that one formula is a constant times the other, or nothing."""
    if not all(np.isfinite(mine)):
        return "has a value that is not finite"
    if not any(right):
        return ""
    ratio = next(a / b for a, b in zip(mine, right, strict=True) if b)
    if ratio == 0 or not _agree(mine, [ratio * b for b in right]):
        return ""
    if abs(ratio + 1) < TOLERANCE:
        return "has the wrong sign"
    fraction = sp.nsimplify(ratio, rational=True, tolerance=1e-9)
    if fraction.q > 1000:
        fraction = f"{ratio:.4g}"
    return f"is {fraction} times the right one"


def _near(got, expected, mine, right, values):
    """Name the slip, or the letter that is foreign or missing; or nothing."""
    for formula, sentence in near_misses(expected):
        try:
            wrong = values(formula)
        except Wrong:
            continue
        # What is 0 everywhere is near to nothing.
        if any(wrong) and _agree(mine, wrong) and not _agree(wrong, right):
            return f"is nearly right: {sentence}"
    foreign = _letters(got) - _letters(expected)
    if foreign:
        return f"holds {', '.join(sorted(foreign))}; write it without"
    missing = _letters(expected) - _letters(got)
    if missing:
        return f"does not depend on {', '.join(sorted(missing))}, and it must"
    return ""


def _letters(formula):
    """Return the names of what a formula depends on, sizes and indices apart."""
    bases = {str(e.base) for e in formula.atoms(sp.Indexed)}
    labels = {e.base.label for e in formula.atoms(sp.Indexed)}
    symbols = {s for s in formula.free_symbols - labels if isinstance(s, sp.Symbol)}
    return bases | {s.name for s in symbols if not s.is_integer}


def _first(mine, right, tries):
    """Say where two lists of values differ first, and by what."""
    for one, two, place in zip(mine, right, tries, strict=True):
        if not _agree([one], [two]):
            where = ", ".join(f"{key} = {size}" for key, size in place.items())
            one, two = pair(one, two)
            where = f" for {where}" if where else ""
            return f"{where}: {one} where {two} was expected"
    return ""


def value(formula, place, seed, name="your formula", whole=()):
    """Return the value of a formula at one place, with random values for the rest.

    Args:
        formula: a SymPy expression; its sums have symbolic or numeric limits.
        place: dict from names of integer symbols to integers.
        seed: integer; equal names get equal values for equal seeds.
        name: what a message calls the formula.
        whole: names of further symbols that stand for whole numbers.

    Raises Wrong: the formula has no numeric value there.
    """
    try:
        return float(_with_numbers(formula, place, seed, whole).doit().evalf())
    except Exception:
        lack = f"no real value where {place}" if place else "no real value"
        raise Wrong(f"{name} has {lack}: {formula}.") from None


def _with_numbers(formula, place, seed, whole):
    names = {s.name: s for s in formula.free_symbols if isinstance(s, sp.Symbol)}
    values = {n: _whole_number(n, seed) for n in whole} | place
    sizes = {s: values[n] for n, s in names.items() if n in values}
    formula = formula.subs(sizes).doit().rewrite(sp.exp)
    for kind in (sp.Indexed, sp.Symbol):
        numbers = {a: _number(str(a), seed) for a in formula.atoms(kind)}
        formula = formula.xreplace(numbers)
    return formula


def _whole_number(name, seed):
    """Return 3 or 4 for a size, 1 to 3 for an index."""
    shift = (seed + sum(name.encode())) % 3
    return 3 + shift % 2 if name in ("n", "m", "l", "N") else 1 + shift


def _number(name, seed):
    """Return a number between 0.1 and 1.1 that depends on the name and the seed."""
    rng = np.random.default_rng([seed, *name.encode()])
    return sp.Float(0.1 + rng.random())
