"""Values as JSON, and back without running anything: no pickle, no eval.

Numbers, text, lists and dicts are JSON's own. Tuples become lists, tensors arrays.
"""

import ast
import base64
import io
import json
import sys

import numpy as np
import sympy as sp

from utils.derivation import network
from utils.exercises.judge import explained

WITH_TEXT = {"Symbol", "Dummy", "Function", "Float", "Str"}  # others would run a text


class Recorded:
    """Calls a learner's function, and keeps what comes of each call, as JSON.

    That is what it gives, or [name, text] of an error; and what it leaves in tensors.
    functions: of all that are recorded, the list; this one is added.
    """

    def __init__(self, function, functions):
        self.function, self.functions, self.calls = function, functions, []
        functions.append(self)

    def __call__(self, *arguments, **keywords):
        try:
            gives = to_json(self.function(*arguments, **keywords), self.functions)
        except BaseException as error:
            text, said = str(error), explained(error)
            if "shapes do not fit" in said:  # which arrays do not is seen here alone
                text = said.partition(": ")[2]
            self.calls.append([[type(error).__name__, text], []])
            raise
        leaves = [to_json(tensor, []) for tensor in filter(_is_tensor, arguments)]
        self.calls.append([gives, leaves])
        return from_json(gives, self.functions)


class Replayed:
    """Does again what the calls of a function have done, in order."""

    def __init__(self, calls, functions):
        self.calls, self.functions = iter(calls), functions

    def __call__(self, *arguments, **keywords):
        never = ["EOFError", "it was not called so often"], []
        gives, leaves = next(self.calls, never)
        if not isinstance(gives, str):
            name, text = map(str, gives)
            raise type(name[:80], (Exception,), {})(text[:1000])
        for tensor, left in zip(filter(_is_tensor, arguments), leaves, strict=True):
            tensor.data[...] = tensor.new_tensor(from_json(left, []))
        return from_json(gives, self.functions)


def _is_tensor(value):
    return "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor)


def to_json(value, functions):
    """Return a value as JSON; functions in it are recorded from now on, in functions.

    Of a value of any other kind the name of the kind is left.
    """

    def apart(value):
        if value is ...:
            return {"$dots": None}
        if isinstance(value, sp.Basic):
            return {"$formula": sp.srepr(value)}
        try:
            return {"$array": _array_apart(value)}
        except Exception:
            if not callable(value):
                return {"$other": type(value).__name__}
        Recorded(value, functions)
        return {"$function": len(functions) - 1}

    return json.dumps(value, default=apart)


def from_json(text, functions):
    """Return the value that to_json has written; functions: what stands for those.

    Raises whatever a stranger's text may lead to.
    """

    def together(data):
        match list(data.items()):
            case [("$dots", _)]:
                return ...
            case [("$formula", formula)]:
                return _built(ast.parse(formula, mode="eval").body)
            case [("$array", array)]:
                file = io.BytesIO(base64.b64decode(array))
                return np.lib.format.read_array(file, allow_pickle=False)[()]
            case [("$function", number)]:
                return functions[number]
            case [("$other", name)]:
                return type(name[:80], (), {})()
        return data

    return json.loads(text, object_hook=together)


def _array_apart(value):
    """Return an array, or what NumPy makes one of, as in a file of NumPy, in base64."""
    array = np.asarray(value.detach().cpu() if _is_tensor(value) else value)
    array = array.astype(float) if array.dtype == object else array
    file = io.BytesIO()
    np.lib.format.write_array(file, array, allow_pickle=False)
    return base64.b64encode(file.getvalue()).decode()


def _built(node):
    """Build what sp.srepr has written: classes and constants of SymPy, no more."""
    match node:
        case ast.Constant(value=bool() | int() | None):
            return node.value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int())):
            return -node.operand.value
        case ast.Tuple() | ast.List():
            return [_built(part) for part in node.elts]
        case ast.Name():
            found = getattr(sp, node.id, None) or getattr(network, node.id)
            if isinstance(found, sp.Basic) or issubclass(found, sp.Basic):
                return found
        case ast.Call():
            text = getattr(node.func, "id", None) in WITH_TEXT
            parts = [
                part.value if text and isinstance(part, ast.Constant) else _built(part)
                for part in node.args
            ]
            words = {word.arg: _built(word.value) for word in node.keywords}
            return _built(node.func)(*parts, **words)
    raise ValueError(ast.dump(node))
