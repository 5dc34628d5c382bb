"""A fingerprint of code: it changes with what a function computes, not with comments.

It covers the functions named and all that they use in the modules of utils, by reading
the source. Comments, docstrings, blank lines, unrelated functions and the names of the
modules do not count: code that moves to another module keeps its fingerprint.
"""

import ast
import hashlib
import io
import tokenize
from functools import cache
from pathlib import Path

UTILS = Path(__file__).resolve().parents[1]


def fingerprint(module, *names, folder=UTILS):
    """Return 16 hexadecimal digits for these functions of a module of utils.

    Args:
        module: its name below utils, for example "networks.sigmoid".
        names: of functions, classes or constants at its top level.
        folder: where the modules lie.

    Raises ValueError: a module lacks a name that is asked for or imported from it.
    """
    found = {}
    for name in names:
        _collect_(found, module, name, folder, needed=True)
    pieces = sorted(f"{name}\n{code}\n" for (_, name), code in found.items())
    text = "".join(pieces)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _collect_(found, module, name, folder, needed):
    """Change found: add the code of this name and of every name in it.

    needed: whether the module must have the name, which else may be a local one.
    """
    if (module, name) in found:
        return
    lines, definitions, imports = _read(
        folder.joinpath(*module.split(".")).with_suffix(".py")
    )
    if name in imports:
        _collect_(found, *imports[name], folder, needed=True)
    elif name in definitions:
        node = definitions[name]
        found[module, name] = _bare(lines, node)
        for used in ast.walk(node):
            if isinstance(used, ast.Name):
                _collect_(found, module, used.id, folder, needed=False)
    elif needed:
        raise ValueError(f"utils.{module} has no {name} at its top level")


@cache
def _read(path):
    """Return a module's lines without comments, its definitions and its imports."""
    source = path.read_text(encoding="utf-8")
    definitions, imports = {}, {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            definitions[node.name] = node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in getattr(node, "targets", None) or [node.target]:
                for part in ast.walk(target):
                    definitions[getattr(part, "id", None)] = node
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("utils."):
            for alias in node.names:
                place = node.module.removeprefix("utils."), alias.name
                imports[alias.asname or alias.name] = place
    return _without_comments(source), definitions, imports


def _without_comments(source):
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return lines


def _bare(lines, node):
    """Return the lines of a definition, less docstrings and blank lines."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    kept = dict(enumerate(lines[first - 1 : node.end_lineno], start=first))
    for inner in ast.walk(node):
        if isinstance(inner, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(
            inner
        ):
            doc = inner.body[0]
            for number in range(doc.lineno, doc.end_lineno + 1):
                kept[number] = ""
    return "\n".join(line.rstrip() for line in kept.values() if line.strip())
