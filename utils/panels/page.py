"""A panel on a page, without a kernel.

The output of a panel's cell holds, beside the view of the live widget (which re-making
drops), KEPT: the name of its script and its state as JSON. JupyterLab, nbviewer and
GitHub pass over it and show the sentence. Who builds pages finds it in the stored
notebook, and calls html with it: nothing is run, and the module is always today's.
"""

import base64
import json

import numpy as np

from utils.panels.base import module

MODEL = """
const ignored = () => {};
const model = { get: (name) => ({ state })[name], set: ignored, on: ignored,
  off: ignored, save_changes: ignored };
const el = document.querySelector(".backprop-panel:not([data-shown])");
el.dataset.shown = "";
panel.render({ model, el });
"""


def _packed(value):
    """Return float32 numbers, as bytes, as 16-bit integers in base64, with a scale."""
    if not isinstance(value, bytes):
        raise TypeError(f"a panel's state holds {type(value).__name__}, not plain JSON")
    numbers = np.frombuffer(value, dtype="<f4")
    scale = float(np.abs(numbers).max()) / 32767 or 1.0
    rounded = np.rint(numbers / scale).astype("<i2")
    return {"int16": base64.b64encode(rounded.tobytes()).decode(), "scale": scale}


def stored(panel):
    """Return the script of a Panel, and its state as a text in JSON: see KEPT."""
    compact = {"separators": (",", ":"), "sort_keys": True, "ensure_ascii": False}
    state = json.dumps(panel.state, default=_packed, **compact)
    return {"script": panel.script, "state": state}


def html(panel):
    """Return HTML that shows a panel on any page, from a file too, without a request.

    panel: a Panel, or what stored gave (in a stored output: data[KEPT]). Several panels
    on one page do not clash: each script is a module, and takes the first empty place.
    """
    kept = panel if isinstance(panel, dict) else stored(panel)
    text = module(kept["script"]).replace("export default {", "const panel = {")
    script = f"{text}\nconst state = {kept['state']};{MODEL}".replace("</", r"<\/")
    return f'<div class="backprop-panel"></div><script type="module">{script}</script>'
