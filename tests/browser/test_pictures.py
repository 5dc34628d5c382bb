"""The picture of the README: a panel in use.

With --update-pictures it is written anew; without, only taken, into .artefacts.
"""

import io

from examples import panels
from PIL import Image

from utils.classroom.notebooks import NOTEBOOKS, ROOT
from utils.panels.page import html

COLOURS = 64  # of the picture file, to keep it small


def test_a_panel_in_use(browser, tmp_path, request):
    file = tmp_path / "panel.html"
    file.write_text(html(panels()["chain_walk"]), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.goto(file.as_uri())
    page.get_by_label("step").fill("7")
    page.get_by_label("step").blur()
    picture = Image.open(io.BytesIO(page.locator(".bp").screenshot())).convert("RGB")
    page.close()
    assert len(picture.getcolors(maxcolors=1_000_000)) > 50, "nearly blank"
    update = request.config.getoption("--update-pictures", default=False)
    folder = NOTEBOOKS / "images" if update else ROOT / ".artefacts" / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(folder / "panel.png", optimize=True)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "](notebooks/images/panel.png)" in readme
