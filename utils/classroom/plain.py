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
WITH_TEXT = {"Symbol", "Dummy", "Function", "Float", "Str"}  # others would run a text


class Foreign(BaseException):
    """A value of a kind that does not travel; holds the kind."""


def pack(value, export):
    """Return a value as plain data; export turns a function into its number.

    Raises Foreign.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, list):
        return [pack(part, export) for part in value]
    for kind, (fits, taken_apart, _) in KINDS.items():
        if fits(value):
            return {kind: pack(taken_apart(value), export)}
    if callable(value):
        return {"function": export(value)}
    raise Foreign(type(value).__name__)


def unpack(data, stand_in):
    """Return the value of plain data; stand_in makes a function of its number.

    Raises whatever data from a stranger may lead to.
    """
    if isinstance(data, PLAIN):
        return data
    if isinstance(data, list):
        return [unpack(part, stand_in) for part in data]
    [(kind, inside)] = data.items()
    inside = unpack(inside, stand_in)
    return stand_in(inside) if kind == "function" else KINDS[kind][2](inside)


def _is_array(value):
    return isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufc"


def _array_apart(value):
    data = base64.b64encode(value.tobytes()).decode()
    return [value.dtype.str, list(value.shape), data, isinstance(value, np.ndarray)]


def _array(parts):
    dtype, shape, data, is_array = parts
    if not DTYPE.fullmatch(dtype):
        raise ValueError(dtype)
    array = np.frombuffer(base64.b64decode(data), dtype).reshape(shape).copy()
    return array if is_array else array[()]


def _is_tensor(value):
    return "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor)


def _tensor(parts):
    import torch

    return torch.from_numpy(parts[0]).requires_grad_(parts[1])


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


KINDS = {  # what is of this kind, its parts, and how it is made of them
    "tuple": (lambda v: isinstance(v, tuple), list, tuple),
    "dict": (
        lambda v: isinstance(v, dict),
        lambda v: [list(item) for item in v.items()],
        dict,
    ),
    "dots": (lambda v: v is ..., lambda _: None, lambda _: ...),
    "complex": (
        lambda v: type(v) is complex,
        lambda v: [v.real, v.imag],
        lambda parts: complex(*parts),
    ),
    "array": (_is_array, _array_apart, _array),
    "tensor": (_is_tensor, lambda v: [v.detach().numpy(), v.requires_grad], _tensor),
    "formula": (
        lambda v: isinstance(v, sp.Basic),
        sp.srepr,
        lambda text: _built(ast.parse(text, mode="eval").body),
    ),
}
