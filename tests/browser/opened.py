"""An open notebook in a real browser: runs it, and judges it."""

import re
import time

from lab import wait_for

OPEN_TIMEOUT = 90  # seconds
RUN_TIMEOUT = 400
SAVE_TIMEOUT = 30
STILL = 3

# The prompts of the code cells that are not empty.
PROMPTS = """[...document.querySelectorAll(".jp-Notebook .jp-CodeCell")]
    .filter(cell => cell.querySelector(".cm-content").innerText.trim())
    .map(cell => cell.querySelector(".jp-InputPrompt").textContent)"""

# For each cell, the texts of errors, of stderr, and of widgets that cannot be drawn.
SHOWN_ERRORS = """() => {
    const error = '[data-mime-type$=".error"], [data-mime-type$=".stderr"]';
    const texts = cell => [...cell.querySelectorAll(".jp-OutputArea-output")]
        .flatMap(area => [area, ...area.querySelectorAll(error)])
        .filter(part => part.matches(error)
            || /^Error (displaying|creating) widget/m.test(part.innerText))
        .map(part => part.innerText);
    return [...document.querySelectorAll(".jp-Notebook .jp-Cell")].map(texts);
}"""


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


class Opened:
    """A notebook, open in a page of JupyterLab.

    Args:
        page: a Playwright page, blank.
        lab: the running Lab.
        path: the notebook, below the folder that the lab serves.
    """

    def __init__(self, page, lab, path):
        self.page, self.lab, self.path = page, lab, path
        self.surprises = []
        page.on("dialog", self._note_dialog)
        page.goto(
            f"{lab.url}lab/tree/{path}?reset&token={lab.token}",
            timeout=OPEN_TIMEOUT * 1000,
        )
        self.wait("its kernel to be idle", lambda: lab.is_idle(path), OPEN_TIMEOUT)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=OPEN_TIMEOUT * 1000)

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

    def use_theme(self, name):
        """Change JupyterLab's theme, for example to 'JupyterLab Dark'."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text="Theme").first.hover()
        entry = self.page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True)
        entry.click()
        body = self.page.locator(f'body[data-jp-theme-name="{name}"]')
        body.wait_for(state="attached", timeout=SAVE_TIMEOUT * 1000)
        self.page.wait_for_timeout(1000)  # the style sheet comes after the name

    # Run and save

    def choose(self, menu, entry):
        """Choose an entry of JupyterLab's menus, as a reader does."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()

    def prompts(self):
        """Return the prompts of the code cells that are not empty: '[3]:', '[*]:'."""
        return self.page.evaluate(PROMPTS)

    def run_all(self, timeout=RUN_TIMEOUT):
        """Choose Run, Run All Cells; wait until every cell has run or been given up.

        Between two cells nothing seems to be under way for a moment, so that a run is
        taken as given up only after it has been still for some time.
        """
        self.choose("Run", "Run All Cells")
        moved = [time.monotonic()]

        def done():
            prompts = self.prompts()
            idle = self.lab.is_idle(self.path) and "[*]:" not in prompts
            if not idle or not any(re.search(r"\d", p) for p in prompts):
                moved[0] = time.monotonic()
            still = time.monotonic() - moved[0] > STILL
            finished = idle and all(re.search(r"\d", p) for p in prompts)
            return finished or still or self.dialogs()

        self.wait("all cells to be run", done, timeout)

    def save(self):
        """Save as a reader does, and return the saved notebook."""
        before = self.last_modified()
        self.choose("File", "Save Notebook")
        self.wait("the file", lambda: self.last_modified() != before, SAVE_TIMEOUT)
        return self.saved()

    def saved(self):
        """Return the notebook as it was saved last."""
        return self.lab.notebook(self.path)

    def last_modified(self):
        path = f"api/contents/{self.path}?content=0"
        return self.lab.request("GET", path)["last_modified"]

    # Judge

    def problems(self):
        """Save the notebook, and list all that is wrong with it, in words.

        Looked at: the saved file (cells not run, errors), and what the page shows
        (errors, text on stderr, widgets that cannot be drawn, dialogs).
        """
        if dialogs := self.dialogs():  # no menu can be used
            return self.surprises + dialogs
        saved = self.save()
        return self.surprises + saved_problems(saved) + self.shown_problems(saved)

    def shown_problems(self, saved):
        """List the errors that the page shows, cell by cell."""
        shown = self.page.evaluate(SHOWN_ERRORS)
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
