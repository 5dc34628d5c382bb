"""A right answer stays right in every form that keeps its value, in every exercise."""

import functools
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
import torch
from answers import handed_in

from utils.classroom.exercise_cells import all_exercises, read_once, solution
from utils.exercises.judge import RIGHT


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def on(kind, change):
    """Return a form: a function that changes all parts of this kind in an answer."""

    def form(value):
        if isinstance(value, (list, tuple)) and kind not in (list, tuple):
            parts = [form(part) for part in value]
            return (
                value._make(parts) if hasattr(value, "_fields") else type(value)(parts)
            )
        if isinstance(value, dict):
            return {name: form(part) for name, part in value.items()}
        fits = is_number(value) if kind is float else isinstance(value, kind)
        return change(value) if fits else value

    return form


def in_float32(array):
    return array.astype(np.float32) if array.dtype == np.float64 else array


def renamed(formula):
    dummies = {limits[0] for s in formula.atoms(sp.Sum) for limits in s.limits}
    new = {old: sp.Symbol(f"{old.name}_other", integer=True) for old in dummies}
    return formula.replace(
        sp.Sum, lambda f, limits: sp.Sum(f.subs(new), (new[limits[0]], *limits[1:]))
    )


def shifted(formula):
    def one_further(function, limits):
        index, first, last = limits
        return sp.Sum(function.subs(index, index - 1), (index, first + 1, last + 1))

    return formula.replace(sp.Sum, one_further)


FORMS = {
    "list": on(tuple, list),
    "tuple": on(list, tuple),
    "NumPy scalar": on(float, lambda number: np.array(number)[()]),
    "array of no axis": on(float, np.array),
    "SymPy number": on(float, sp.sympify),
    "tuple of rows": on(np.ndarray, lambda array: array.tolist()),
    "tensor": on(np.ndarray, torch.tensor),
    "float32": on(np.ndarray, in_float32),
    "expanded": on(sp.Expr, sp.expand),
    "other dummies": on(sp.Expr, renamed),
    "shifted sums": on(sp.Expr, shifted),
}


def in_form(answer, form):
    """Return the answer in another form; of a function, what it returns."""
    if not callable(answer) or isinstance(answer, sp.Basic):
        return form(answer)

    @functools.wraps(answer)
    def function(*arguments):
        return form(answer(*arguments))

    return function


def settings_only(answers):
    """Are these dictionaries of numbers? Then equal texts are equal answers."""
    return all(isinstance(a, dict) and all(map(is_number, a.values())) for a in answers)


# Forms that do not keep the value: a list forgets its dtype, which is what the exercise
# is about; numbers of 1e-200 are 0 in float32, and its rounding adds up in a block.
NOT_A_FORM = {
    "keep_float32": {"tuple of rows"},
    "softmax_step": {"float32"},
    "softmax_block": {"float32"},
}


def label(value):
    return value.stem[:2] if isinstance(value, Path) else str(value)


@pytest.mark.parametrize(("path", "name"), all_exercises(), ids=label)
def test_a_right_answer_is_right_in_every_form(path, name):
    check, answers = handed_in(path, name, solution(read_once(path), name))
    refused, seen = {}, set()
    for form, change in FORMS.items():
        changed = [in_form(answer, change) for answer in answers]
        if settings_only(changed) and repr(changed) in seen:
            continue  # judged already; some judges train a network
        verdict = check(*changed)
        seen.add(repr(changed))
        if verdict.status != RIGHT and form not in NOT_A_FORM.get(name, ()):
            refused[form] = verdict.message
    assert refused == {}


JUNK = (True, "text", b"", 2j, object(), {}, [], [[1], [2, 3]], np.ones((2, 2, 2)))
JUNK += (float("nan"), sp.Symbol("x"), np.array(["a"]), type, lambda *_: "text", 1e308)


@pytest.mark.parametrize(("path", "name"), all_exercises(), ids=label)
def test_junk_is_never_right_and_never_raises(path, name):
    check, answers = handed_in(path, name, solution(read_once(path), name))
    for junk in JUNK:
        assert check(*(junk for _ in answers)).status != RIGHT, junk
