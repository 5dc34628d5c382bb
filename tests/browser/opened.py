"""An open notebook in a real browser: runs it, moves its widgets, and judges it."""

import json
import re

from lab import wait_for

OPEN_TIMEOUT = 90  # seconds
RUN_TIMEOUT = 400
SAVE_TIMEOUT = 30
LABEL_TIMEOUT = 20
TALLEST_PICTURE = 15_000  # pixels; Chromium draws no more than 16,384 in one piece
ERROR_OUTPUTS = '[data-mime-type$="jupyter.error"], [data-mime-type$="jupyter.stderr"]'
RAISED = re.compile(r"^Traceback \(most recent call last\)|^Exception in ", re.MULTILINE)


def without_outputs(notebook):
    """Change a notebook: clear its outputs, so that those seen are new; return it."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return notebook


def may_raise(cell):
    return "raises-exception" in cell["metadata"].get("tags", [])


def saved_problems(notebook):
    """List what is wrong in a saved notebook: cells not run, stored errors."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or not "".join(cell["source"]).strip():
            continue
        if cell["execution_count"] is None:
            found.append(f"cell {cell['id']}: was not run")
        for output in cell["outputs"]:
            if output["output_type"] == "error" and not may_raise(cell):
                found.append(f"cell {cell['id']}: {output['ename']} {output['evalue']}")
    return found


def kernel_message(frame):
    """Return (channel, header, parent, content) of a frame of a kernel's web socket.

    The frame is laid out as JupyterLab's v1.kernel.websocket.jupyter.org: the number of
    offsets, the offsets (64-bit, little-endian), then the parts. None if it is not.
    """
    count = int.from_bytes(frame[:8], "little")
    if not 6 <= count <= 1000 or len(frame) < 8 * (count + 1):
        return None
    starts = [
        int.from_bytes(frame[8 * i : 8 * (i + 1)], "little") for i in range(1, count + 1)
    ]
    parts = [frame[a:b] for a, b in zip(starts, starts[1:], strict=False)]
    header, parent, _, content = (json.loads(part) for part in parts[1:5])
    return parts[0].decode(), header, parent, content


def callback_problem(frame):
    """Return what a widget's callback raised, if this frame tells of one, else None.

    JupyterLab shows such errors in its log console only. They are messages that answer
    no cell: an error, or what the kernel writes on stderr about a failed message.
    """
    message = kernel_message(frame) if isinstance(frame, bytes) else None
    if message is None or message[0] != "iopub":
        return None
    _, header, parent, content = message
    if parent.get("msg_type") == "execute_request":
        return None
    if header["msg_type"] == "error":
        return f"a callback raised {content['ename']}: {content['evalue']}"
    text = content.get("text", "") if header["msg_type"] == "stream" else ""
    if RAISED.search(text):
        return f"a callback raised {text.strip().splitlines()[-1]}"
    return None


class Opened:
    """A notebook, open in a page of JupyterLab.

    Args:
        page: a Playwright page, blank.
        lab: the running Lab.
        path: the notebook, below the folder that the lab serves.
    """

    def __init__(self, page, lab, path):
        self.page, self.lab, self.path = page, lab, path
        self.raised, self.surprises = [], []
        page.on("websocket", self._listen)
        page.on("dialog", self._note_dialog)
        page.goto(
            f"{lab.url}lab/tree/{path}?reset&token={lab.token}",
            timeout=OPEN_TIMEOUT * 1000,
        )
        self.wait("its kernel to be idle", lambda: lab.is_idle(path), OPEN_TIMEOUT)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=OPEN_TIMEOUT * 1000)

    def _listen(self, socket):
        socket.on("framereceived", self._hear)

    def _hear(self, frame):
        problem = callback_problem(frame)
        if problem:
            self.raised.append(problem)

    def _note_dialog(self, dialog):
        self.surprises.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def wait(self, what, condition, timeout):
        """Wait until condition(), in the meantime letting the page's events in."""
        return wait_for(
            f"{self.path}: {what}",
            condition,
            timeout,
            pause=0,
            alive=lambda: self.page.wait_for_timeout(100),
        )

    # Run and save

    def choose(self, menu, entry):
        """Choose an entry of JupyterLab's menus, as a reader does."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()

    def prompts(self):
        """Return the prompts of the code cells that are not empty: '[3]:', '[*]:'."""
        return self.page.evaluate(
            """[...document.querySelectorAll('.jp-Notebook .jp-CodeCell')]
            .filter(cell => cell.querySelector('.cm-content').innerText.trim())
            .map(cell => cell.querySelector('.jp-InputPrompt').textContent)"""
        )

    def run_all(self, timeout=RUN_TIMEOUT):
        """Choose Run, Run All Cells; wait until every cell has run or been given up."""
        self.choose("Run", "Run All Cells")

        def done():
            prompts = self.prompts()
            return self.dialogs() or any(re.search(r"\d", p) for p in prompts) and not any(
                "*" in p for p in prompts
            )

        self.wait("all cells to be run", done, timeout)
        if not self.dialogs():
            self.wait(
                "the kernel to rest", lambda: self.lab.is_idle(self.path), timeout
            )

    def save(self):
        """Save as a reader does, and return the saved notebook."""
        before = self.last_modified()
        self.choose("File", "Save Notebook")
        self.wait("the file", lambda: self.last_modified() != before, SAVE_TIMEOUT)
        return self.lab.notebook(self.path)

    def last_modified(self):
        path = f"api/contents/{self.path}?content=0"
        return self.lab.request("GET", path)["last_modified"]

    # Judge

    def problems(self):
        """Save the notebook, and list all that is wrong with it, in words.

        Looked at: the saved file (cells not run, errors), what the page shows (errors,
        text on stderr, widgets that cannot be drawn, dialogs), and what the kernel sent
        because of a widget (callbacks that raised).
        """
        self.page.wait_for_timeout(300)  # for what a widget has just set off
        noted = self.raised + self.surprises
        if dialogs := self.dialogs():  # no menu can be used
            return noted + dialogs
        saved = self.save()
        return noted + saved_problems(saved) + self.shown_problems(saved)

    def shown_problems(self, saved):
        """List the errors that the page shows, cell by cell."""
        shown = self.page.evaluate(
            """selector => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(
            cell => [...cell.querySelectorAll('.jp-OutputArea-output')].flatMap(area => [
                ...[...area.querySelectorAll(selector)].map(e => e.innerText),
                ...(area.matches(selector) ? [area.innerText] : []),
                ...(/^Error (displaying|creating) widget/m.test(area.innerText)
                    ? [area.innerText] : [])]))""",
            ERROR_OUTPUTS,
        )
        return [
            f"cell {cell['id']}: the page shows {text.strip().splitlines()[-1]!r}"
            for cell, texts in zip(saved["cells"], shown, strict=True)
            if not may_raise(cell)
            for text in dict.fromkeys(texts)
            if text.strip()
        ]

    def dialogs(self):
        texts = self.page.locator(".jp-Dialog").all_inner_texts()
        return [f"a dialog: {text!r}" for text in texts]

    # Widgets

    def slider(self, label):
        """Return the handle of the slider whose label is this text."""
        label = self.page.locator(".widget-label").get_by_text(label, exact=True)
        row = self.page.locator(".widget-slider").filter(has=label)
        return row.locator('[role="slider"]')

    def slider_value(self, label):
        return float(self.slider(label).get_attribute("aria-valuenow"))

    def move_slider(self, label, presses):
        """Press the right arrow key so often; the left one if presses is negative."""
        handle = self.slider(label)
        handle.scroll_into_view_if_needed(timeout=LABEL_TIMEOUT * 1000)
        handle.focus()
        for _ in range(abs(presses)):
            self.page.keyboard.press("ArrowRight" if presses > 0 else "ArrowLeft")

    def press_button(self, name):
        """Reach a button by the keyboard and press it."""
        button = self.page.locator(".jp-OutputArea").get_by_role(
            "button", name=name, exact=True
        )
        button.scroll_into_view_if_needed(timeout=LABEL_TIMEOUT * 1000)
        button.focus()
        self.page.keyboard.press("Enter")

    def read_label(self, css_class):
        """Return the text of the one element of this class in the outputs."""
        return self.page.locator(f".jp-OutputArea .{css_class}").inner_text(
            timeout=LABEL_TIMEOUT * 1000
        )

    def wait_for_label(self, css_class, holds):
        """Return the text of an element as soon as holds(text)."""
        last = []

        def condition():
            last[:] = [self.read_label(css_class)]
            return holds(last[0])

        try:
            self.wait(f"{css_class} to change", condition, LABEL_TIMEOUT)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it shows {last}") from None
        return last[0]

    def draw(self, css_class, strokes):
        """Draw on the canvas of this class, by the mouse.

        Args:
            css_class: class of the widget that holds the canvas, or is it.
            strokes: lists of points (across, down), as fractions of the canvas.
        """
        canvas = self.page.locator(f"canvas.{css_class}, .{css_class} canvas").first
        canvas.scroll_into_view_if_needed(timeout=LABEL_TIMEOUT * 1000)
        box, mouse = canvas.bounding_box(), self.page.mouse
        for stroke in strokes:
            points = [
                (box["x"] + a * box["width"], box["y"] + d * box["height"])
                for a, d in stroke
            ]
            mouse.move(*points[0])
            mouse.down()
            for point in points[1:]:
                mouse.move(*point, steps=6)
            mouse.up()

    # Pictures

    def screenshot(self, file):
        """Write the whole notebook, from top to bottom, as one picture or several.

        Args:
            file: a Path that ends in .png; further parts get -2, -3, ... in their name.
        """
        panel = self.page.locator(".jp-NotebookPanel .jp-WindowedPanel-outer").first
        size = self.page.viewport_size
        rest = size["height"] - panel.bounding_box()["height"]
        whole = panel.evaluate("e => e.scrollHeight")
        tall = min(whole, TALLEST_PICTURE)
        self.page.set_viewport_size({**size, "height": int(tall + rest)})
        file.parent.mkdir(parents=True, exist_ok=True)
        for part in range(-(-whole // tall)):
            panel.evaluate("(e, top) => e.scrollTo(0, top)", part * tall)
            self.page.wait_for_timeout(500)  # for what is drawn when it comes in sight
            name = file.stem + (f"-{part + 1}" if part else "")
            self.page.screenshot(path=file.with_stem(name), timeout=60_000)
        self.page.set_viewport_size(size)
