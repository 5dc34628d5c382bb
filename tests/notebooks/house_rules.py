"""The house rules of the notebooks: each function returns a list of violations."""

import ast
import math
import re
import statistics
from itertools import groupby

import nbformat

from utils.classroom.notebooks import (
    ROOT,
    broken_links,
    code_cells,
    predicted_cells,
    tags,
)
from utils.classroom.slides import RISE

UTILS = ROOT / "utils"

ALLOWED_TAGS = {
    "exercise",
    "interactive",
    "nbval-check-output",
    "nbval-ignore-output",
    "raises-exception",
}
TYPES = {"slide", "subslide", "fragment", "-", "skip", "notes"}
NEVER_TAUGHT = {
    "classroom",
    "commands",
    "exercises",
}  # rooms whose names notebooks may use
SHORTEST_ALT = 40  # characters
MINUTES_FOR_AN_EXERCISE = 5
MAX_CELLS = 105
EXERCISE_CELLS = {"exercise", "answer", "hint", "solution", "teaching"}
MAX_CELL_LINES = 25
MAX_MEDIAN_LINES = 6
MAX_LINE_LENGTH = 88
MAX_CODE_CELLS_IN_A_ROW = 2
NAMED_NOTEBOOKS = re.compile(
    r"\b[Nn]otebooks?[ `\[]+(\d\d(?:(?:, | and | to )\d\d)*)\b"
)
COLOUR_CODE = re.compile(r"\x1b\[[\d;]*m")
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/~$<\\])/(?:home|Users|root|work|workspace|tmp|usr|opt|var|mnt|etc|private)/"
    r"|\b[A-Za-z]:\\\\?\w"
)


def parsed(cell):
    return ast.parse(cell.source)


def output_texts(cell):
    for output in cell.outputs:
        yield output.get("text", "")
        yield "\n".join(output.get("traceback", []))
        for mime, data in output.get("data", {}).items():
            if not mime.startswith("image/"):
                yield str(data)


# What is stored


def valid_format(notebook, path):
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as e:
        return [f"not a valid notebook: {e.message}"]
    return []


def executed_in_order(notebook, path):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        return [f"execution counts are {counts}, expected 1 to {len(counts)}"]
    return []


def no_errors_or_stderr(notebook, path):
    found = []
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error" and "raises-exception" not in tags(cell):
                found.append(f"cell {cell.id}: stored error {output.ename}")
            if output.get("name") == "stderr":
                found.append(f"cell {cell.id}: stored text on stderr")
    return found


def no_live_widget(notebook, path):
    """A stored widget would show an error without a kernel; its text does not."""
    return [
        f"cell {cell.id}: a stored widget"
        for cell in code_cells(notebook)
        for output in cell.outputs
        if any("widget-view" in mime for mime in output.get("data", {}))
    ]


def no_empty_cell(notebook, path):
    return [f"cell {c.id}: empty" for c in notebook.cells if not c.source.strip()]


def no_absolute_path(notebook, path):
    found = []
    for cell in notebook.cells:
        texts = [cell.source]
        if cell.cell_type == "code":
            texts += output_texts(cell)
        if any(ABSOLUTE_PATH.search(COLOUR_CODE.sub("", text)) for text in texts):
            found.append(f"cell {cell.id}: an absolute path")
    return found


# Tags


def allowed_tags(notebook, path):
    found = []
    for cell in notebook.cells:
        for tag in tags(cell):
            if tag not in ALLOWED_TAGS and not tag.startswith("teaches:"):
                found.append(f"cell {cell.id}: unknown tag {tag!r}")
    return found


def ignored_cells(notebook, path):
    """Return the names 'notebook/cell id' of the cells whose output is not compared."""
    return [
        f"{path.stem}/{cell.id}"
        for cell in notebook.cells
        if "nbval-ignore-output" in tags(cell)
    ]


# Text


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


def is_of_exercises(cell):
    return cell.id.split("-")[0] in EXERCISE_CELLS


def few_cells(notebook, path):
    """One idea: about a hundred cells, exercises apart."""
    count = sum(not is_of_exercises(cell) for cell in notebook.cells)
    return [f"{count} cells, exercises apart"] if count > MAX_CELLS else []


def reading_minutes(notebook):
    """Return the minutes that reading takes, exercises apart, in steps of 5.

    Counted are words of text at 130 a minute, and seconds for each formula (10), line
    of code (4) and figure (30): the pace of someone to whom the subject is new.
    """
    seconds = 0.0
    for cell in notebook.cells:
        if is_of_exercises(cell):
            continue
        if cell.cell_type == "markdown":
            text = re.sub(r"\$[^$]+\$", " formula ", cell.source.replace("$$", "$"))
            seconds += len(re.findall(r"[A-Za-z]{2,}", text)) * 60 / 130
            seconds += 10 * (cell.source.count("$$") // 2)
        else:
            seconds += 4 * sum(bool(line.strip()) for line in cell.source.splitlines())
            kinds = [kind for o in cell.outputs for kind in o.get("data", {})]
            seconds += 10 * kinds.count("text/latex") + 30 * kinds.count("image/png")
    return 5 * math.ceil(seconds / 60 / 5)


def stated_time(notebook):
    """Return what the first cell must say of the minutes, by the rules."""
    exercises = sum(cell.id.startswith("exercise-") for cell in notebook.cells)
    said = f"**Time**: {reading_minutes(notebook)} minutes to read, "
    if exercises:
        said += f"{MINUTES_FOR_AN_EXERCISE * exercises} for exercises, "
    return said


def minutes_are_honest(notebook, path):
    """The times in the first cell, and in the teacher's note, are those of the rule."""
    minutes, said, found = reading_minutes(notebook), stated_time(notebook), []
    if said not in notebook.cells[0].source:
        found.append(f"the first cell must say: {said}")
    for cell in notebook.cells:
        if cell.id == "teaching-note":
            lesson = re.search(r"\*\*Time\*\*: (\d+) minutes", cell.source)
            if lesson is None or int(lesson[1]) < minutes:
                found.append(
                    f"a lesson takes the {minutes} minutes of reading, or more"
                )
    return found


def has_link_to(cells, name):
    return any(f"]({name})" in c.source for c in cells if c.cell_type == "markdown")


def linked_to_neighbours(notebook, path):
    names = sorted(p.name for p in path.parent.glob("*.ipynb"))
    here = names.index(path.name)
    found = []
    for neighbour in names[max(here - 1, 0) : here] + names[here + 1 : here + 2]:
        for place, cell in (("first", notebook.cells[0]), ("last", notebook.cells[-1])):
            if not has_link_to([cell], neighbour):
                found.append(f"the {place} cell has no link to {neighbour}")
    return found


def shows_figure(cell):
    return cell.cell_type == "code" and any(
        "image/png" in output.get("data", {}) for output in cell.outputs
    )


def code_is_introduced(notebook, path):
    """The text before code ends in a colon; a figure is followed by text."""
    found = []
    after = [*notebook.cells[1:], None]
    for cell, following in zip(notebook.cells, after, strict=True):
        code_follows = following is not None and following.cell_type == "code"
        if cell.cell_type == "markdown":
            if code_follows and not cell.source.rstrip().endswith(":"):
                found.append(f"cell {cell.id}: text before code must end in a colon")
        elif shows_figure(cell) and (following is None or code_follows):
            found.append(f"cell {cell.id}: no sentence under the figure")
    return found


def predictions_are_folded(notebook, path):
    """Opening a notebook shows no answer to what the text asks to predict."""
    predicted = predicted_cells(notebook)
    return [
        f"cell {cell.id}: {'not ' * (cell in predicted)}to be folded; run remake.py"
        for cell in code_cells(notebook)
        if (cell in predicted)
        != bool(cell.metadata.get("jupyter", {}).get("outputs_hidden"))
    ]


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


def figures_are_described(notebook, path):
    """Each figure has its alternative text, for those who cannot see it."""
    return [
        f"cell {cell.id}: a figure without alternative text; run remake.py"
        for cell in code_cells(notebook)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
        and len(output.metadata.get("image/png", {}).get("alt", "")) < SHORTEST_ALT
    ]


# Code


def cells_are_short(notebook, path):
    found, lengths = [], []
    for cell in code_cells(notebook):
        lines = cell.source.splitlines()
        lengths.append(len(lines))
        if len(lines) > MAX_CELL_LINES:
            found.append(f"cell {cell.id}: {len(lines)} lines")
        if any(len(line) > MAX_LINE_LENGTH for line in lines):
            found.append(f"cell {cell.id}: a line over {MAX_LINE_LENGTH} characters")
    if lengths and statistics.median(lengths) > MAX_MEDIAN_LINES:
        found.append(f"median cell length {statistics.median(lengths)}")
    return found


def few_code_cells_in_a_row(notebook, path):
    run, found = 0, []
    for cell in notebook.cells:
        run = run + 1 if cell.cell_type == "code" else 0
        if run > MAX_CODE_CELLS_IN_A_ROW:
            found.append(f"cell {cell.id}: code cell number {run} in a row")
    return found


def defines_or_runs(notebook, path):
    """A cell that defines a function or class does nothing else.

    The answer cell of an exercise does: it ends in the check of what it defines.
    """
    found = []
    for cell in code_cells(notebook):
        if "exercise" in tags(cell):
            continue
        kinds = [
            isinstance(node, (ast.FunctionDef, ast.ClassDef))
            for node in parsed(cell).body
        ]
        if any(kinds) and not all(kinds):
            found.append(f"cell {cell.id}: defines and runs")
    return found


def no_star_import(notebook, path):
    return [
        f"cell {cell.id}: star import"
        for cell in code_cells(notebook)
        for node in ast.walk(parsed(cell))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    ]


# Slides


def slides_are_planned(notebook, path):
    """If a notebook has slides, each cell has its place in them, and so do sections."""
    types = {
        cell.id: cell.metadata.get("slideshow", {}).get("slide_type")
        for cell in notebook.cells
    }
    if not any(types.values()):
        return []
    found = [f"cell {i}: slide type {t}" for i, t in types.items() if t not in TYPES]
    if types[notebook.cells[0].id] != "slide":
        found.append("the first cell must begin a slide")
    for cell in notebook.cells:
        if types[cell.id] != "skip" and re.search(r"\n## ", cell.source):
            found.append(f"cell {cell.id}: a section must begin its own cell")
    if notebook.metadata.get("rise") != RISE:
        found.append("run remake.py --tidy: slides need its metadata")
    return found


# Taught once, used later


def utils_functions():
    """Map each public name defined in utils to (module, definition)."""
    return {
        node.name: (_module(file), node)
        for file in sorted(UTILS.rglob("*.py"))
        if file.parent.name not in NEVER_TAUGHT
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
    }


def _module(file):
    return ".".join(file.relative_to(UTILS).with_suffix("").parts)


class _Bare(ast.NodeTransformer):
    """Removes docstrings and annotations."""

    def _bare(self, node):
        self.generic_visit(node)
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node

    def visit_FunctionDef(self, node):
        node.returns = None
        return self._bare(node)

    def visit_ClassDef(self, node):
        return self._bare(node)

    def visit_arg(self, node):
        node.annotation = None
        return node


def same_code(a, b):
    """Compare two definitions by their syntax trees, less docstrings, annotations."""
    trees = [ast.parse(ast.unparse(node)) for node in (a, b)]
    return len({ast.dump(_Bare().visit(tree)) for tree in trees}) == 1


def taught_names(notebook):
    return [
        tag.removeprefix("teaches:")
        for cell in notebook.cells
        for tag in tags(cell)
        if tag.startswith("teaches:")
    ]


def teaches_what_utils_holds(notebook, path):
    known = utils_functions()
    found = []
    for cell in code_cells(notebook):
        body = parsed(cell).body
        defined = [n for n in body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
        taught = [t.removeprefix("teaches:") for t in tags(cell) if "teaches:" in t]
        if taught:
            found += [f"cell {cell.id}: {f}" for f in _fault(taught, body, known, path)]
        else:
            found += [
                f"cell {cell.id}: {n.name} is in utils.{known[n.name][0]}; import it"
                for n in defined
                if n.name in known
            ]
    return found


def _fault(taught, body, known, path):
    if len(taught) > 1 or len(body) != 1 or not hasattr(body[0], "name"):
        return ["a tagged cell holds exactly one definition, and one teaches: tag"]
    [node] = body
    module, twin = known.get(node.name, (None, None))
    if taught != [f"utils.{module}.{node.name}"]:
        return [f"teaches {taught[0]}, but defines {node.name}"]
    if not same_code(node, twin):
        return [f"{node.name} differs from utils.{module}.{node.name}"]
    if not (ast.get_docstring(twin) or "").endswith(f"Taught in {path.stem}."):
        return [f"the docstring of {taught[0]} must end: Taught in {path.stem}."]
    return []


RULES = [
    valid_format,
    executed_in_order,
    no_errors_or_stderr,
    no_live_widget,
    no_empty_cell,
    no_absolute_path,
    allowed_tags,
    broken_links,
    named_notebooks_exist,
    few_cells,
    minutes_are_honest,
    linked_to_neighbours,
    code_is_introduced,
    predictions_are_folded,
    predictions_are_answered,
    figures_are_described,
    cells_are_short,
    few_code_cells_in_a_row,
    defines_or_runs,
    no_star_import,
    slides_are_planned,
    teaches_what_utils_holds,
]
