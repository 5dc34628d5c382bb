"""The chain rule, walked backwards for one weight: factor by factor, with numbers."""

from typing import NamedTuple

from utils.figures.network import (
    BACKWARD,
    FORWARD,
    LAYER_DISTANCE,
    QUIET,
    RADIUS,
    draw_edge,
    draw_network,
    label_edge,
    weight_name,
)
from utils.networks.sigmoid import deltas, error, forward

ERROR = (3, 0)  # the place of E: right of the outputs
PLACES = {"v": (0, 1), "w": (1, 2)}  # the layers that a matrix joins


class Step(NamedTuple):
    """One step of the walk; edges and units are what it adds to the picture.

    Edges are (start, end, label), units (place, label, side); a place is (layer,
    number), a side +1 above the unit or -1 below it.
    """

    text: str  # the formula in mathtext
    numbers: str  # the same with its numbers
    value: float  # what is known after the step
    edges: tuple | list = ()
    units: tuple | list = ()


def chain_steps(x, t, V, W, letter, a, b):
    """List the steps from the error back to one weight of a small network.

    Args:
        x (n,), t (l,), V (n, m), W (m, l): one example, its targets, the weights.
        letter, a, b: "v" or "w", the matrix of the weight; its row and column, from 0.

    Returns a list of Step. The first is the forward pass, with the value E; the value
    of the last is the gradient of the weight. Raises ValueError: letter is neither.
    """
    if letter not in PLACES:
        raise ValueError(f"letter is {letter!r}, expected 'v' or 'w'")
    y, o = (row[0] for row in forward(x[None], V, W))
    E = float(error(o[None], t[None]))
    delta_y, delta_o = (row[0] for row in deltas(y[None], o[None], t[None], W))
    formula = r"forward, to the error $E = \frac{1}{2}\sum_k (t_k - o_k)^2$"
    start = Step(formula, f"E = {E:.4f}", E)
    outputs = range(len(o)) if letter == "v" else [b]
    first = [start, *_to_outputs(o, t, delta_o, outputs)]
    if letter == "w":
        return [*first, _to_weight("w", "y", a, b, y[a], "o", delta_o[b])]
    side = -1 if b == len(y) - 1 else +1  # above the lowest unit stands a weight
    middle = _to_hidden(b, y[b], W[b], delta_o, delta_y[b], side)
    return [*first, *middle, _to_weight("v", "x", a, b, x[a], "y", delta_y[b])]


def _to_outputs(o, t, delta_o, outputs):
    name = str(outputs[0] + 1) if len(outputs) == 1 else "k"
    off, slopes = o - t, o * (1 - o)
    yield Step(
        rf"$\partial E/\partial o_{name} = o_{name} - t_{name}$",
        ";   ".join(f"{o[k]:.4f} − {t[k]:.2f} = {_number(off[k])}" for k in outputs),
        float(off[outputs[0]]),
        edges=[((2, k), ERROR, _number(off[k])) for k in outputs],
    )
    yield Step(
        rf"times the slope $o_{name}(1 - o_{name})$ gives $\delta^o_{name}$",
        ";   ".join(_product(off[k], f"{slopes[k]:.4f}", delta_o[k]) for k in outputs),
        float(delta_o[outputs[0]]),
        units=[
            ((2, k), f"× {slopes[k]:.4f}: δ = {_number(delta_o[k])}", -1)
            for k in outputs
        ],
    )


def _to_hidden(j, y_j, weights, delta_o, delta_j, side):
    products = weights * delta_o
    total, name = products.sum(), j + 1
    total_text, slope = f"Σ = {_number(total)}", f"{y_j * (1 - y_j):.4f}"
    yield Step(
        rf"back through each weight: $\delta^o_k\, w_{{{name}k}}$",
        ";   ".join(map(_product, delta_o, map(_factor, weights), products)),
        float(products[0]),
        edges=[((1, j), (2, k), _number(one)) for k, one in enumerate(products)],
    )
    yield Step(
        rf"added up at the hidden unit: $\sum_k \delta^o_k\, w_{{{name}k}}$",
        " + ".join(f"({_number(p)})" for p in products) + f" = {_number(total)}",
        float(total),
        units=[((1, j), total_text, side)],
    )
    yield Step(
        rf"times the slope $y_{name}(1 - y_{name})$ gives $\delta^y_{name}$",
        _product(total, slope, delta_j),
        float(delta_j),
        units=[
            ((1, j), f"{total_text} × {slope}", side),
            ((1, j), f"δ = {_number(delta_j)}", -side),
        ],
    )


def _to_weight(letter, source, a, b, value, layer, delta):
    left, right = PLACES[letter]
    gradient = float(value * delta)
    return Step(
        rf"times ${source}_{a + 1}$ gives "
        rf"$\partial E/\partial {letter}_{{{a + 1}{b + 1}}}$",
        f"{value:.4f} · ({_number(delta)}) = {_number(gradient)}",
        gradient,
        edges=[((left, a), (right, b), _number(gradient))],
    )


def _number(value):
    return f"{value:+.4f}".replace("-", "−")


def _product(number, factor, result):
    return f"{_number(number)} · {factor} = {_number(result)}"


def _factor(w):
    return f"{w:.2f}" if w >= 0 else f"(−{-w:.2f})"


def draw_chain(ax, example, weight, steps, count):
    """Draw the network with the first steps of the walk, the newest one bold.

    Args:
        example: x (n,), t (l,), V (n, m), W (m, l), as for chain_steps.
        weight: (letter, row, column) of the weight, as for chain_steps.
        steps: from chain_steps.
        count: how many of them to draw, at least 1.

    Returns ax.
    """
    x, _, V, W = example
    y, o = forward(x[None], V, W)
    names = [
        [f"${letter}_{a}$\n{value:.2f}" for a, value in enumerate(layer, start=1)]
        for letter, layer in zip("xyo", (x, y[0], o[0]), strict=True)
    ]
    centres = draw_network(ax, names)
    centres.append([(3 * LAYER_DISTANCE - 0.9, 0.0)])
    for output in centres[2]:
        draw_edge(ax, output, centres[3][0], QUIET, 0.8)
    box = {"facecolor": "white", "edgecolor": "black", "boxstyle": "circle,pad=0.5"}
    ax.text(*centres[3][0], "$E$", ha="center", va="center", zorder=4, bbox=box)
    _draw_weight(ax, centres, V, W, *weight)
    for number, step in enumerate(steps[:count]):
        _draw_step(ax, centres, step, newest=number == count - 1)
    last = steps[count - 1]
    ax.set_title(f"Step {count - 1} of {len(steps) - 1}: {last.text}", y=1.0)
    ax.text(3.9, -1.8, last.numbers, ha="center", color=BACKWARD, fontsize=11)
    ax.set(xlim=(-0.6, 8.7), ylim=(-2.0, 1.75))
    return ax


def _draw_weight(ax, centres, V, W, letter, a, b):
    left, right = PLACES[letter]
    weight = {"v": V, "w": W}[letter][a, b]
    draw_edge(ax, centres[left][a], centres[right][b], FORWARD)
    _label_weight(ax, centres[left][a], centres[right][b], letter, a, b, weight)
    if letter == "v":  # its paths to E go through these weights
        for k, output in enumerate(centres[2]):
            _label_weight(ax, centres[1][b], output, "w", b, k, W[b, k])


def _label_weight(ax, start, end, letter, a, b, weight):
    text = f"{weight_name(letter, a, b)} = {weight:.2f}".replace("-", "−")
    label_edge(ax, start, end, text, FORWARD, at=0.31)


def _draw_step(ax, centres, step, newest):
    style = "bold" if newest else "normal"
    for (layer, a), (other, b), text in step.edges:
        start, end = centres[layer][a], centres[other][b]
        draw_edge(ax, start, end, BACKWARD, 3.0 if newest else 1.8)
        label_edge(ax, start, end, text, BACKWARD, at=0.58)
        ax.texts[-1].set_fontweight(style)
    for (layer, a), text, side in step.units:
        x, y = centres[layer][a]
        place = (x, y + side * (RADIUS + 0.17))
        label_edge(ax, place, place, text, BACKWARD)
        ax.texts[-1].set_fontweight(style)
