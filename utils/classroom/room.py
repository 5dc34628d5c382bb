"""Runs the answers of one learner, in a process of their own.

    python -m utils.classroom.room

is started by utils.classroom.judging, in a sandbox: what an answer does stays in there,
and what it prints goes nowhere. It reads a list of answers as JSON: each a module of
checks, a check's name, and cells, the last of them the learner's. It writes a line for
itself, and one for each answer: what the check was given, and what the learner's
functions have returned to the check. Values alone; they are judged elsewhere.
"""

import json
import os
import sys
from contextlib import contextmanager, suppress
from importlib import import_module

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from utils.classroom.plain import from_json, to_json
from utils.classroom.sandbox import limit_this_process
from utils.exercises.judge import RIGHT, Verdict

SHELL = Config({"HistoryManager": {"enabled": False}})


@contextmanager
def taken(module, name):
    """Put a check aside; what it is called with instead is in the list given here."""
    given, check = [], getattr(module, name)

    def take(*answers):
        given.append(answers)
        return Verdict(RIGHT, "handed in")

    setattr(module, name, take)
    try:
        yield given
    finally:
        setattr(module, name, check)


def run_cells(cells):
    """Run cells as IPython does, but for lines for the shell.

    Return the name and the text of the error of the first that stops; else None.
    """
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(user_ns={}, config=SHELL)
    shell.system = shell.getoutput = lambda *_, **__: []
    shell.enable_gui = lambda gui=None: None
    shell.builtin_trap.activate()  # display, in functions that are called later
    for cell in cells:
        result = shell.run_cell(cell)
        if error := result.error_before_exec or result.error_in_exec:
            return [type(error).__name__, str(error)]
    return None


def handed_in(module, name, cells):
    """Run an answer; return what is to be judged, a dict that JSON can hold."""
    module, functions = import_module(f"utils.exercises.{module}"), []
    check = getattr(module, name)
    with taken(module, name) as given:
        error = run_cells(cells)
    if not given:
        return {"error": error}
    try:
        text = to_json(given[-1], functions)
    except Exception as stop:  # a dict whose keys are no text
        return {"error": [type(stop).__name__, str(stop)]}
    with suppress(BaseException):
        check(*from_json(text, functions))  # calls the functions; its verdict is lost
    return {"given": text, "calls": [function.calls for function in functions]}


def main():
    """Run the answers."""
    answers, out = json.load(sys.stdin), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    limit_this_process(in_room="closed" in sys.argv)
    print("open", file=out, flush=True)
    for answer in answers:
        print(json.dumps(handed_in(*answer)), file=out, flush=True)


if __name__ == "__main__":
    main()
