"""Each panel on a page without a kernel, and in JupyterLab: used, looked at, heard."""

import json

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import watched
from examples import panels
from nbformat.v4 import new_code_cell, new_notebook
from remake import NOTEBOOK_METADATA

from utils.classroom.notebooks import ROOT
from utils.panels.base import FOLDER, KEPT
from utils.panels.page import html, stored

ARTEFACTS = ROOT / ".artefacts" / "browser"
SCRIPTS = sorted(file.stem for file in FOLDER.glob("*.js") if file.stem != "common")
SIZES = ((390, 800), (1366, 900))
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Panels</title>
<body><main><h1>Panels</h1>"""
# Move every control of a panel through its settings; after each, list the labels of
# the picture that overlap, and those that leave the panel.
COLLISIONS = """async (root) => {
    const found = new Set(), frame = root.getBoundingClientRect();
    const look = (setting) => {
        const texts = [...root.querySelectorAll("svg text")]
            .map((e) => [e.textContent, e.getBoundingClientRect()])
            .filter(([text, box]) => text.trim() && box.width);
        texts.forEach(([text, a], i) => {
            if (a.left < frame.left || a.right > frame.right || a.bottom > frame.bottom)
                found.add(`${setting}: ${text} leaves the panel`);
            for (const [other, b] of texts.slice(i + 1))
                if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
                    found.add(`${setting}: ${text} over ${other}`);
        });
    };
    const set = (control, value, event) => {
        control.value = value;
        control.dispatchEvent(new Event(event, { bubbles: true }));
        look(`${control.getAttribute("aria-label")} = ${value}`);
    };
    look("at first");
    const ranges = [...root.querySelectorAll("input[type=range]")];
    const places = (c) => Array.from({ length: 9 }, (_, i) => {
        const steps = Math.round(((c.max - c.min) / c.step * i) / 8);
        return Number(c.min) + steps * c.step;
    });
    for (const list of root.querySelectorAll("select"))
        for (const option of [...list.options].reverse()) {
            set(list, option.value, "change");
            for (const c of ranges) for (const v of [c.min, c.max]) set(c, v, "input");
        }
    for (const c of ranges) {
        const before = c.value;
        for (const value of places(c)) set(c, value, "input");
        set(c, before, "input");
    }
    return [...found];
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return a page with all panels, as utils.panels.page makes them."""
    shown = panels()
    assert sorted(shown) == SCRIPTS
    sizes = {name: len(html(panel)) for name, panel in shown.items()}
    assert max(sizes.values()) < 320_000, sizes
    file = tmp_path_factory.mktemp("page") / "panels.html"
    kept = [json.loads(json.dumps(stored(panel))) for panel in shown.values()]
    file.write_text(HEAD + "".join(map(html, kept)), encoding="utf-8")
    return file


@pytest.fixture
def show(browser, file):
    """Return a function that opens that page; its problems are in page.problems."""
    contexts = []

    def shown(width, height, **options):
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, **options))
        page = contexts[-1].new_page()
        page.problems = watched(page)
        page.goto(file.as_uri())
        page.wait_for_function("document.querySelectorAll('.bp svg > *').length > 99")
        return page

    yield shown
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width, height", SIZES)
def test_nothing_is_wrong_on_a_page(show, scheme, width, height):
    page = show(width, height, color_scheme=scheme)
    assert page.locator(".bp").count() == len(SCRIPTS)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:80] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    for name in SCRIPTS:
        box = page.locator(f".bp-{name.replace('_', '-')}")
        box.screenshot(path=ARTEFACTS / f"panel-{name}-{scheme}-{width}.png")
    assert page.problems == []


@pytest.mark.parametrize("width", [360, 700, 790, 1400])
def test_no_label_collides_at_any_setting(show, width):
    page = show(width, 900)
    boxes = {name: page.locator(f".bp-{name.replace('_', '-')}") for name in SCRIPTS}
    found = {name: box.evaluate(COLLISIONS) for name, box in boxes.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert page.problems == []


def test_every_control_has_a_name_and_works_by_keyboard(show):
    page = show(1366, 900)
    for box in page.locator(".bp").all():
        for control in box.locator("input, select, button").all():
            named = control.evaluate("e => e.ariaLabel || e.textContent || e.labels[0]")
            assert named
        slider = box.locator("input[type=range]").last
        before = slider.input_value(), box.locator(".stage svg").inner_html()
        slider.focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        assert slider.evaluate("e => e === document.activeElement")
        after = slider.input_value(), box.locator(".stage svg").inner_html()
        assert before[0] == after[0] or before[1] != after[1]
    assert page.problems == []


def test_play_moves_can_be_stopped_and_is_still_for_those_who_ask(show):
    for motion in ("no-preference", "reduce"):
        page = show(1366, 900, reduced_motion=motion)
        box = page.locator(".bp-chain-walk")
        drawn = box.evaluate(
            """async (root) => {
                const seen = new Set(), svg = root.querySelector("svg"), frame = () =>
                    new Promise((done) => requestAnimationFrame(done));
                [...root.querySelectorAll("button")].at(-1).click();
                for (let i = 0; i < 20; i++) { seen.add(svg.innerHTML); await frame(); }
                return seen.size;
            }"""
        )
        assert (drawn == 1) == (motion == "reduce")
        box.get_by_role("button", name="Play").click()
        box.get_by_role("button", name="Stop").click()
        at = box.get_by_label("step").input_value()
        page.wait_for_timeout(1200)
        assert box.get_by_label("step").input_value() == at != "9"


def draw(page, sheet, points, press, move, release):
    """Draw a stroke through points (parts of the sheet) with these events."""
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    for i, (x, y) in enumerate(points):
        place = box["x"] + x * box["width"], box["y"] + y * box["height"]
        (press if i == 0 else move)(*place)
    release()


SEVEN = [(0.27, 0.25), (0.5, 0.25), (0.71, 0.25), (0.6, 0.5), (0.45, 0.8)]


def test_a_digit_is_drawn_by_mouse_and_by_touch(show):
    page = show(390, 800, has_touch=True)
    box = page.locator(".bp-digit")
    sheet, status = box.locator("canvas.sheet"), box.locator(".status")
    assert status.inner_text().startswith("It reads a")  # an example
    mouse = page.mouse

    def press(x, y):
        mouse.move(x, y)
        mouse.down()

    draw(page, sheet, SEVEN[:1], press, mouse.move, mouse.up)
    page.wait_for_timeout(100)
    assert "only a dot" in status.inner_text()
    draw(page, sheet, SEVEN, press, lambda x, y: mouse.move(x, y, steps=4), mouse.up)
    page.wait_for_timeout(100)
    read = status.inner_text()
    assert read.startswith(("It reads a", "None of them"))
    box.get_by_label("keep it as").select_option("7")
    assert status.inner_text() == "Kept as a 7. Kept so far: 7."
    box.get_by_role("button", name="Clear").tap()
    assert "empty" in status.inner_text()
    touch = page.context.new_cdp_session(page)

    def finger(kind):
        def sent(*place):
            points = [dict(zip("xy", place, strict=True))] if place else []
            event = {"type": f"touch{kind}", "touchPoints": points}
            touch.send("Input.dispatchTouchEvent", event)

        return sent

    draw(page, sheet, SEVEN, finger("Start"), finger("Move"), finger("End"))
    page.wait_for_timeout(100)
    assert status.inner_text().startswith(("It reads a", "None of them"))
    box.get_by_label("drawing", exact=True).select_option("3")
    assert "empty" not in status.inner_text()
    box.get_by_label("answer only from").fill("1")
    assert status.inner_text().startswith("None of them")
    assert page.problems == []


def test_panels_live_in_jupyterlab(open_notebook, course, lab, page):
    here = f"import sys\nsys.path.insert(0, {str(ROOT / 'tests' / 'browser')!r})"
    first = new_code_cell(f"{here}\nfrom examples import panels\nmade = panels()")
    cells = [first, *(new_code_cell(f"made[{name!r}]") for name in SCRIPTS)]
    written = new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)
    nbformat.write(written, course / "panels.ipynb")
    found = watched(page, own=(lab.url, lab.url.replace("http", "ws")))
    notebook = open_notebook("panels.ipynb")
    started = len(found)  # JupyterLab's own start is not ours
    notebook.run_all()
    page.locator(".bp").nth(len(SCRIPTS) - 1).wait_for()
    colours = set()
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        notebook.use_theme(theme)
        for name in SCRIPTS:
            box = page.locator(f".bp-{name.replace('_', '-')}")
            box.scroll_into_view_if_needed()
            colours.add(box.evaluate("e => getComputedStyle(e).backgroundColor"))
            slider = box.locator("input[type=range]").last
            before = box.locator(".stage").inner_html()
            for key in ("Home", "End"):
                slider.press(key)
                changed = box.locator(".stage").inner_html() != before
                if changed:
                    break
            assert changed, name
            box.screenshot(path=ARTEFACTS / f"lab-{name}-{theme[11:]}.png")
    assert len(colours) == 2
    saved = notebook.save()["cells"][1:]
    assert [c["outputs"][0]["data"][KEPT]["script"] for c in saved] == SCRIPTS
    assert notebook.errors() == []
    assert found[started:] == []
