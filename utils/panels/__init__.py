"""Panels: controls in the page of a notebook, and figures that follow."""
