"""What the notebooks share: small modules of plain functions."""
