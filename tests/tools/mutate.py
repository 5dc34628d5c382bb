"""Change one thing, and see who notices: .venv/bin/python tests/tools/mutate.py WHAT

    exercises [NN ...]      each operator, number, index, line of the solutions: what
                            does the judge say? (minutes; all, or those of notebooks NN)
    utils/networks [COUNT]  random single changes of a room: do its tests turn red?

What nobody notices is printed: it is either no mistake, or a hole. Needs os.fork.
"""

import ast
import contextlib
import copy
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from functools import partial
from pathlib import Path

from answers import judged, read_once

from utils.classroom.exercise_cells import all_exercises, solution
from utils.classroom.notebooks import ROOT

OTHER = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
    **{ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.Lt: ast.GtE, ast.Gt: ast.LtE},
    **{ast.LtE: ast.Gt, ast.GtE: ast.Lt},
}
SECONDS = 60  # for one mutant of a solution


def changes(node):
    """Yield functions that each change one thing at a node of a syntax tree."""
    if type(getattr(node, "op", None)) in OTHER:
        yield lambda n: setattr(n, "op", OTHER[type(n.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, (ast.Assign, ast.Return)) and node.value is not None:
        yield lambda n: setattr(n, "value", ast.UnaryOp(ast.USub(), n.value))
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        yield lambda n: setattr(n, "right", ast.Constant(1))
    if isinstance(node, ast.BinOp) and not isinstance(node.op, (ast.Add, ast.Mult)):
        yield lambda n: n.__dict__.update(left=n.right, right=n.left)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        yield lambda n: n.ops.__setitem__(0, OTHER[type(n.ops[0])]())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield lambda n: setattr(n, "attr", "real")
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        yield lambda n: n.args.reverse()
    if isinstance(node, ast.FunctionDef):
        for line in range(len(node.body) > 1 and len(node.body)):
            yield lambda n, line=line: n.body.pop(line)


def mutants(source, last=None):
    """Yield (line, changed source) for each change of the statements up to last."""
    tree = ast.parse(source)
    for s, statement in enumerate(tree.body[:last]):
        for place, node in enumerate(ast.walk(statement)):
            for change in changes(node):
                changed = copy.deepcopy(tree)
                change(list(ast.walk(changed.body[s]))[place])
                text = ast.unparse(ast.fix_missing_locations(changed))
                if text != ast.unparse(tree):
                    yield getattr(node, "lineno", statement.lineno), text


def in_child(call):
    """Return what call() returns as text, or raises, in a copy of this process."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                result = call()
            except Exception as error:
                result = f"raised {type(error).__name__}: {error}"
        with os.fdopen(into, "w") as pipe:
            pipe.write(str(result))
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        text = pipe.read()
    return text if os.waitpid(child, 0)[1] == 0 else "stopped"


def verdict_on(path, name, source):
    """Return what the judge says of an answer: its status, and its message."""
    verdict = judged(path, name, source)
    return f"{verdict.status}: {verdict.message}"


def right_mutants(numbers):
    """Yield each mutant of a solution that is right; at the end count the verdicts."""
    counts = Counter()
    for path, name in all_exercises():
        if not numbers or path.stem[:2] in numbers:
            for _, source in mutants(solution(read_once(path), name), -1):
                said = in_child(partial(verdict_on, path, name, source))
                counts[said.split(":")[0]] += 1
                if said.lower().startswith("right"):
                    yield f"{path.stem[:2]} {name}: {said}\n{source}"
    print(dict(counts))


def survivors(room, count, seed=0):
    """Yield the random changes of a room that its tests, in a copy, do not notice."""
    found = [
        (path.relative_to(ROOT), line, text)
        for path in sorted((ROOT / "utils" / room).glob("*.py"))
        for line, text in mutants(path.read_text(encoding="utf-8"))
    ]
    command = [sys.executable, "-m", "pytest", "-qx", "-n0", f"tests/{room}"]
    with tempfile.TemporaryDirectory() as folder:
        for part in ("utils", "tests"):
            shutil.copytree(ROOT / part, Path(folder, part))
        for part in ("data", "notebooks", "pyproject.toml"):
            Path(folder, part).symlink_to(ROOT / part)
        options = {"cwd": folder, "env": os.environ | {"PYTHONPATH": folder}}
        for path, line, text in random.Random(seed).sample(found, count):
            target = Path(folder, path)
            whole = target.read_text(encoding="utf-8")
            target.write_text(text, encoding="utf-8")
            done = subprocess.run(command, **options, capture_output=True, timeout=900)
            target.write_text(whole, encoding="utf-8")
            if done.returncode == 0:
                yield f"{path}:{line}"


def main(what, *more):
    """Run one of the two; return 1 if anything was not noticed."""
    if what == "exercises":
        found = right_mutants(more)
    else:
        found = survivors(Path(what).name, int(*more or [20]))
    count = 0
    for each in found:
        print(f"\n{each}", flush=True)
        count += 1
    print(f"{count} not noticed")
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
