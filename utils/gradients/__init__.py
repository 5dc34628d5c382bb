"""Gradients: measured, compared, broken on purpose."""
