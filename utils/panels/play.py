"""The panel that plays the experiment of notebook 11 from its stored results."""

from utils.panels.base import Panel


class Play(Panel):
    """Choose framework, batch, loss, optimizer and rate; see what was measured.

    Play(results, start): results, a dict (Cell, seed) -> Accuracies (see
    utils.experiment), of which those with scaled inputs and normal weights are used;
    start, the Cell at the beginning.
    """

    script = "play"

    def __init__(self, results, start):
        tests = {}
        for (cell, _seed), accuracies in results.items():
            if (cell.inputs, cell.weights) == ("scaled", "normal"):
                tests.setdefault(cell, []).append(accuracies.test)
        cells = [cell._asdict() | {"tests": found} for cell, found in tests.items()]
        super().__init__(cells=cells, start=start._asdict())
