"""Figures: numbers in, labelled axes out."""
