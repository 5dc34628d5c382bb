import re

import pytest

from utils.environment import (
    REQUIREMENTS,
    environment_problems,
    installed_version,
    required_versions,
)


def test_this_environment_is_complete():
    assert environment_problems() == []


def test_every_requirement_is_an_exact_pin_or_the_project():
    lines = REQUIREMENTS.read_text().splitlines()
    lines = [line.split("#")[0].strip() for line in lines]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+|-e \.|", line) for line in lines)
    assert len(required_versions()) == sum("==" in line for line in lines)


@pytest.mark.parametrize(
    ("required", "python", "message"),
    [
        ({"no-such-package": "1"}, (3, 11), "no-such-package is missing: run 'pip"),
        ({"pytest": "0.1"}, (3, 11), "pytest is .*, tested with 0.1: run 'pip inst"),
        ({"pytest": installed_version("pytest")}, (3, 10), "Python 3.10 is too old"),
    ],
)
def test_problems_are_named(required, python, message):
    [problem] = environment_problems(required, python)
    assert re.match(message, problem)
