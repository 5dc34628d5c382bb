"""Write the notebooks for a class: once without the solutions, once with them.

    course copies FOLDER

makes FOLDER, which must not exist yet, with two copies of the notebooks and
their pictures:

    without_solutions/  hints stay; solutions and notes for the teacher are gone
    with_solutions/     every answer cell is filled in with its solution

Each has a file that says how to run it. With --no-outputs no cell has an output: then
no program that opens the copies tells beforehand what is to be predicted.

The course itself is only read. If something fails, nothing is left behind.
"""

import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import nbformat

from utils.classroom.exercise_cells import is_answer, solution
from utils.classroom.notebooks import NOTEBOOKS, code_cells, read

NOT_COPIED = shutil.ignore_patterns(
    "*.ipynb", "*.half-written", ".*", "__pycache__", "*.pyc"
)
OF_SOLUTIONS = {  # what the course says of its solutions, and its copy without them
    "The hints and the solutions are folded.": "The hints are folded.",
    "open the hint, and last the solution.": "open the hint.",
}
HOW_TO_RUN = """\
These notebooks are part of a course on back-propagation. They need its folder.

1. Get the folder of the course, and install it as its README.md says.
2. Put this folder into the folder of the course.
3. In the folder of the course, start JupyterLab, and open a notebook of this folder:

   .venv/bin/jupyter lab            (Windows: .venv\\Scripts\\jupyter lab)

In a notebook, put your answer where the dots are, and run the cell: it says what is
right, or what went wrong. Keep the answer's cell; you may add cells of your own.
"""


def without_solutions(path):
    """Return a notebook as learners get it: no solutions, no teaching note."""
    notebook = read(path)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if not cell.id.startswith("solution-") and cell.id != "teaching-note"
    ]
    for cell in notebook.cells:
        for said, now in OF_SOLUTIONS.items():
            cell.source = cell.source.replace(said, now)
    return notebook


def with_solutions(path):
    """Return a notebook whose answers are the solutions, not yet run."""
    notebook = read(path)
    for cell in filter(is_answer, notebook.cells):
        cell.source = solution(notebook, cell.id.removeprefix("answer-"))
        clear(cell)
    return notebook


VERSIONS = {"without_solutions": without_solutions, "with_solutions": with_solutions}


def clear(cell):
    """Change a cell: it has not been run."""
    cell.outputs, cell.execution_count = [], None


def write_version(source, target, version, outputs=True):
    """Write one version of all notebooks, and what else lies beside them, to target.

    Args:
        source: the folder of the notebooks.
        target: the folder to make.
        version: a function from the path of a notebook to a notebook.
        outputs: whether cells keep theirs.
    """
    shutil.copytree(source, target, ignore=NOT_COPIED)
    for path in sorted(source.glob("*.ipynb")):
        notebook = version(path)
        for cell in [] if outputs else code_cells(notebook):
            clear(cell)
        nbformat.write(notebook, target / path.name)
    (target / "how_to_run.txt").write_text(HOW_TO_RUN, encoding="utf-8")


@contextmanager
def new_folder(folder):
    """Give a place for what shall be in folder; it gets there whole, or not at all.

    Raises FileExistsError: folder is there already.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} is there already: name a new folder")
    with tempfile.TemporaryDirectory() as half:
        yield Path(half) / "whole"
        shutil.move(Path(half) / "whole", folder)


def add_arguments(add):
    """Declare the command line; add: a parser's add_argument."""
    add("folder", type=Path, help="a new folder")
    add("--no-outputs", action="store_true", help="clear all outputs")


def run(chosen):
    """Write the copies; return the exit status."""
    try:
        if NOTEBOOKS in [chosen.folder.resolve(), *chosen.folder.resolve().parents]:
            raise ValueError(f"{chosen.folder} lies among the notebooks of the course")
        with new_folder(chosen.folder) as whole:
            for name, version in VERSIONS.items():
                write_version(NOTEBOOKS, whole / name, version, not chosen.no_outputs)
    except (OSError, ValueError) as error:
        print(f"nothing was written: {error}", file=sys.stderr)
        return 1
    print(f"{chosen.folder}: {' and '.join(VERSIONS)}")
    print("how_to_run.txt in each says what a learner needs")
    return 0
