"""Re-make notebooks: run each from top to bottom in place, and normalise it.

    course remake                      all notebooks
    course remake notebooks/03*.ipynb  some of them
    course remake --fresh              new timings too
    course remake --tidy               normalise only, run nothing

The stored outputs of cells tagged nbval-ignore-output stay as they are, unless their
source changed (each carries the checksum of the source that made them), they have
none, or --fresh is given. A second run changes nothing. A notebook that fails is left
as it was.
"""

import base64
import hashlib
import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from utils.classroom.notebooks import (
    NOTEBOOKS,
    all_notebooks,
    code_cells,
    find_cell,
    predicted_cells,
    read,
    tags,
    write_whole,
)
from utils.classroom.slides import RISE

PICTURE = NOTEBOOKS / "images" / "network.png"
CELL_TIMEOUT = 180  # seconds
MADE_FROM = "made_from"  # cell metadata: the checksum of the source of its outputs
KEPT_METADATA = ("jupyter", "slideshow", "tags")
LIVE = "application/vnd.jupyter.widget-view+json"  # a widget: nothing without a kernel
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
    "rise": RISE,
}


def is_ignored(cell):
    """Say whether nbval does not compare the outputs of a cell."""
    return "nbval-ignore-output" in tags(cell)


def checksum(cell):
    """Return 16 hexadecimal digits that change with the source of a cell."""
    return hashlib.sha256(cell.source.encode()).hexdigest()[:16]


def kept_outputs(notebook):
    """Map id to the stored outputs of the ignored cells whose source made them."""
    return {
        cell.id: cell.outputs
        for cell in notebook.cells
        if cell.cell_type == "code"
        and cell.outputs
        and cell.metadata.get(MADE_FROM) == checksum(cell)
    }


def execute(notebook, folder):
    """Run the notebook from top to bottom, in this interpreter."""
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        startup_timeout=60,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()


def last_frames(text):
    """Keep what a terminal would show of each line that carriage returns rewrite."""
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")]
    return "\n".join(lines)


def fold_predictions(notebook):
    """Collapse what a reader is asked to predict; JupyterLab opens it on running."""
    predicted = {each.id for each in predicted_cells(notebook)}
    for each in code_cells(notebook):
        each.metadata.pop("jupyter", None)
        if each.id in predicted:
            each.metadata.jupyter = nbformat.from_dict({"outputs_hidden": True})


def describe_figures(notebook):
    """Give each figure the first paragraph below it as its alternative text.

    Pages made of the notebook use it; JupyterLab 4.6 shows the paragraph alone.
    """
    for each, below in zip(notebook.cells, notebook.cells[1:], strict=False):
        if each.cell_type == "code" and below.cell_type == "markdown":
            text = plain(below.source)
            for output in each.outputs:
                if "image/png" in output.get("data", {}):
                    output.metadata["image/png"] = nbformat.from_dict({"alt": text})


def plain(source):
    """Return the first paragraph of a text in Markdown without its marks."""
    paragraph = re.sub(r"\s+", " ", source.strip().split("\n\n")[0])
    return re.sub(r"[*$`]|\[([^\]]*)\]\([^)]*\)", lambda m: m[1] or "", paragraph)


def normalise(notebook):
    """Keep of metadata, progress bars and errors only what a reader needs.

    Progress bars are shown as they ended, an expected error by its last line: the rest
    of a traceback holds the paths of this machine. Of a widget its text stays.
    """
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    fold_predictions(notebook)
    describe_figures(notebook)
    for cell in notebook.cells:
        kept = {k: cell.metadata[k] for k in KEPT_METADATA if k in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        if is_ignored(cell):
            cell.metadata[MADE_FROM] = checksum(cell)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = last_frames(output.text)
            elif output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
            output.get("data", {}).pop(LIVE, None)


def remake(path, fresh):
    """Run a notebook, write it with its outputs, and return it."""
    notebook = read(path)
    kept = {} if fresh else kept_outputs(notebook)
    execute(notebook, path.parent)
    for cell in notebook.cells:
        if cell.id in kept:
            cell.outputs = kept[cell.id]
    normalise(notebook)  # the kept outputs too: the text below may be new
    nbformat.validate(notebook)
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())
    return notebook


def tidy(path):
    """Bring the metadata of a notebook as a whole into form; run nothing."""
    notebook = read(path)
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    fold_predictions(notebook)
    describe_figures(notebook)
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())
    return notebook


def picture_of_the_network(notebook):
    """Return the PNG that the cell 'network-picture' of 00_start_here shows."""
    outputs = find_cell(notebook, "network-picture").outputs
    [image] = [o.data["image/png"] for o in outputs if "image/png" in o.data]
    return base64.b64decode(image)


def add_arguments(parser):
    """Declare the command line."""
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")
    parser.add_argument("--fresh", action="store_true", help="new timings too")
    parser.add_argument("--tidy", action="store_true", help="run nothing")


def run(chosen):
    """Re-make the notebooks; return the exit status."""
    for path in chosen.notebooks or all_notebooks():
        print(path.name, flush=True)
        if chosen.tidy:
            tidy(path)
            continue
        notebook = remake(path.resolve(), chosen.fresh)
        if path.name == "00_start_here.ipynb":
            write_whole(PICTURE, picture_of_the_network(notebook))
    return 0
