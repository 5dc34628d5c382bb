"""Judges the answers of one learner: the checks run here, the answers elsewhere.

An answer runs in the closed room (utils.classroom.inside), and only plain values come
back: what is written here cannot be reached from there. A check that calls a learner's
function calls a stand-in, which asks for each result.
"""

import math
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from contextlib import suppress
from importlib import import_module
from typing import NamedTuple

import psutil

from utils.classroom import sandbox
from utils.classroom.plain import Foreign
from utils.classroom.wire import LONGEST, Channel, Stopped
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT

WORDS = {RIGHT: "right", NOT_ATTEMPTED: "not attempted"}
NOT_YET, BESIDE = "not yet", "judged beside the answer"
GLANCE = 0.2  # seconds between two looks at what an answer uses
PREPARING = 120  # seconds for the cells of the course
PATIENCE = 3  # times the seconds of work, on the clock
MOST_MEMORY = 4 << 30  # bytes, of all processes of an answer


class Answer(NamedTuple):
    """One answer: its check's module and name, the cells it needs, its own source."""

    module: str
    name: str
    cells: tuple
    source: str

    @property
    def key(self):
        """Return what names the exercise in the whole course."""
        return self.module, self.name


class Result(NamedTuple):
    """What is said of an answer: in a word or two, in a sentence, and what to know."""

    word: str
    message: str = ""
    note: str = ""


class Room:
    """A process that runs answers: in the closed room, or, trusted, beside us."""

    def __init__(self, seconds, trust, hidden):
        command = [sys.executable, "-m", "utils.classroom.inside"]
        if not trust:
            command = sandbox.closed([*command, "closed"], hidden)
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = psutil.Popen(
            command,
            cwd=self.folder.name,
            env=os.environ | sandbox.FOR_PYTHON,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.seconds, self.until, self.worked = seconds, math.inf, math.inf
        self.said = queue.Queue(maxsize=1)
        threading.Thread(target=self._listen, daemon=True).start()
        self.channel = Channel(self._lines(), self.process.stdin)

    def judged(self, answer, beside):
        """Run an answer and judge it; return a Result."""
        self.until, self.worked = time.monotonic() + PREPARING, math.inf
        try:
            self.channel.call(0, answer.module, answer.name, list(answer.cells))
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            return Result("not judged", f"A cell before the answer stops: {why}.")
        self.until = time.monotonic() + PATIENCE * self.seconds
        self.worked = self._used()[1] + self.seconds
        given, error = self.channel.call(1, answer.source)
        if given is None and error:
            kind, text = map(str, error)
            return Result(f"{kind} in the answer", f"The cell stops: {kind}: {text}.")
        if given is None:
            text = f"The cell does not call exercises.{answer.name}."
            return Result("not handed in", text)
        if beside:
            status, message = map(str, self.channel.call(2))
            return Result(WORDS.get(status, NOT_YET), message, BESIDE)
        module = import_module(f"utils.exercises.{answer.module}")
        verdict = getattr(module, answer.name)(*given)
        return Result(WORDS.get(verdict.status, NOT_YET), verdict.message)

    def close(self):
        """End the process and all that it has started."""
        for process in self._processes():
            with suppress(psutil.Error):
                process.kill()
        self.process.wait()
        self.folder.cleanup()

    def _processes(self):
        with suppress(psutil.Error):
            return [*self.process.children(recursive=True), self.process]
        return [self.process]

    def _used(self):
        """Return the bytes of memory and the seconds of work of all its processes."""
        memory = work = 0
        for process in self._processes():
            with suppress(psutil.Error):
                memory += process.memory_info().rss
                work += sum(process.cpu_times()[:2])
        return memory, work

    def _listen(self):
        """Read lines; one that is too long is cut, and then no message."""
        for line in iter(lambda: self.process.stdout.readline(LONGEST), b""):
            self.said.put(line)
        self.said.put(b"")

    def _lines(self):
        """Yield the lines as they come; raise Stopped where a limit is passed."""
        looked = time.monotonic()
        while True:
            with suppress(queue.Empty):
                line = self.said.get(timeout=GLANCE)
                if not line:
                    return
                yield line
            if time.monotonic() > looked + GLANCE:
                looked = time.monotonic()
                self._stop_what_takes_too_much(looked)

    def _stop_what_takes_too_much(self, now):
        memory, work = self._used()
        if len(self._processes()) > sandbox.PROCESSES:
            raise Stopped(f"started more than {sandbox.PROCESSES} processes")
        if memory > MOST_MEMORY:
            raise Stopped(f"used more than {MOST_MEMORY >> 30} GB of memory")
        if work > self.worked:
            raise Stopped(f"ran longer than {self.seconds} s")
        if now > self.until:
            limit = PREPARING if self.worked == math.inf else PATIENCE * self.seconds
            raise Stopped(f"ran longer than {limit} s")


def judge(answers, seconds, trust, hidden, beside, results):
    """Judge answers, and send a Result for each into the connection results."""
    sandbox.limit_this_process(in_room=False)
    warnings.simplefilter("ignore")
    # Outside of the main thread the checks have no time limit of their own.
    arguments = answers, seconds, trust, hidden, beside, results
    thread = threading.Thread(target=_judge, args=arguments)
    thread.start()
    thread.join()


def _judge(answers, seconds, trust, hidden, beside, results):
    room = None
    for answer in answers:
        try:
            room = room or Room(seconds, trust, hidden)
            result = room.judged(answer, answer.key in beside)
        except Foreign as kind:
            text = f"Your answer gives a {kind}; no check of this exercise reads that."
            result = Result(NOT_YET, text)
        except Stopped as why:
            result = Result(str(why), f"Your answer {why}.")
            room.close()
            room = None
        results.send(result)
    if room:
        room.close()
