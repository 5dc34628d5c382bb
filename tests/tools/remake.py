"""Re-make notebooks: .venv/bin/python tests/tools/remake.py [--fresh|--tidy] [FILE ...]

Each notebook (default: all) is run from top to bottom in place, and normalised. Its
outputs are those of one run, never of two: a new run replaces all of them, or none.
None, if the stored ones are whole, made from the same sources, and no output that
nbval compares differs: so a second run changes nothing. --fresh replaces all in any
case: new times too. --tidy runs nothing: it puts metadata in order after a change of
text. A notebook that fails is left as it was.
"""

import argparse
import base64
import hashlib
import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_output
from slides import RISE

from utils.classroom.notebooks import (
    NOTEBOOKS,
    all_notebooks,
    code_cells,
    predicted_cells,
    read,
    tags,
    write_whole,
)

CELL_TIMEOUT = 180  # seconds
KEPT_METADATA = ("alt", "jupyter", "slideshow", "tags")
LIVE = "application/vnd.jupyter.widget-view+json"  # a widget: nothing without a kernel
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
    "rise": RISE,
}
RUN = "run"  # notebook metadata: checksums of the sources and the outputs of its run


# One run


def checksum(value):
    """Return 16 hexadecimal digits that change with a value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def shown(cell):
    """Return the outputs of a cell without what normalising adds to them."""
    return [{**o, "metadata": None} for o in cell.outputs if not is_empty(o)]


def run_of(notebook):
    """Return the checksums of a notebook's code, and of all its outputs together."""
    cells = code_cells(notebook)
    return {
        "sources": checksum([[cell.id, cell.source] for cell in cells]),
        "outputs": checksum([[cell.execution_count, shown(cell)] for cell in cells]),
    }


def compared(notebook):
    """Return the outputs that must be the same in every run."""
    ignored = "nbval-ignore-output"
    return [shown(cell) for cell in code_cells(notebook) if ignored not in tags(cell)]


def execute(notebook, folder):
    """Run a notebook from top to bottom, in this interpreter."""
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        startup_timeout=60,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()


# What is stored of it


def fold_predictions(notebook):
    """Collapse what a reader is asked to predict; JupyterLab opens it on running.

    Beside the dots of a folded cell it prints the first line of the first output: so
    an empty one stands before them.
    """
    predicted = {each.id for each in predicted_cells(notebook)}
    for each in code_cells(notebook):
        each.metadata.pop("jupyter", None)
        each.outputs = [output for output in each.outputs if not is_empty(output)]
        if each.id in predicted and each.outputs:
            each.metadata.jupyter = nbformat.from_dict({"outputs_hidden": True})
            each.outputs.insert(0, new_output("display_data"))


def is_empty(output):
    return output.get("data") == {}


def describe_figures(notebook):
    """Carry the alternative text of a cell into its figures."""
    for each in code_cells(notebook):
        for output in each.outputs:
            if "alt" in each.metadata and "image/png" in output.get("data", {}):
                described = {"alt": each.metadata.alt}
                output.metadata["image/png"] = nbformat.from_dict(described)


def trim(output):
    """Keep of an output what a reader needs.

    Of an expected error its last line: the rest of a traceback holds the paths of this
    machine. Of a widget its text.
    """
    if output.output_type == "error":
        output.traceback = [f"{output.ename}: {output.evalue}"]
    output.get("data", {}).pop(LIVE, None)


def normalise(notebook):
    """Bring metadata and outputs into the form in which they are stored."""
    for cell in notebook.cells:
        kept = {k: cell.metadata[k] for k in KEPT_METADATA if k in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        for output in cell.get("outputs", []):
            trim(output)
    fold_predictions(notebook)
    describe_figures(notebook)
    run = {RUN: notebook.metadata[RUN]} if RUN in notebook.metadata else {}
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA | run)


def write(path, notebook):
    """Write a valid notebook, and return it."""
    nbformat.validate(notebook)
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())
    return notebook


def tidy(path):
    """Put the metadata of a stored notebook in order; its outputs stay."""
    notebook = read(path)
    normalise(notebook)
    return write(path, notebook)


def remake(path, fresh=False):
    """Run a notebook and write it with the outputs of one run; return it."""
    stored, notebook = read(path), read(path)
    execute(notebook, path.parent)
    normalise(notebook)
    if not fresh and is_whole(stored) and same_run(stored, notebook):
        return tidy(path)
    notebook.metadata[RUN] = run_of(notebook)
    return write(path, notebook)


def is_whole(notebook):
    """Say whether code and outputs are still those of the run that was stored."""
    return notebook.metadata.get(RUN) == run_of(notebook)


def same_run(a, b):
    """Say whether two runs had the same code, and agree in all that is compared."""
    same_code = run_of(a)["sources"] == run_of(b)["sources"]
    return same_code and compared(a) == compared(b)


def write_picture(notebook):
    """Write the picture of learning in 00 as a file: its first lines show it."""
    for cell in notebook.cells:
        if cell.id == "learning-picture":
            [png] = [o.data["image/png"] for o in cell.outputs if o.get("data")]
            write_whole(NOTEBOOKS / "images" / "learning.png", base64.b64decode(png))


def main():
    """Read the command line and re-make the notebooks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[1])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fresh", action="store_true", help="new times too")
    how.add_argument("--tidy", action="store_true", help="run nothing")
    chosen = parser.parse_args()
    for path in chosen.notebooks or all_notebooks():
        print(path.name, flush=True)
        path = path.resolve()
        notebook = tidy(path) if chosen.tidy else remake(path, chosen.fresh)
        if path.parent == NOTEBOOKS:
            write_picture(notebook)


if __name__ == "__main__":
    main()
