"""The style of all figures: Matplotlib's own, whatever the reader's machine brings."""

import os
import sys

import matplotlib


def use_standard_style():
    """Undo a matplotlibrc, and in a notebook a backend that would show nothing."""
    matplotlib.rcdefaults()
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if hasattr(shell, "kernel") and "inline" not in os.environ.get("MPLBACKEND", ""):
        shell.enable_matplotlib("inline")
