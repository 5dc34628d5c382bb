"""Widgets in the page: moved as a reader moves them, and read as a reader reads."""

TIMEOUT = 20  # seconds
# A sheet to draw on needs a pointer; the list of examples beside it needs none.
CONTROLS = (
    "button, input, select, textarea, [role=slider], "
    "[tabindex]:not(.digit-pad, .digit-pad *)"
)

# The controls of a box that a keyboard can stop at: name, and whether it was reached.
NAMES = """(box, controls) => [...box.querySelectorAll(controls)]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.offsetParent)
    .map(e => {
        const beside = e.closest(".widget-hbox")?.querySelector(".widget-label");
        const label = e.labels?.[0] || (e.role === "slider" ? beside : e);
        return (e.getAttribute("aria-label") || label?.textContent || "").trim();
    })"""
FOCUSED = """(box, controls) => [...box.querySelectorAll(controls)]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.offsetParent)
    .indexOf(document.activeElement)"""

# For each text in a box: [text, contrast of its colour with what lies behind it].
CONTRASTS = """box => {
    const brush = document.createElement("canvas").getContext("2d");
    const rgba = colour => {
        brush.clearRect(0, 0, 1, 1);
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data].map(c => c / 255);
    };
    const light = rgb => rgb.slice(0, 3)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const over = (top, below) => [0, 1, 2]
        .map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
    const behind = e => e
        ? over(rgba(getComputedStyle(e).backgroundColor), behind(e.parentElement))
        : [1, 1, 1, 1];
    const own = e => e.tagName === "INPUT" ? e.value : e.tagName === "SELECT"
        ? e.selectedOptions[0]?.text ?? ""
        : [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join("");
    return [...box.querySelectorAll("*")]
        .filter(e => e.tagName !== "OPTION" && own(e).trim() && e.offsetParent)
        .map(e => {
            const back = behind(e), front = over(rgba(getComputedStyle(e).color), back);
            const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
            return [own(e).trim(), (a + 0.05) / (b + 0.05)];
        });
}"""


class Panel:
    """A box of widgets in an open notebook, found by a CSS class of its own.

    The parts are found as utils.panels.panel tells: a slider by slider-NAME, a number
    by live-NAME, a field by its label.
    """

    def __init__(self, opened, css_class):
        self.opened, self.page = opened, opened.page
        self.box = opened.page.locator(f".jp-OutputArea .{css_class}").first
        self.box.wait_for(state="visible", timeout=TIMEOUT * 1000)
        self.box.scroll_into_view_if_needed(timeout=TIMEOUT * 1000)

    def slider(self, name):
        """Return the handle of the slider of class slider-NAME."""
        return self.box.locator(f".slider-{name} [role=slider]")

    def slider_value(self, name):
        return float(self.slider(name).get_attribute("aria-valuenow"))

    def move_slider(self, name, presses):
        """Press the right arrow key so often; the left one if presses is negative."""
        self.slider(name).focus()
        for _ in range(abs(presses)):
            self.page.keyboard.press("ArrowRight" if presses > 0 else "ArrowLeft")

    def value(self, label):
        """Return the number in the field that has this label."""
        return float(self.box.get_by_label(label, exact=True).input_value())

    def type_into(self, label, text):
        """Type into the field that has this label, and press Enter."""
        field = self.box.get_by_label(label, exact=True)
        field.fill(text, timeout=TIMEOUT * 1000)
        field.press("Enter")

    def choose(self, label, option):
        """Choose an option of the list that has this label."""
        box = self.box.get_by_label(label, exact=True)
        box.select_option(option, timeout=TIMEOUT * 1000)

    def press(self, name):
        """Press the button of this name, by the keyboard."""
        self.box.get_by_role("button", name=name, exact=True).focus()
        self.page.keyboard.press("Enter")

    def read(self, css_class):
        """Return the text of the element of this class."""
        return self.box.locator(f".{css_class}").inner_text(timeout=TIMEOUT * 1000)

    def number(self, name):
        """Return the number in a line 'NAME = number', of class live-NAME."""
        return float(
            self.read(f"live-{name}").split("=")[-1].replace("\N{MINUS SIGN}", "-")
        )

    def wait_for(self, css_class, holds):
        """Return the text of an element as soon as holds(text)."""
        last = []

        def condition():
            last[:] = [self.read(css_class)]
            return holds(last[0])

        try:
            self.opened.wait(f"{css_class} to change", condition, TIMEOUT)
        except TimeoutError as error:
            raised = "; ".join(self.opened.raised)
            raise TimeoutError(f"{error}; it shows {last}; {raised}") from None
        return last[0]

    def draw(self, strokes, css_class=None):
        """Draw on the panel's canvas (the one of this class), by the mouse.

        Args:
            strokes: lists of points (across, down), as fractions of the canvas.
        """
        within = self.box.locator(f".{css_class}") if css_class else self.box
        canvas = within.locator("canvas").or_(within.and_(self.page.locator("canvas")))
        canvas.first.scroll_into_view_if_needed(timeout=TIMEOUT * 1000)
        box, mouse = canvas.first.bounding_box(), self.page.mouse
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

    def screenshot(self, file):
        self.box.screenshot(path=file, timeout=TIMEOUT * 1000)

    def keyboard_stops(self):
        """Return the names of all controls, and of those that the Tab key reaches.

        A name is a control's label, or the text on it. The handle of a slider has none
        of its own (ipywidgets gives it none): it goes by the label in its row, which
        belongs to a field that does the same.
        """
        names = self.box.evaluate(NAMES, CONTROLS)
        controls = self.box.locator(CONTROLS).locator("visible=true")
        controls.first.focus()
        reached = set()
        for _ in range(2 * len(names)):
            reached.add(self.box.evaluate(FOCUSED, CONTROLS))
            self.page.keyboard.press("Tab")
        return names, [names[i] for i in sorted(reached - {-1})]

    def low_contrasts(self, least=4.5):
        """List the texts whose contrast with their background is below least."""
        return [
            f"{text!r}: {contrast:.1f}"
            for text, contrast in self.box.evaluate(CONTRASTS)
            if contrast < least
        ]
