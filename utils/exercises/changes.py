"""The small changes that could repair a piece of code, in one place at a time."""

import ast

LONGEST = 60  # characters of the place that is shown
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow)
ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def _operators(e, names):
    if isinstance(e, ast.BinOp):
        for kind in OPERATORS:
            if not isinstance(e.op, kind):
                yield ast.BinOp(e.left, kind(), e.right)
    elif isinstance(e, ast.Compare):
        for kind in ORDERS:
            if not isinstance(e.ops[0], kind):
                yield ast.Compare(e.left, [kind(), *e.ops[1:]], e.comparators)


def _orders(e, names):
    if isinstance(e, ast.BinOp):
        yield ast.BinOp(e.right, e.op, e.left)
    elif isinstance(e, ast.Call) and len(e.args) >= 2:
        yield ast.Call(e.func, e.args[::-1], e.keywords)
    elif isinstance(e, (ast.Tuple, ast.List)) and len(e.elts) >= 2:
        yield type(e)(e.elts[::-1], e.ctx)


def _signs(e, names):
    if isinstance(e, ast.UnaryOp) and isinstance(e.op, ast.USub):
        yield e.operand
    elif isinstance(e, ast.UnaryOp) and isinstance(e.op, ast.UAdd):
        yield ast.UnaryOp(ast.USub(), e.operand)
    else:
        yield ast.UnaryOp(ast.USub(), e)


def _numbers(e, names):
    if isinstance(e, ast.Constant) and type(e.value) in (int, float):
        twice = [2 * e.value] if e.value in (1, 2) else []
        for value in (e.value - 1, e.value + 1, *twice, e.value / 2):
            yield ast.Constant(int(value) if value == int(value) else value)


def _transposes(e, names):
    if isinstance(e, ast.Attribute) and e.attr in ("T", "real"):
        yield e.value
        yield ast.Attribute(e.value, "T", ast.Load())
    elif not isinstance(e, ast.Constant):
        yield ast.Attribute(e, "T", ast.Load())


def _names(e, names):
    if isinstance(e, ast.Constant) and type(e.value) in (int, float):
        yield from (ast.Name(name, ast.Load()) for name in names)
    if isinstance(e, ast.Name):
        yield from (ast.Name(name, ast.Load()) for name in names if name != e.id)


def _factors(e, names):
    for name in names:
        if isinstance(e, ast.Name) and e.id == name:
            continue  # e + e is a factor, e - e is nothing
        for kind in (ast.Mult, ast.Div, ast.Add, ast.Sub):
            yield ast.BinOp(e, kind(), ast.Name(name, ast.Load()))
    if isinstance(e, ast.BinOp):
        yield e.left
        yield e.right


# What is changed -> the words for it, from the likeliest to the rest.
KINDS = {
    "the operator in": _operators,
    "the sign of": _signs,
    "the number": _numbers,
    "the order in": _orders,
    "a transpose of": _transposes,
    "the value": _names,
    "what is missing, or too much, at": _factors,
}


def changes(program):
    """Change a syntax tree, yield the place in words, undo it; for each change in turn.

    The likeliest kinds of changes come first. If the loop is left, the change stays.
    """
    places = list(_places(program))
    names = sorted(_local_names(program))
    for words, variants in KINDS.items():
        for holder, key in places:
            before = holder[key]
            shown = _shown(words, before)
            for after in variants(before, names):
                holder[key] = after
                yield shown
            holder[key] = before


def _shown(words, e):
    """Return the words for a place; for an operator what stands behind it."""
    if isinstance(e, ast.BinOp) and words == "the operator in":
        sign = ast.unparse(ast.BinOp(ast.Name("a"), e.op, ast.Name("b")))[2:-2]
        return f"the `{sign}` before `{_short(e.right)}`"
    return f"{words} `{_short(e)}`"


def _short(e):
    text = ast.unparse(e)
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def _places(node):
    """Yield each expression that is computed, the innermost last, as holder[key]."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "decorator_list", "returns"):
            continue
        holder, keys = vars(node), [field]
        if isinstance(value, list):
            holder, keys = value, range(len(value))
        for key in keys:
            part = holder[key]
            if isinstance(part, ast.expr) and _is_computed(node, field, part):
                yield holder, key
            if isinstance(part, ast.AST):
                yield from _places(part)


def _is_computed(parent, field, part):
    called = isinstance(parent, ast.Call) and field == "func"
    of_module = isinstance(parent, ast.Attribute) and parent.attr not in ("T", "shape")
    return not (
        _is_stored(part) or called or (of_module and isinstance(part, ast.Name))
    )


def _local_names(program):
    """Return the names of arguments and variables in the answer."""
    nodes = list(ast.walk(program))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and _is_stored(n)}
    return stored | {n.arg for n in nodes if isinstance(n, ast.arg)}


def _is_stored(node):
    return isinstance(getattr(node, "ctx", None), ast.Store)
