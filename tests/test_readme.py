"""The READMEs say what is there: notebooks, links, commands, modules, results."""

import json
import re
from importlib.util import find_spec

import house_rules as rules
import pytest

from utils.classroom.notebooks import NOTEBOOKS, ROOT, all_notebooks, code_cells, read

FILES = {str(path.relative_to(ROOT)): path for path in ROOT.glob("*/README.md")}
FILES["README.md"] = ROOT / "README.md"
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in FILES.items()}
README = TEXTS["README.md"]
MAX_LINES = 120
MAP = re.compile(r"^\| \[\d\d .*\]\(notebooks/(\w+)\.ipynb\).*$", re.MULTILINE)


def section(title):
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def lines(start, end):
    """Return the commands that start and end so, as they stand in a block of code."""
    return re.findall(rf"^{start}.*{end}$", README, re.MULTILINE)


def test_the_readme_is_short():
    assert len(README.splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_the_map_tells_the_times_of_each_notebook(path):
    rows = {found[1]: found[0] for found in MAP.finditer(section("The course"))}
    assert list(rows) == [each.stem for each in all_notebooks()]
    first = read(path).cells[0].source
    said = re.search(
        r"\*\*Time\*\*: (\d+) minutes to read, (?:(\d+) for exercises, )?(\d+) seconds",
        first,
    )
    assert said, f"{path.stem} does not say its time"
    reading, exercises, running = said.groups()
    minutes = f"{reading} + {exercises}" if exercises else reading
    ending = f"| {minutes} | {running} |"
    assert rows[path.stem].endswith(ending), f"row of {path.stem}: expected {ending}"


@pytest.mark.parametrize("name", TEXTS)
def test_links_modules_and_scripts_exist(name):
    links = re.findall(r"\]\(([^)\s]+)\)", TEXTS[name])
    scripts = re.findall(r"\b(?:tests|utils)/[\w/]+\.\w+", TEXTS[name])
    for link in [FILES[name].parent / link for link in links if ":" not in link]:
        assert link.exists(), link
    assert [s for s in scripts if not (ROOT / s).exists()] == []
    modules = re.findall(r"(?:-m|from) (utils[\w.]+)", TEXTS[name])
    assert [m for m in modules if find_spec(m) is None] == []


def test_the_lines_of_windows_are_those_of_linux():
    opened, tested = lines("python3 -m venv", '(?:ipynb"|pytest)')
    assert tested == opened.split(".venv/bin/jupyter")[0] + ".venv/bin/pytest"
    for shell, joined in (("`cmd`", " &&"), ("PowerShell", ";")):
        row = re.search(rf"^\| {shell} \|.*$", README, re.MULTILINE)[0]
        changes = {"python3 ": "py ", ".venv/bin/": ".venv\\Scripts\\", " &&": joined}
        for line in (opened, tested):
            for ours, theirs in changes.items():
                line = line.replace(ours, theirs)
            assert f"| `{line}` |" in row


def test_the_ready_made_environments_are_the_readmes():
    """That their commands work in a fresh folder, .ci/run sees: it begins with one."""
    read = lambda *name: ROOT.joinpath(*name).read_text(encoding="utf-8")  # noqa: E731
    ready = json.loads(read(".devcontainer", "devcontainer.json"))
    opened, tested = lines("python3 -m venv", '(?:ipynb"|pytest)')
    assert tested == f"{ready['postCreateCommand']} && .venv/bin/pytest"
    page = opened.split('"')[1].removeprefix("--LabApp.default_url=")
    assert ready["postAttachCommand"].endswith(page)
    assert f"--ServerApp.port={ready['forwardPorts'][0]} " in ready["postAttachCommand"]
    ci = read(".ci", "run")
    assert '["postCreateCommand"]' in ci and "/pytest$' README.md" in ci
    oldest = f'requires-python = ">={ready["image"].rsplit(":", 1)[1]}"'
    assert oldest in read("pyproject.toml")
    needed = read("requirements.txt").split("\n# Tests and tools")[0].split("\n", 1)[1]
    assert read(".binder", "requirements.txt").strip().endswith(needed.strip())


def results():
    """Yield (notebook, number) for each number in code font in a row of results."""
    for row in re.findall(r"^\|.*\|$", section("Results"), re.MULTILINE):
        for name in re.findall(r"\]\(notebooks/(\w+)\.ipynb\)", row):
            yield from ((name, number) for number in re.findall(r"`([^`]+)`", row))


@pytest.mark.parametrize(("name", "number"), list(results()))
def test_each_result_is_what_the_notebook_prints(name, number):
    cells = code_cells(read(NOTEBOOKS / f"{name}.ipynb"))
    printed = "\n".join(text for cell in cells for text in rules.output_texts(cell))
    assert number in printed, f"Results, row of {name}: it does not print {number}"


def test_there_are_results():
    assert len({name for name, _ in results()}) >= 4
