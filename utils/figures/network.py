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
