"""Runs the answers of one learner, in a process of their own.

    python -m utils.classroom.inside

serves utils.classroom.judging, which has started it in a sandbox: what an answer does
stays in there, and what it prints goes nowhere.
"""

import os
import sys
from contextlib import contextmanager
from importlib import import_module

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from utils.classroom.sandbox import limit_this_process
from utils.classroom.wire import LONGEST, Channel
from utils.exercises.judge import RIGHT, Verdict

SHELL = Config({"HistoryManager": {"enabled": False}})


class Answers:
    """What the judge may call, for one answer after the other."""

    def prepare(self, module, name, cells):
        """Run the cells that the next answer needs."""
        self.module, self.name = import_module(f"utils.exercises.{module}"), name
        self.check = getattr(self.module, name)
        self.namespace = after(cells)

    def hand_in(self, source):
        """Run the answer's cell; return what it gives to its check, and its error."""
        with taken(self.module, self.name) as given:
            error = run_as_notebook(source, self.namespace)
        self.given = given[-1] if given else None
        return self.given, error and [type(error).__name__, str(error)]

    def judge_beside(self):
        """Return (status, message) of what was handed in, judged in this process."""
        verdict = self.check(*self.given)
        return verdict.status, verdict.message


def after(cells):
    """Return the names that these cells leave, a dict."""
    namespace = {"__name__": "__main__"}
    for cell in cells:
        exec(compile(cell, "cell", "exec"), namespace)
    return namespace


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


def run_as_notebook(source, namespace):
    """Run a cell as IPython does, but for lines for the shell; return its error."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(user_ns=namespace, config=SHELL)
    shell.system = shell.getoutput = lambda *_, **__: []
    shell.enable_gui = lambda gui=None: None
    shell.builtin_trap.activate()  # display, in functions that are called later
    result = shell.run_cell(source)
    return result.error_before_exec or result.error_in_exec


def main():
    """Serve until the line ends."""
    lines, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    limit_this_process(in_room="closed" in sys.argv)
    answers = Answers()
    functions = answers.prepare, answers.hand_in, answers.judge_beside
    Channel(iter(lambda: lines.readline(LONGEST), b""), out, functions).serve()


if __name__ == "__main__":
    main()
