"""The derivation: the networks as SymPy formulas of any size."""
