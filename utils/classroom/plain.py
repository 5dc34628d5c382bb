"""Values as plain data that JSON can hold, and back, without running anything."""

import ast
import base64
import re
import sys

import numpy as np
import sympy as sp

from utils.derivation import network

PLAIN = (type(None), bool, int, float, str)
DTYPE = re.compile(r"[<>|=]?[biufc]\d{1,2}")
WITH_TEXT = {"Symbol", "Dummy", "Function", "Float", "Str"}  # all else would run it


class Foreign(BaseException):
    """A value of a kind that does not travel; holds the kind."""


def pack(value, export):
    """Return a value as plain data; export turns a function into its number.

    Raises Foreign.
    """
    torch = sys.modules.get("torch")
    kind, inside = type(value), None
    if kind in PLAIN:
        return value
    if kind is list:
        return [pack(part, export) for part in value]
    if kind is tuple:
        kind, inside = "tuple", list(value)
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        kind, inside = "named", [kind.__module__, kind.__name__, list(value)]
    elif kind is dict:
        kind, inside = "dict", [list(item) for item in value.items()]
    elif value is ...:
        kind = "dots"
    elif kind is complex:
        kind, inside = "complex", [value.real, value.imag]
    elif isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufc":
        data = base64.b64encode(value.tobytes()).decode()
        array = isinstance(value, np.ndarray)
        kind, inside = "array", [value.dtype.str, list(value.shape), data, array]
    elif torch and isinstance(value, torch.Tensor):
        kind, inside = "tensor", [value.detach().numpy(), value.requires_grad]
    elif isinstance(value, sp.Basic):
        kind, inside = "formula", sp.srepr(value)
    elif callable(value):
        kind, inside = "function", export(value)
    else:
        raise Foreign(kind.__name__)
    return {kind: pack(inside, export)}


def unpack(data, stand_in):
    """Return the value; stand_in makes a function of a number. Raises what it likes."""
    if isinstance(data, PLAIN):
        return data
    if isinstance(data, list):
        return [unpack(part, stand_in) for part in data]
    [(kind, inside)] = data.items()
    make = stand_in if kind == "function" else MAKE[kind]
    return make(unpack(inside, stand_in))


def _array(inside):
    dtype, shape, data, is_array = inside
    if not DTYPE.fullmatch(dtype):
        raise ValueError(dtype)
    array = np.frombuffer(base64.b64decode(data), dtype).reshape(shape).copy()
    return array if is_array else array[()]


def _tensor(inside):
    import torch

    return torch.from_numpy(inside[0]).requires_grad_(inside[1])


def _named(inside):
    module, name, values = inside
    if not module.startswith("utils.") or not issubclass(
        kind := getattr(sys.modules[module], name), tuple
    ):
        raise ValueError(module)
    return kind(*values)


def _formula(text):
    return _built(ast.parse(text, mode="eval").body)


def _built(node):
    """Build what sp.srepr has written: classes and constants of SymPy, no more."""
    match node:
        case ast.Constant(value=bool() | int() | None):
            return node.value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int())):
            return -node.operand.value
        case ast.Tuple() | ast.List():
            return (type(node) is ast.Tuple and tuple(map(_built, node.elts))) or list(
                map(_built, node.elts)
            )
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
            return _built(node.func)(
                *parts, **{k.arg: _built(k.value) for k in node.keywords}
            )
    raise ValueError(ast.dump(node))


MAKE = {
    "dots": lambda _: ...,
    "tuple": tuple,
    "dict": dict,
    "complex": lambda parts: complex(*parts),
    "array": _array,
    "tensor": _tensor,
    "named": _named,
    "formula": _formula,
}
