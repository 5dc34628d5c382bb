"""A sample of course mutants: none is called right, and most are explained."""

import pytest

from utils.classroom.exercise_cells import all_exercises, solution
from utils.classroom.notebooks import read
from utils.commands.mutants import kind_of, mutants, report

PATHS = {(path.stem[:2], name): path for path, name in all_exercises()}
SAMPLE = (  # exercises without a mutant that is equal to the solution
    ("01", "count_weights"),
    ("02", "tanh_delta"),
    ("07", "repaired"),
    ("05", "softmax_step"),
    ("13", "rms_back"),
)


class Quiet:
    """Takes the place of the progress bar."""

    def write(self, text):
        pass


@pytest.mark.parametrize(("number", "name"), SAMPLE)
def test_mutants_are_wrong_and_most_hear_more_than_numbers(number, name):
    counts = report(PATHS[number, name], name, Quiet(), show=True)
    assert counts["right"] == counts["not attempted"] == 0
    wrong = counts["explained"] + counts["bare"]
    assert wrong >= 8 and counts["explained"] >= 0.8 * wrong


def test_a_bare_message_counts_as_bare():
    path = PATHS["03", "second_derivative"]
    source = solution(read(path), "second_derivative")
    lost = source.replace("/ h**2", "/ 1")
    assert lost != source
    assert kind_of(path, "second_derivative", lost)[0] == "bare"
    named = source.replace("/ h**2", "/ h")
    assert kind_of(path, "second_derivative", named)[0] == "explained"


def test_each_mutant_differs_in_one_place():
    source = "def f(a):\n    return a + 2\n\n\nexercises.f(f)"
    assert len(set(mutants(source))) == 4
