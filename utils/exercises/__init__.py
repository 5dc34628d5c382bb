"""The exercises of the notebooks, and the judge that looks at the answers."""
