"""Finds the one change that makes a wrong answer right, and says where it is.

The learner's own code is changed, in one place at a time, until the check passes. So
what is said is true of every answer, in whatever form it was written: one change at
this place makes it right. The change itself is not told.
"""

import ast
import contextlib
import copy
import io
import random
import sys
import time
import types
import warnings

import numpy as np

from utils.exercises.changes import changes
from utils.exercises.limits import can_limit, time_limit

BUDGET = 3.0  # seconds for the search
SECONDS = 0.5  # for one changed answer
LARGEST = 1_000_000  # bytes; what an answer refers to is copied for each change
REPAIR = "One change makes it right"
PLAIN = (ast.Assign, ast.FunctionDef, ast.Import, ast.ImportFrom)
SHARED = (types.ModuleType, types.FunctionType, type)  # not copied


def place_of_the_slip(judge, source, namespace):
    """Return a sentence that says where one change makes an answer right, or nothing.

    Nothing is said where no time limit can be set: a changed loop may never end.

    Args:
        judge: a function of the answers that raises an exception if they are wrong.
        source: of the answer cell; its last statement is the call of the check.
        namespace: dict, what the cell finds; it stays as it is, and so do the global
            generators of random numbers.

    Raises SyntaxError: source is no Python; or what copying a value raises.
    """
    tree = ast.parse(source)
    *body, last = tree.body
    handed_in = getattr(last, "value", None)
    plain = isinstance(handed_in, ast.Call) and all(isinstance(s, PLAIN) for s in body)
    if not (plain and can_limit()):
        return ""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    own = {n: namespace[n] for n in used & namespace.keys()}
    own = {n: value for n, value in own.items() if not isinstance(value, SHARED)}
    if _size(own) > LARGEST:
        return ""
    program = ast.Module(body, [])
    answers = ast.Expression(ast.Tuple(handed_in.args, ast.Load()))
    end = time.monotonic() + BUDGET
    with _same_random_numbers():
        for place in changes(program):
            if time.monotonic() > end:
                break
            if _is_right(judge, program, answers, namespace | copy.deepcopy(own)):
                return f"{REPAIR}: look at {place}"
    return ""


def _size(value):
    """Return the bytes of the arrays and tensors in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    return getattr(value, "nbytes", 0)


@contextlib.contextmanager
def _same_random_numbers():
    """Set the global generators of random numbers back at the end."""
    pairs = [(random.getstate, random.setstate)]
    pairs.append((np.random.get_state, np.random.set_state))
    if torch := sys.modules.get("torch"):
        pairs.append((torch.get_rng_state, torch.set_rng_state))
    before = [(set_back, get()) for get, set_back in pairs]
    try:
        yield
    finally:
        for set_back, state in before:
            set_back(state)


def _is_right(judge, program, answers, namespace):
    """Run a changed answer in a namespace of its own, quietly, and judge it."""
    quiet = io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(quiet),
            contextlib.redirect_stderr(quiet),
            warnings.catch_warnings(),
            time_limit(SECONDS),
        ):
            warnings.simplefilter("ignore")
            ast.fix_missing_locations(program)
            ast.fix_missing_locations(answers)
            exec(compile(program, "<answer>", "exec"), namespace)
            judge(*eval(compile(answers, "<answer>", "eval"), namespace))
    except Exception:
        return False
    return True
