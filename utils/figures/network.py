"""The picture of the network: units in layers, values on the way, slopes back."""

from itertools import chain, pairwise, product

from matplotlib.patches import Circle

from utils.figures.axes import BLUE, ORANGE
from utils.networks.sigmoid import sigmoid

FORWARD, BACKWARD = BLUE, ORANGE  # values that flow forward, slopes that flow back
QUIET = "#9a9a9a"
DOTS = "⋮"
LAYER_DISTANCE = 3.0
RADIUS = 0.36


def draw_network(ax, layers, across=LAYER_DISTANCE, down=1.0):
    """Draw units in layers from left to right, each joined to all of the next layer.

    Args:
        layers: one list of labels for each layer, from top to bottom. The label DOTS
            stands for the units that are not drawn.
        across, down: the distances of two layers, and of two units of the longest one.

    Returns the centres of the units, [layer][unit] -> (x, y), in data coordinates.
    """
    height = down * max(map(len, layers))
    centres = [
        [
            (across * a, height * ((len(labels) - 1) / 2 - b) / len(labels))
            for b in range(len(labels))
        ]
        for a, labels in enumerate(layers)
    ]
    units = [
        list(zip(*layer, strict=True)) for layer in zip(layers, centres, strict=True)
    ]
    for before, after in pairwise(units):
        for (label, start), (other, end) in product(before, after):
            if DOTS not in (label, other):
                draw_edge(ax, start, end, QUIET, width=0.8)
    for label, place in chain(*units):
        _draw_unit(ax, label, place)
    ax.set_aspect("equal")
    ax.axis("off")
    return centres


def _draw_unit(ax, label, place):
    if label != DOTS:
        circle = Circle(place, RADIUS, facecolor="white", edgecolor="black", zorder=3)
        ax.add_patch(circle)
    ax.text(*place, label, ha="center", va="center", fontsize=11, zorder=4)


def draw_edge(ax, start, end, color, width=2.5):
    """Draw one edge between the centres of two units, in the given colour."""
    ax.plot(*zip(start, end, strict=True), color=color, linewidth=width, zorder=1)


def label_edge(ax, start, end, text, color="black", at=0.5):
    """Write text on the edge from start to end.

    start and end are centres of two units; at says where, 0 at start and 1 at end.
    """
    x, y = (a + at * (b - a) for a, b in zip(start, end, strict=True))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    text = text.replace("-", "−")
    ax.text(x, y, text, color=color, ha="center", va="center", bbox=box, zorder=2)


def draw_course_network(ax):
    """Draw the network of the course with its notation; return ax."""
    layers = [
        [f"${s}_1$", f"${s}_2$", DOTS, f"${s}_{e}$"] for s, e in ("xn", "ym", "ol")
    ]
    centres = draw_network(ax, layers)
    for a, text in enumerate((r"$v_{11}$", r"$w_{11}$")):
        start, end = centres[a][0], centres[a + 1][0]
        draw_edge(ax, start, end, FORWARD)
        label_edge(ax, start, end, text, FORWARD)
    names = (
        "inputs $x_i$\n$i = 1, \\dots, n$;  $n = 784$",
        "hidden units $y_j$\n$j = 1, \\dots, m$;  $m = 128$",
        "outputs $o_k$\n$k = 1, \\dots, l$;  $l = 10$",
    )
    for a, text in enumerate(names):
        ax.text(LAYER_DISTANCE * a, -2.35, text, ha="center", va="center")
    for a, text in enumerate(("weights $v_{ij}$", "weights $w_{jk}$")):
        ax.text(LAYER_DISTANCE * (a + 0.5), 2.05, text, ha="center", color=FORWARD)
    ax.set_ylim(-2.8, 2.6)
    return ax


def draw_unit(ax, inputs, weights):
    """Draw the inside of a unit: a weighted sum, then the sigmoid; return ax."""
    total = sum(value * weight for value, weight in zip(inputs, weights, strict=True))
    middle, squeeze, end = (3.0, 0.0), (4.9, 0.0), (6.6, 0.0)
    for a, (value, weight) in enumerate(zip(inputs, weights, strict=True)):
        start = (0.0, (len(inputs) - 1) / 2 - a)
        draw_edge(ax, start, middle, FORWARD, width=1.5)
        label_edge(ax, start, middle, f"times {weight:.1f}", at=0.45)
        _draw_unit(ax, f"{value:.1f}", start)
    draw_edge(ax, middle, end, FORWARD, width=1.5)
    _draw_unit(ax, "$\\Sigma$", middle)
    _draw_unit(ax, "$\\sigma$", squeeze)
    ax.text(*end, f" {sigmoid(total):.2f}", va="center", color=FORWARD, fontsize=13)
    ax.text(middle[0], -0.5, f"sum\n{total:.2f}", ha="center", va="top")
    ax.text(squeeze[0], -0.5, "squeezed\ninto (0, 1)", ha="center", va="top")
    ax.set(xlim=(-0.5, 7.6), ylim=(-1.6, 1.4), aspect="equal")
    ax.axis("off")
    return ax


def draw_paths(ax):
    """Draw the paths from v_11 to the error in a 2-3-2 network; return ax."""
    layers = [
        [f"${letter}_{a + 1}$" for a in range(count)]
        for letter, count in (("x", 2), ("y", 3), ("o", 2))
    ]
    inputs, hidden, outputs = draw_network(ax, layers)
    draw_edge(ax, inputs[0], hidden[0], FORWARD)
    label_edge(ax, inputs[0], hidden[0], "$v_{11}$", FORWARD)
    for k, output in enumerate(outputs, start=1):
        draw_edge(ax, hidden[0], output, BACKWARD)
        label_edge(ax, hidden[0], output, f"$w_{{1{k}}}$", BACKWARD)
        right = (output[0] + 1.6, 0.0)
        draw_edge(ax, output, right, BACKWARD)
    _draw_unit(ax, "$E$", right)
    return ax


def draw_numbers(ax, values, weights, targets=None, deltas=None, gradients=None):
    """Draw a small network with names and numbers: values blue, gradients vermilion.

    Args:
        values: x (n,), y (m,) and o (l,), written into the units.
        weights: V (n, m) and W (m, l), written on the edges.
        targets: t (l,), written beside the outputs.
        deltas: delta_y (m,) and delta_o (l,), written under their units.
        gradients: dE/dV (n, m) and dE/dW (m, l), written on the edges.

    Returns ax.
    """
    centres = draw_network(ax, [[""] * len(layer) for layer in values])
    for letter, places, layer in zip("xyo", centres, values, strict=True):
        for a, ((x, y), number) in enumerate(zip(places, layer, strict=True), start=1):
            _draw_number(ax, (x, y + 0.14), f"${letter}_{a}$", "black")
            _draw_number(ax, (x, y - 0.1), f"{number:.2f}", FORWARD)
    for a, matrix in enumerate(weights):
        _label_edges(ax, centres[a : a + 2], matrix, "vw"[a], FORWARD, at=0.26)
    for a, matrix in enumerate(gradients or ()):
        _label_edges(ax, centres[a : a + 2], matrix, "", BACKWARD, at=0.77)
    for places, numbers in zip(centres[1:], deltas or (), strict=False):
        for (x, y), number in zip(places, numbers, strict=True):
            _draw_number(ax, (x, y - 0.5), f"δ = {number:+.4f}", BACKWARD)
    targets = () if targets is None else targets
    for (x, y), target in zip(centres[2], targets, strict=False):
        _draw_number(ax, (x + 0.75, y), f"t = {target:.2f}", FORWARD)
    return ax


def _draw_number(ax, place, text, color):
    text = text.replace("-", "−")
    ax.text(*place, text, color=color, ha="center", va="center", zorder=4)


def weight_name(letter, a, b):
    """Return the name of a weight in mathtext; a and b count from 0."""
    return f"${letter}_{{{a + 1}{b + 1}}}$"


def _label_edges(ax, centres, matrix, letter, color, at):
    for a, (start, row) in enumerate(zip(centres[0], matrix, strict=True)):
        for b, (end, number) in enumerate(zip(centres[1], row, strict=True)):
            name = f"{weight_name(letter, a, b)} = " if letter else ""
            text = f"{number:+.4f}" if color == BACKWARD else f"{name}{number:.2f}"
            label_edge(ax, start, end, text.replace("-", "−"), color, at)
