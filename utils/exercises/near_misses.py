"""Near misses: formulas with one slip in them, and the name of the slip."""

import sympy as sp


def near_misses(formula):
    """Yield (a formula with one slip, a sentence), for every slip at every place.

    Slips are a wrong sign, a missing or doubled part, a factor on the wrong side of the
    fraction, a wrong power or number, exchanged indices, a sum that is missing or
    begins or ends in the wrong place.
    """
    yield from _slips(formula)
    for number, part in enumerate(formula.args):
        if isinstance(part, sp.Expr) and not isinstance(formula, sp.Indexed):
            for changed, sentence in near_misses(part):
                args = list(formula.args)
                args[number] = changed
                yield formula.func(*args), sentence


def _slips(e):
    if isinstance(e, sp.Add):
        yield from _slips_of_a_sum_of_terms(e)
    elif isinstance(e, sp.Mul):
        yield from _slips_of_a_product(e)
    elif isinstance(e, sp.Pow):
        for power in {e.exp + 1, e.exp - 1, 2 * e.exp, -e.exp} - {e.exp}:
            yield e.base**power, f"the power of {e.base} is wrong"
        if e.exp == 2:
            yield 2 * e.base, f"the power of {e.base} is wrong"
    elif isinstance(e, sp.Indexed) and len(e.indices) == 2:
        yield e.base[e.indices[::-1]], f"the indices of {e.base} are exchanged"
    elif isinstance(e, sp.Sum):
        yield from _slips_of_a_sum(e)
    elif isinstance(e, sp.Function) and len(e.args) == 1:
        yield e.args[0], f"the function {e.func.__name__} is missing around {e.args[0]}"
        yield e.func(-e.args[0]), f"the sign inside {e.func.__name__}(...) is wrong"


def _slips_of_a_sum_of_terms(e):
    for term in e.args:
        yield e - 2 * term, f"the sign of {term} in {e} is wrong"
        yield e - term, f"{term} is missing in {e}"
        if term.is_number:
            for other in {0, term + 1, term - 1, 2 * term} - {term}:
                yield e - term + other, f"the number {term} in {e} is wrong"


def _slips_of_a_product(e):
    for part in e.args:
        if part != -1:
            yield e / part, f"the factor {part} is missing"
            yield e / part**2, f"{part} stands on the wrong side of a fraction"
            yield e * part, f"the factor {part} is there twice"


def _slips_of_a_sum(e):
    index, first, last = e.limits[0]
    yield e.function, f"the sum over {index} is missing"
    for end, moved in (
        ("begins", (index, first - 1, last)),
        ("begins", (index, first + 1, last)),
        ("ends", (index, first, last - 1)),
        ("ends", (index, first, last + 1)),
    ):
        yield sp.Sum(e.function, moved), f"the sum over {index} {end} one place off"
