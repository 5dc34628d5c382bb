"""The experiment's design: which runs there are. Nothing is trained here.

A full crossing of the factors is too expensive, because some cells take 50 times as
long as others. So the design has parts, each a full crossing of some factors, the
others held:

    part          crossed                                               seeds  runs
    batches       losses, optimizers, rates, inputs, weights; NumPy     5      960
    single        losses, SGD rates, inputs, weights; one at a time     5      540
    PyTorch       losses, optimizers, decades of rates, inputs, weights 3      216
    single Adam   losses, two rates; scaled, normal; one at a time      3      18
    single torch  three of the one-at-a-time cells in PyTorch           3      9
"""

from itertools import product
from typing import NamedTuple

NUMPY, TORCH = "NumPy", "PyTorch"
ONE, BATCH = 1, 256
SQUARED = "squared error"
LOGITS = "cross-entropy on logits"
TRAP = "cross-entropy on sigmoids"
LOSSES = (SQUARED, LOGITS, TRAP)
SGD, ADAM = "SGD", "Adam"
SCALED, RAW = "scaled", "raw"
NORMAL, UNIFORM = "normal", "uniform"
RATES = {
    SGD: (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    ADAM: (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
}
DECADES = {SGD: (0.001, 0.01, 0.1), ADAM: (0.0001, 0.001, 0.01)}
SEEDS, FEW_SEEDS = (0, 1, 2, 3, 4), (0, 1, 2)
EPOCHS = 2


class Cell(NamedTuple):
    """One combination of levels. A run is a cell with a seed.

    rate is the learning rate for one example: SGD in batches of B takes steps with
    B * rate, as notebook 08 does, Adam takes rate as it is.
    """

    framework: str
    batch: int
    loss: str
    optimizer: str
    rate: float
    inputs: str
    weights: str


def side_by_side(cell):
    """Say whether all seeds of a Cell are trained at once: SGD one at a time, NumPy."""
    return (cell.framework, cell.batch, cell.optimizer) == (NUMPY, ONE, SGD)


def design():
    """Return all runs: a dict from each Cell to its seeds, in the order of the file."""
    cells = {}
    for loss, *rest in product(LOSSES, (SCALED, RAW), (NORMAL, UNIFORM)):
        for optimizer, rates in RATES.items():
            for rate in rates:
                cell = Cell(NUMPY, BATCH, loss, optimizer, rate, *rest)
                cells[cell] = SEEDS
                if rate in DECADES[optimizer]:
                    cells[cell._replace(framework=TORCH)] = FEW_SEEDS
        for rate in RATES[SGD]:
            cells[Cell(NUMPY, ONE, loss, SGD, rate, *rest)] = SEEDS
    for loss, rate in product(LOSSES, (0.0001, 0.001)):
        cells[Cell(NUMPY, ONE, loss, ADAM, rate, SCALED, NORMAL)] = FEW_SEEDS
    for loss, rate in ((SQUARED, 0.001), (SQUARED, 0.1), (LOGITS, 0.1)):
        cells[Cell(TORCH, ONE, loss, SGD, rate, SCALED, NORMAL)] = FEW_SEEDS
    return cells
