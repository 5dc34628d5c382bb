"""Mutate the solutions of the exercises, and see what the judge says of each mutant.

    course mutants              every exercise: some minutes
    course mutants 02 04        those of two notebooks
    course mutants --list       also each mutant that is right, or hears bare numbers

Each operator, constant, sign, index, transpose, argument and line of a solution is
changed, one at a time. A mutant that is judged right is equal to the solution, or it
shows a case that the check never tries.
"""

import ast
import contextlib
import copy
import io
import warnings
from collections import Counter

from tqdm import tqdm

from utils.classroom.answers import judged, read_once
from utils.classroom.exercise_cells import all_exercises, solution
from utils.exercises.limits import time_limit
from utils.exercises.old_judge import BARE, NOT_ATTEMPTED, RIGHT
from utils.exercises.repairs import REPAIR

OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Lt: ast.Gt,
    ast.Gt: ast.Lt,
    ast.LtE: ast.GtE,
    ast.GtE: ast.LtE,
}
KINDS = ("explained", "bare", "right", "not attempted", "stopped by itself")
SECONDS = 60  # for one mutant


def changes(node):
    """Yield functions that each change one thing at a node of a syntax tree."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in OTHER:
        yield lambda n: setattr(n, "op", OTHER[type(n.op)]())
    if isinstance(node, ast.BinOp):
        if not isinstance(node.op, (ast.Add, ast.Mult)):
            yield _swap
        if isinstance(node.op, (ast.Mult, ast.Div)):
            yield lambda n: setattr(n, "right", ast.Constant(1))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        yield lambda n: n.ops.__setitem__(0, OTHER[type(n.ops[0])]())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda n: setattr(n, "value", n.value + 1)
        yield lambda n: setattr(n, "value", 2 * n.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, (ast.Assign, ast.Return)) and node.value is not None:
        yield lambda n: setattr(n, "value", ast.UnaryOp(ast.USub(), n.value))
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield lambda n: setattr(n, "attr", "real")
    if isinstance(node, (ast.Call, ast.Tuple)) and len(_parts(node)) >= 2:
        yield lambda n: _parts(n).reverse()
    if isinstance(node, ast.FunctionDef) and len(node.body) > 1:
        for line in range(len(node.body)):
            yield lambda n, line=line: n.body.pop(line)


def _swap(node):
    node.left, node.right = node.right, node.left


def _parts(node):
    return node.args if isinstance(node, ast.Call) else node.elts


def mutants(source):
    """Yield the sources of an answer cell with one change each; its check stays."""
    tree = ast.parse(source)
    for s in range(len(tree.body) - 1):
        for changed, _ in changed_trees(tree, s, changes):
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text != ast.unparse(tree):
                yield text


def changed_trees(tree, s, changes):
    """Yield (a copy of tree, the node changed) for each change in statement s of it.

    changes yields functions that each change one thing at a node.
    """
    for place, node in enumerate(ast.walk(tree.body[s])):
        for change in changes(node):
            changed = copy.deepcopy(tree)
            found = list(ast.walk(changed.body[s]))[place]
            change(found)
            yield changed, found


def kind_of(path, name, source):
    """Return one of KINDS, and what the judge said of a mutant."""
    quiet = contextlib.redirect_stdout(io.StringIO())
    try:
        with quiet, time_limit(SECONDS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            verdict = judged(path, name, source)
    except Exception as error:
        return "stopped by itself", f"{type(error).__name__}: {error}"
    if verdict.status == RIGHT:
        return "right", ""
    if verdict.status == NOT_ATTEMPTED:
        return "not attempted", ""
    bare = BARE.search(verdict.message) and REPAIR not in verdict.message
    return "bare" if bare else "explained", verdict.message


def report(path, name, bar, show):
    """Judge all mutants of one exercise; return how many are of which kind."""
    counts = Counter()
    for source in mutants(solution(read_once(path), name)):
        kind, message = kind_of(path, name, source)
        counts[kind] += 1
        if show and kind != "explained":
            shown = source.rsplit("\n", 1)[0].strip()
            bar.write(f"\n{path.stem[:2]} {name}: {kind}. {message}\n{shown}")
    return counts


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("numbers", nargs="*", help="of notebooks, such as 02")
    parser.add_argument(
        "--list", action="store_true", help="show what is not explained"
    )


def run(chosen):
    """Print the table; return the exit status."""
    rows = []
    with tqdm(all_exercises(), unit="exercise") as bar:
        for path, name in bar:
            number = path.stem[:2]
            if not chosen.numbers or number in chosen.numbers:
                rows.append((number, name, report(path, name, bar, chosen.list)))
    total = sum((counts for *_, counts in rows), Counter())
    for number, name, counts in [*rows, ("", "all", total)]:
        numbers = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
        print(f"{number:2} {name:22} {numbers}")
    wrong = total["explained"] + total["bare"]
    if wrong:
        print(f"explained: {total['explained'] / wrong:.0%} of those judged wrong")
    return 0
