"""What every panel is: one Python class with its state, one module of JavaScript.

A panel draws and computes in the page, so it answers within a frame and needs no kernel
once it is there. Its module begins with an import of common.js; the two texts are put
together here, so that there is one module, and nothing to build.
"""

import re
from pathlib import Path

import anywidget
import numpy as np
import traitlets

FOLDER = Path(__file__).parent
KEPT = "application/vnd.backprop.panel+json"  # in a stored output: script and state
WITHOUT_KERNEL = "(A panel to play with: run this notebook, or see the course's pages.)"


def module(script):
    """Return the text of the ES module of a panel, common.js included."""
    own = (FOLDER / f"{script}.js").read_text(encoding="utf-8")
    own = re.sub(r'import \{[^}]*\} from "./common.js";\n', "", own, count=1)
    return (FOLDER / "common.js").read_text(encoding="utf-8") + own


def plain(value):
    """Return value with NumPy's arrays and numbers as lists and Python's numbers."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


class Panel(anywidget.AnyWidget):
    """A panel with its state, a dict of plain values and of float32 numbers as bytes.

    A subclass names its script: for slopes.js that is "slopes".
    """

    script = ""
    state = traitlets.Dict().tag(sync=True)

    def __init_subclass__(cls, **options):
        if "script" in cls.__dict__:  # not in the classes that traitlets derives
            cls._esm = module(cls.script)
        super().__init_subclass__(**options)

    def __init__(self, **state):
        super().__init__(state=plain(state))

    def __repr__(self):
        return WITHOUT_KERNEL

    def _repr_mimebundle_(self, **options):
        from utils.panels.page import stored

        data, metadata = super()._repr_mimebundle_(**options)
        return data | {KEPT: stored(self)}, metadata
