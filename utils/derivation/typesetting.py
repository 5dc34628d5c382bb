"""Typesetting: SymPy formulas as a textbook writes them, in the course's notation."""

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.latex import LatexPrinter

FUNCTIONS = {"sigma": r"\sigma", "f_any": "f", "f_slope": "f'"}


def equation(left, right):
    """Return left = right as it stands, to be shown; SymPy is not asked if it holds."""
    return sp.Eq(left, right, evaluate=False)


def partial(name, variable):
    """Return d(name)/d(variable) as a symbol, to be shown in an equation."""
    return sp.Derivative(sp.Function(name)(variable), variable)


def typeset(formula, **_settings):
    """Return the LaTeX of a formula, in the notation of the course.

    sp.init_printing(latex_printer=typeset) lets a notebook show formulas that way.
    """
    return _Textbook().doprint(formula)


class _Textbook(LatexPrinter):
    """Writes v_ij without a comma, and factors and terms in a textbook's order."""

    def _print_sigma(self, expr, exp=None):
        name = FUNCTIONS[type(expr).__name__] + (f"^{{{exp}}}" if exp else "")
        return rf"{name}\!\left({self._print(expr.args[0])}\right)"

    _print_f_any = _print_f_slope = _print_sigma

    def _print_Indexed(self, expr):
        base, *indices = (self._print(arg) for arg in expr.args)
        comma = "" if all(len(index) == 1 for index in indices) else ","
        return f"{base}_{{{comma.join(indices)}}}"

    _print_MatrixElement = _print_Indexed

    def parenthesize(self, item, level, is_neg=False, strict=False):
        """Return the LaTeX of a base or factor; w^(1)_ij may stand under a power."""
        tex = super().parenthesize(item, level, is_neg, strict)
        return self.parenthesize_super(tex) if isinstance(item, sp.Indexed) else tex

    def _print_Sum(self, expr):
        if len(expr.limits) > 1:
            return super()._print_Sum(expr)
        index, first, last = (self._print(e) for e in expr.limits[0])
        f = expr.function
        bracket = f.is_Add or f.could_extract_minus_sign()
        return rf"\sum_{{{index}={first}}}^{{{last}}} {self._factor(f, bracket)}"

    def _print_Derivative(self, expr):
        f, by = expr.expr, expr.variable_count
        if not (f.is_Function and len(by) == 1 and by[0] == (f.args[0], 1)):
            return super()._print_Derivative(expr)
        name = self._print(sp.Symbol(f.func.__name__))
        d = "d" if name == r"\sigma" else r"\partial"
        return rf"\frac{{{d} {name}}}{{{d} {self._print(f.args[0])}}}"

    def _print_Mul(self, expr):
        number, factors = expr.as_coeff_mul()
        if any(f.is_Pow and f.exp.could_extract_minus_sign() for f in factors):
            return super()._print_Mul(expr)
        sign = "- " if number.is_negative else ""
        number = [] if abs(number) == 1 else [abs(number)]
        *factors, last = number + sorted(factors, key=_place)
        parts = [self._factor(f, f.is_Add or isinstance(f, sp.Sum)) for f in factors]
        return sign + " ".join([*parts, self._factor(last, last.is_Add)])

    def _factor(self, expr, bracket):
        tex = self._print(expr)
        return rf"\left({tex}\right)" if bracket else tex

    def _as_ordered_terms(self, expr, order=None):
        terms = super()._as_ordered_terms(expr, order=order)
        # A number, what is added, what is taken away.
        return sorted(
            terms, key=lambda e: (e.could_extract_minus_sign(), not e.is_number)
        )


def _place(factor):
    """Return where a factor stands in a product: (o - t) o (1 - o) x y (1 - y) v w."""
    if isinstance(factor, (sp.KroneckerDelta, sp.Sum)):
        return 8, False
    letters = {str(base) for base in factor.atoms(sp.IndexedBase)}
    places = {"t": 1, "o": 2, "w": 2, "y": 4, "v": 4}
    if isinstance(factor, (sp.Indexed, MatrixElement)):
        letters = {str(factor.args[0]).lower()}
        places = {"t": 1, "o": 2, "x": 3, "y": 4, "v": 6, "w": 7}
    return min((places[a] for a in letters if a in places), default=5), factor.is_Add
