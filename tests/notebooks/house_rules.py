"""The house rules of the notebooks: each (notebook, path) lists what is wrong."""

import ast
import copy
import functools
import math
import re
import statistics
from itertools import groupby

import nbformat
from remake import is_whole, normalise
from taught import teaches_what_utils_holds

from utils.classroom.notebooks import code_cells, predicted_cells, tags

RULES = [teaches_what_utils_holds]
DEFINITION = (ast.FunctionDef, ast.ClassDef)
TYPES = {"slide", "subslide", "fragment", "-", "skip", "notes"}
ALLOWED_TAGS = {
    *("exercise", "interactive", "nbval-check-output", "nbval-ignore-output"),
    "raises-exception",
}
EXERCISE_CELLS = {"exercise", "answer", "hint", "solution", "teaching"}
MINUTES_FOR_AN_EXERCISE = 5
SHORTEST_ALT = 40  # characters
LONGEST_INSIGHT = 45  # words of the paragraph under a figure
MAX_CODE_CELLS_IN_A_ROW = 2
MAX_CELL_LINES, MAX_MEDIAN_LINES = 20, 6
MAX_NAMES = 14  # imported from utils
BOOLEAN = re.compile(r"(?<![\w=])(?:True|False)\b")  # not requires_grad=True
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
NAMED_NOTEBOOKS = re.compile(
    r"\b[Nn]otebooks?[ `\[]+(\d\d(?:(?:, | and | to )\d\d)*)\b"
)
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/~$<\\])/(?:home|Users|root|work|workspace|tmp|usr|opt|var|mnt|etc|private)/"
    r"|\b[A-Za-z]:\\\\?\w"
)


def rule(check):
    """Put a function of (notebook, path) that lists what is wrong among the rules."""
    RULES.append(check)
    return check


def each_cell(check):
    """Make a rule of a function that yields what is wrong with one cell."""

    @rule
    @functools.wraps(check)
    def whole(notebook, path):
        return [f"cell {c.id}: {fault}" for c in notebook.cells for fault in check(c)]

    return whole


def each_code_cell(check):
    """Make a rule of a function that yields what is wrong with one code cell."""
    code = functools.wraps(check)(lambda c: check(c) if c.cell_type == "code" else ())
    return each_cell(code)


def output_texts(cell):
    for output in cell.outputs:
        yield output.get("text", "")
        yield "\n".join(output.get("traceback", []))
        for mime, data in output.get("data", {}).items():
            if not mime.startswith("image/"):
                yield str(data)


def figures(cell):
    """Return the outputs of a cell that are pictures."""
    return [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]


def is_of_exercises(cell):
    return cell.id.split("-")[0] in EXERCISE_CELLS


# What is stored


@rule
def valid_format(notebook, path):
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as e:
        return [f"not a valid notebook: {e.message}"]
    return []


@rule
def executed_in_order(notebook, path):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        return [f"execution counts are {counts}, expected 1 to {len(counts)}"]
    return []


@rule
def outputs_are_of_one_run(notebook, path):
    """Neither the code nor any output was changed since the notebook was run whole."""
    return [] if is_whole(notebook) else ["code or outputs changed: run remake.py"]


@rule
def stored_in_form(notebook, path):
    """Folds, alternative texts, metadata are those of remake.py; no live widgets."""
    again = copy.deepcopy(notebook)
    normalise(again)
    return [] if again == notebook else ["not in form: run remake.py --tidy"]


@each_code_cell
def no_errors_or_stderr(cell):
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags(cell):
            yield f"stored error {output.ename}"
        if output.get("name") == "stderr":
            yield "stored text on stderr"


@each_cell
def no_empty_cell(cell):
    if not cell.source.strip():
        yield "empty"


@each_cell
def no_absolute_path(cell):
    texts = [cell.source, *(output_texts(cell) if "outputs" in cell else [])]
    if any(ABSOLUTE_PATH.search(text) for text in texts):
        yield "an absolute path"


@each_cell
def allowed_tags(cell):
    for tag in tags(cell):
        if tag not in ALLOWED_TAGS and not tag.startswith("teaches:"):
            yield f"unknown tag {tag!r}"


@each_code_cell
def no_printed_boolean(cell):
    """The reader sees the number, not whether it is what we hoped."""
    for line in "\n".join(output_texts(cell)).splitlines():
        if BOOLEAN.search(line):
            yield f"shows a truth value: {line}"


def names_in(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


@each_code_cell
def ignored_cells_assert(cell):
    """What nbval does not compare, the cell bounds itself; panels have tests."""
    if "nbval-ignore-output" in tags(cell) and "interactive" not in tags(cell):
        used = {True: set(), False: set()}
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.stmt) and not hasattr(node, "body"):
                used[isinstance(node, ast.Assert)] |= names_in(node)
        if not used[True] & used[False] - {"np", "torch"}:
            yield "nothing of its ignored output is asserted"


# Text


@rule
def broken_links(notebook, path):
    """List the links to files that do not exist, seen from the notebook's place."""
    texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    return [
        f"cell {text.id}: {link} does not exist"
        for text in texts
        for link in map("".join, LINK.findall(text.source))
        if not re.match(r"(https?|mailto|attachment|data):|#", link)
        and not (path.parent / link.split("#")[0]).exists()
    ]


@rule
def named_notebooks_exist(notebook, path):
    """'Notebook 05' and 'notebooks 01 to 04' name files that lie beside this one."""
    there = {file.stem[:2] for file in path.parent.glob("*.ipynb")}
    return [
        f"cell {cell.id}: there is no notebook {number}"
        for cell in notebook.cells
        for named in NAMED_NOTEBOOKS.findall(cell.source)
        for number in re.findall(r"\d\d", named)
        if number not in there
    ]


WORDS_A_MINUTE, SECONDS_A_FORMULA, SECONDS_A_LINE = 120, 60, 10


def reading_minutes(notebook):
    """Return the minutes that reading takes, exercises apart, in steps of 5.

    The pace is fitted, in round numbers, to the minutes of readers, who were no native
    speakers, of the fifteen notebooks of the first edition: 30 to 120 (00 to 04 with
    their solutions, taken as 3 minutes each). Figures made it no better. It misses them
    by a sixth in the median, and at worst says 80 for 120 (11).
    """
    words = formulas = lines = 0
    for cell in notebook.cells:
        if is_of_exercises(cell):
            continue
        if cell.cell_type == "markdown":
            text = re.sub(r"\$[^$]+\$", " formula ", cell.source.replace("$$", "$"))
            words += len(re.findall(r"[A-Za-z]{2,}", text))
            formulas += cell.source.count("$$") // 2
        else:
            formulas += sum("text/latex" in o.get("data", {}) for o in cell.outputs)
            lines += sum(bool(line.strip()) for line in cell.source.splitlines())
    seconds = SECONDS_A_FORMULA * formulas + SECONDS_A_LINE * lines
    return 5 * math.ceil((words / WORDS_A_MINUTE + seconds / 60) / 5)


def stated_time(notebook):
    """Return what the first cell must say of the minutes, by the rules."""
    exercises = sum(cell.id.startswith("exercise-") for cell in notebook.cells)
    said = f"**Time**: {reading_minutes(notebook)} minutes to read, "
    if exercises:
        said += f"{MINUTES_FOR_AN_EXERCISE * exercises} for exercises, "
    return said


@rule
def minutes_are_honest(notebook, path):
    """The times in the first cell, and in the teacher's note, are those of the rule."""
    said, found = stated_time(notebook), []
    if said not in notebook.cells[0].source:
        found.append(f"the first cell must say: {said}")
    for cell in notebook.cells:
        lesson = re.search(r"\*\*Time\*\*: (\d+) minutes", cell.source)
        if cell.id == "teaching-note" and (
            lesson is None or int(lesson[1]) < reading_minutes(notebook)
        ):
            found.append("a lesson takes the minutes of reading, or more")
    return found


@rule
def linked_to_neighbours(notebook, path):
    names = sorted(p.name for p in path.parent.glob("*.ipynb"))
    here = names.index(path.name)
    return [
        f"the {place} cell has no link to {neighbour}"
        for neighbour in names[max(here - 1, 0) : here] + names[here + 1 : here + 2]
        for place, cell in (("first", notebook.cells[0]), ("last", notebook.cells[-1]))
        if cell.cell_type != "markdown" or f"]({neighbour})" not in cell.source
    ]


@rule
def code_is_introduced(notebook, path):
    """The text before code ends in a colon; a figure is followed by text."""
    found = []
    after = [*notebook.cells[1:], None]
    for cell, following in zip(notebook.cells, after, strict=True):
        code_follows = following is not None and following.cell_type == "code"
        if cell.cell_type == "markdown":
            if code_follows and not cell.source.rstrip().endswith(":"):
                found.append(f"cell {cell.id}: text before code must end in a colon")
        elif figures(cell) and (following is None or code_follows):
            found.append(f"cell {cell.id}: no sentence under the figure")
    return found


@rule
def predictions_are_answered(notebook, path):
    """Where the text asks to predict, one of the cells before the next text answers."""
    predicted = predicted_cells(notebook)
    groups = groupby(notebook.cells, predicted.__contains__)
    asked = [list(cells) for is_asked, cells in groups if is_asked]
    return [
        f"cell {cells[-1].id}: nothing shows what was to be predicted"
        for cells in asked
        if not any(cell.outputs for cell in cells)
    ]


@each_code_cell
def figures_have_alt(cell):
    """Each figure is described for those who cannot see it, in the cell's metadata."""
    if figures(cell) and len(cell.metadata.get("alt", "")) < SHORTEST_ALT:
        yield "a figure without a description in the cell's metadata, 'alt'"


@rule
def figures_have_insight(notebook, path):
    """A short paragraph under each figure: what it shows us, not what is drawn."""
    found = []
    for cell, below in zip(notebook.cells, notebook.cells[1:], strict=False):
        words = len(below.source.strip().split("\n\n")[0].split())
        if figures(cell) and words > LONGEST_INSIGHT:
            found.append(f"cell {below.id}: {words} words in one go under a figure")
    return found


# Code


@each_code_cell
def cells_are_short(cell):
    if (count := len(cell.source.splitlines())) > MAX_CELL_LINES:
        yield f"{count} lines"


@rule
def most_cells_are_very_short(notebook, path):
    lengths = [len(cell.source.splitlines()) for cell in code_cells(notebook)]
    median = statistics.median(lengths or [0])
    return [f"median cell length {median}"] if median > MAX_MEDIAN_LINES else []


@rule
def few_code_cells_in_a_row(notebook, path):
    rows = groupby(notebook.cells, lambda cell: cell.cell_type == "code")
    rows = [list(cells) for is_code, cells in rows if is_code]
    return [
        f"cell {cells[-1].id}: {len(cells)} code cells in a row"
        for cells in rows
        if len(cells) > MAX_CODE_CELLS_IN_A_ROW
    ]


@each_code_cell
def defines_or_runs(cell):
    """A cell that defines does nothing else; an exercise ends in its check."""
    body = ast.parse(cell.source).body
    kinds = {isinstance(node, DEFINITION) for node in body}
    if len(kinds) == 2 and "exercise" not in tags(cell):
        yield "defines and runs"


@rule
def few_names_are_imported(notebook, path):
    names = {
        alias.name
        for cell in code_cells(notebook)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.ImportFrom) and node.module.startswith("utils")
        for alias in node.names
    }
    return [f"{len(names)} names from utils"] if len(names) > MAX_NAMES else []


# Slides


@rule
def slides_are_planned(notebook, path):
    """If a notebook has slides, each cell has its place in them, and so do sections."""
    kind = {
        c.id: c.metadata.get("slideshow", {}).get("slide_type") for c in notebook.cells
    }
    if not any(kind.values()):
        return []
    found = [f"cell {i}: slide type {k}" for i, k in kind.items() if k not in TYPES]
    if kind[notebook.cells[0].id] != "slide":
        found.append("the first cell must begin a slide")
    for cell in notebook.cells:
        if kind[cell.id] != "skip" and re.search(r"\n## ", cell.source):
            found.append(f"cell {cell.id}: a section must begin its own cell")
    return found
