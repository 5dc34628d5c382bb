"""Makes a copy of the course that has other versions of what it needs."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import sysconfig

from utils.classroom.notebooks import ROOT

# Versions with which all notebooks pass, outputs and all. PyTorch 2.13 takes no SymPy
# below 1.13.3; below the others nobody has looked.
OLDEST = {
    "ipycanvas": "0.13.3",
    "ipykernel": "6.29.5",
    "ipywidgets": "8.0.7",
    "matplotlib": "3.8.4",
    "nbclient": "0.10.4",
    "numpy": "1.26.4",
    "pillow": "10.4.0",
    "sympy": "1.13.3",
    "threadpoolctl": "3.4.0",
    "tqdm": "4.66.6",
}
# Pinned also among the newest: another PyTorch is a download of gigabytes.
ALWAYS_PINNED = ("torch",)
CHOICES = {
    "oldest-versions": lambda name, pin: OLDEST.get(name, pin),
    "newest-versions": lambda name, pin: pin if name in ALWAYS_PINNED else None,
}
# The stored runs that notebook 11 reads say that they are stale with any other version.
LEFT_OUT = "notebooks/11_what_made_the_difference.ipynb"
COPIED = ("data", "notebooks", "utils", "tests", "pyproject.toml", "README.md")
REQUIREMENT = re.compile(r"^(\w[\w.-]*)==(\S+)", re.MULTILINE)


def with_versions(requirements, choose):
    """Return the text of requirements with other versions.

    Args:
        requirements: lines such as "numpy==2.4.6  # arrays"; other lines stay.
        choose: a function of a name and its pin; it returns a version, or None for any.
    """

    def chosen(match):
        version = choose(match[1], match[2])
        return match[1] if version is None else f"{match[1]}=={version}"

    return REQUIREMENT.sub(chosen, requirements)


def copy_of_the_course(folder):
    """Copy what a test run needs to a folder; an older copy there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for part in COPIED:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=skip)
        else:
            shutil.copy(ROOT / part, folder / part)


def plain_name(name):
    """Return the name of a package in one spelling: PyYAML and jupyterlab_rise too."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(environment):
    """Return the versions in a virtual environment, by plain_name."""
    packages = sysconfig.get_path("purelib", "venv", {"base": str(environment)})
    found = importlib.metadata.distributions(path=[packages])
    return {plain_name(d.name): d.version.split("+")[0] for d in found}


def make(name, folder):
    """Make a copy of the course with the versions of CHOICES[name]; return its Python.

    The copy's requirements.txt states the versions that were installed.

    Raises subprocess.CalledProcessError: pip found no versions that fit together.
    """
    copy_of_the_course(folder)
    pins = (ROOT / "requirements.txt").read_text("utf-8")
    stated = folder / "requirements.txt"
    stated.write_text(with_versions(pins, CHOICES[name]), "utf-8")
    environment = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    place = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    python = environment.joinpath(*place)
    install = [python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]
    subprocess.run(install, cwd=folder, check=True)
    versions = installed(environment)
    text = with_versions(pins, lambda name, _: versions[plain_name(name)])
    stated.write_text(text, "utf-8")
    return python
