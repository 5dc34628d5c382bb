"""Finds the one change that makes a wrong answer right, and says where it is.

The learner's own code is changed, in one place at a time, until the check passes. So
what is said is true of every answer, in whatever form it was written: one change at
this place makes it right. The change itself is not told.
"""

import ast
import contextlib
import copy
import io
import time
import warnings

import numpy as np

from utils.exercises.changes import changes
from utils.exercises.limits import time_limit

BUDGET = 3.0  # seconds for the search
SECONDS = 0.5  # for one changed answer
LARGEST = 1_000_000  # bytes; what an answer refers to is copied for each change
REPAIR = "One change makes it right"
PLAIN = (ast.Assign, ast.FunctionDef, ast.Import, ast.ImportFrom)
OWN = (np.ndarray, np.random.Generator, list, dict, set)  # what an answer could change


def place_of_the_slip(judge, source, namespace):
    """Return a sentence that says where one change makes an answer right, or nothing.

    Args:
        judge: a function of the answers that raises an exception if they are wrong.
        source: of the answer cell; its last statement is the call of the check.
        namespace: dict, what the cell finds; it stays as it is.
    """
    tree = ast.parse(source)
    *body, last = tree.body
    handed_in = getattr(last, "value", None)
    if not isinstance(handed_in, ast.Call) or not all(
        isinstance(s, PLAIN) for s in body
    ):
        return ""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    own = {n: v for n, v in namespace.items() if n in used and isinstance(v, OWN)}
    if sum(getattr(value, "nbytes", 0) for value in own.values()) > LARGEST:
        return ""
    program = ast.Module(body, [])
    answers = ast.Expression(ast.Tuple(handed_in.args, ast.Load()))
    end = time.monotonic() + BUDGET
    for place in changes(program):
        if time.monotonic() > end:
            break
        if _is_right(judge, program, answers, namespace | copy.deepcopy(own)):
            return f"{REPAIR}: look at {place}"
    return ""


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
