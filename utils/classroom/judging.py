"""Judges the answers of one learner: each runs in a room, its check somewhere else.

From the room (utils.classroom.room) come values alone. A check that calls a learner's
function gets again what that has returned in the room. Each check runs in a process of
its own, which no answer reaches.
"""

import json
import multiprocessing
import warnings
from dataclasses import dataclass
from importlib import import_module

from utils.classroom.plain import Replayed, from_json
from utils.classroom.sandbox import ROOT, Stopped, limit_this_process, opened
from utils.exercises.judge import WRONG

WORDS = {WRONG: "not yet"}
CHECKING = 60  # seconds for a check
FORKS = "forkserver" in multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context("forkserver" if FORKS else "spawn")
if FORKS:  # from a process that has imported all checks
    checks = (path.stem for path in ROOT.glob("utils/exercises/*.py"))
    PROCESSES.set_forkserver_preload([f"utils.exercises.{name}" for name in checks])


@dataclass
class Answer:
    """One answer, as a learner left it, and what is said of it.

    exercise: for example '02 columns'. runs: its check's module and name, and the cells
    that are to be run, the last of which is its own; None if there is nothing to run.
    word, message: what is said, in a word or two, and in a sentence.
    """

    exercise: str
    source: str = ""
    runs: tuple | None = None
    word: str = "not judged yet"
    message: str = ""


def judge(answers, seconds, trust):
    """Change the answers of one learner: judge them, in as few rooms as possible.

    Args:
        answers: a list of Answer, each with something to run.
        seconds: of work for each.
        trust: no closed room.
    """
    left = list(answers)
    while left:
        with opened([a.runs for a in left], seconds, trust) as lines:
            try:
                while left:
                    hear(left[0], next(lines))
                    del left[0]
            except Stopped as why:
                left[0].word, left[0].message = str(why), f"Your answer {why}."
                del left[0]


def hear(answer, line):
    """Change an answer: judge it by what has come from its room."""
    module, name, _ = answer.runs
    try:
        said = json.loads(line)
        kind, text = map(str, said.get("error") or ("", ""))
    except Exception:
        raise Stopped("gave no answer that can be read") from None
    if "given" in said:
        verdict = in_fresh_process(verdict_on, module, name, said)
        status, answer.message = verdict or ("not judged", "Its check does not end.")
        answer.word = WORDS.get(status, status)
    elif kind:
        answer.word = f"{kind[:80]} in the answer"
        answer.message = f"The cell stops: {kind[:80]}: {text[:1000]}."
    else:
        answer.word = "not handed in"
        answer.message = f"The cell does not call exercises.{name}."


def verdict_on(module, name, said):
    """Return a check's (status, message) on what has come from a room."""
    functions = []
    try:
        functions += [Replayed(calls, functions) for calls in said["calls"]]
        given = from_json(said["given"], functions)
    except Exception:
        return "gave no answer that can be read", "What it gives cannot be read."
    verdict = getattr(import_module(f"utils.exercises.{module}"), name)(*given)
    return verdict.status, verdict.message


def in_fresh_process(function, *arguments):
    """Return what a function returns in a process of its own; None if it does not."""
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_into, args=(there, function, *arguments))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(CHECKING) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def _into(pipe, function, *arguments):
    limit_this_process()
    warnings.simplefilter("ignore")
    pipe.send(function(*arguments))
