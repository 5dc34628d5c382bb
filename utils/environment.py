"""The environment check: is everything installed that the course needs?"""

import importlib.metadata
import re
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
OLDEST_PYTHON = (3, 11)
INSTALL = "run 'pip install -r requirements.txt' in the folder of the course"


def _required_versions():
    """Read what the notebooks need of requirements.txt: name -> version."""
    text = REQUIREMENTS.read_text("utf-8").split("# Tests and tools")[0]
    return dict(re.findall(r"^([\w.-]+)==([^\s#]+)", text, re.MULTILINE))


def environment_problems(required=None, python=sys.version_info[:2]):
    """List in plain words what is missing or different, and how to get it.

    Args:
        required: package name -> version; by default what the notebooks need.
        python: (major, minor) of the running interpreter.

    Returns a list of sentences, empty if all is well.
    """
    problems = []
    if python < OLDEST_PYTHON:
        problems.append(
            f"Python {python[0]}.{python[1]} is too old: the course needs 3.11 or newer"
        )
    required = _required_versions() if required is None else required
    for name, version in required.items():
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            problems.append(f"{name} is missing: {INSTALL}")
            continue
        if found.split("+")[0] != version:
            problems.append(f"{name} is {found}, tested with {version}: {INSTALL}")
    return problems
