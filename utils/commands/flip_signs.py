"""Flip each sign in the derivations of a notebook, and see which cells then fail.

    course flip-signs                               notebooks 01 and 02
    course flip-signs notebooks/02_chain_rule.ipynb -v

For each + and - in a statement, and for each value that is assigned or returned, the
notebook is run with that one sign changed. Cells after a failing one still run, as in
nbval. A flip that no cell notices is printed, and makes the command fail. Left alone
are checks, plots, data, and the making of symbols. It needs os.fork, so it does not
run on Windows. It takes about two minutes.
"""

import ast
import contextlib
import io
import os
import warnings
from pathlib import Path

import matplotlib

from utils.classroom.notebooks import NOTEBOOKS, code_cells, read
from utils.commands.mutants import changed_trees

NAMES = ("01_forward_pass", "02_chain_rule")
NO_DERIVATION = {
    *("array", "default_rng", "linspace", "normal", "random", "zeros"),
    *("IndexedBase", "MatrixSymbol", "Symbol", "numbered_symbols", "symbols"),
    *("assert_allclose", "display", "print", "subplots"),
}
SAME_FORMULA = ("return -(isinstance(e, sp.Sum)",)  # a truth value has no sign


def is_derivation(statement):
    """Say whether a statement assigns a formula."""
    called = {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    }
    assigned = isinstance(statement, (ast.Assign, ast.FunctionDef, ast.ClassDef))
    return assigned and not called & NO_DERIVATION


def flips(node):
    """Yield functions that each change one sign at this node of a syntax tree."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield lambda n: setattr(n, "op", other)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda n: setattr(n, "op", ast.UAdd())
    elif isinstance(node, (ast.Assign, ast.Return)):
        if isinstance(node.value, ast.Tuple):
            for a in range(len(node.value.elts)):
                yield lambda n, a=a: _negate(n.value.elts, a)
        else:
            yield lambda n: _negate(vars(n), "value")


def _negate(holder, key):
    holder[key] = ast.UnaryOp(ast.USub(), holder[key])


def mutants(source):
    """Yield (the changed line, the changed source) for each sign of a cell."""
    tree = ast.parse(source)
    if "plt." in source:
        return
    for s, statement in enumerate(tree.body):
        if is_derivation(statement):
            for changed, place in changed_trees(tree, s, flips):
                shown = place if isinstance(place, ast.Return) else changed.body[s]
                if not ast.unparse(shown).startswith(SAME_FORMULA):
                    yield ast.unparse(shown), ast.unparse(changed)


def fails(source, namespace):
    """Run a cell silently, and say whether it raised."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, "cell", "exec"), namespace)
    except Exception:
        return True
    return False


def failing_cells(sources, namespace):
    """Run the sources in a copy of this process; return the numbers that fail."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        failed = [a for a, source in enumerate(sources) if fails(source, namespace)]
        os.write(write, " ".join(map(str, failed)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        failed = pipe.read().split()
    os.waitpid(child, 0)
    return [int(a) for a in failed]


def check(path, verbose):
    """Print what became of the flips; return how many no cell noticed."""
    cells = code_cells(read(path))
    namespace = {"__name__": "__main__", "display": lambda *shown: None}
    results = ("noticed by a later cell", "only by the cell itself", "not at all")
    counts = dict.fromkeys(results, 0)
    for a, cell in enumerate(cells):
        for line, source in mutants(cell.source):
            rest = [source, *(other.source for other in cells[a + 1 :])]
            failed = failing_cells(rest, namespace)
            result = results[0 if failed[-1:] > [0] else 1 if failed else 2]
            counts[result] += 1
            if verbose or not failed:
                print(f"{cell.id}: {line}\n    {result}", end=": ")
                print(*(cells[a + b].id for b in failed), sep=", ")
        if fails(cell.source, namespace):
            raise SystemExit(f"{path.name}: cell {cell.id} fails as it stands")
    print(f"{path.name}: {counts}", flush=True)
    return counts["not at all"]


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: 01 and 02")
    parser.add_argument("-v", "--verbose", action="store_true", help="show all flips")


def run(chosen):
    """Flip the signs; return the exit status."""
    matplotlib.use("Agg")
    warnings.simplefilter("ignore")  # a flipped sign may divide by zero
    paths = chosen.notebooks or [NOTEBOOKS / f"{name}.ipynb" for name in NAMES]
    return int(sum(check(path, chosen.verbose) for path in paths) > 0)
