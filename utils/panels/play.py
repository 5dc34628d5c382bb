"""The panel that plays the experiment of notebook 11 from its stored results."""

from utils.panels.base import Panel


class Play(Panel):
    """Choose framework, batch, loss, optimizer and rate; see what was measured.

    Play(results): results, a dict (Cell, seed) -> Accuracies (see utils.experiment).
    inputs, weights: the levels of the other two factors; seconds: a function of a Cell
    that tells how long its training takes, or None; start: the levels at the beginning,
    a Cell, or None for the first one.
    """

    script = "play"

    def __init__(
        self, results, inputs="scaled", weights="normal", seconds=None, start=None
    ):
        tests = {}
        for (cell, _seed), accuracies in results.items():
            if (cell.inputs, cell.weights) == (inputs, weights):
                tests.setdefault(cell, []).append(accuracies.test)
        cells = [
            cell._asdict() | {"tests": found, "seconds": seconds and seconds(cell)}
            for cell, found in tests.items()
        ]
        start = start._asdict() if start else cells[0]
        super().__init__(cells=cells, start=start)
