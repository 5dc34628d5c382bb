"""A time limit leaves no alarm behind that finds nobody to answer it."""

import signal

import pytest

from utils.exercises.limits import can_limit, time_limit


@pytest.mark.skipif(not can_limit(), reason="no time limit on Windows")
def test_no_alarm_is_set_while_the_answer_to_it_changes(monkeypatch):
    change, left = signal.signal, []

    def change_and_note(*arguments):
        left.append(signal.getitimer(signal.ITIMER_REAL)[0])
        return change(*arguments)

    monkeypatch.setattr(signal, "signal", change_and_note)
    with time_limit(5):
        pass
    assert left == [0, 0]
