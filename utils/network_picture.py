"""The picture of the network: its units in layers, the weights on its edges."""

from matplotlib.patches import Circle

FORWARD = "#0072B2"  # blue: values that flow forward
BACKWARD = "#D55E00"  # vermilion: gradients that flow back
QUIET = "#9a9a9a"
DOTS = "⋮"
LAYER_DISTANCE = 3.0
RADIUS = 0.36


def draw_network(ax, layers, edge_color=QUIET):
    """Draw units in layers from left to right, each joined to all of the next layer.

    Args:
        ax: a Matplotlib Axes; its frame is switched off.
        layers: one list of labels for each layer, from top to bottom. The label DOTS
            stands for the units that are not drawn.
        edge_color: any Matplotlib colour.

    Returns:
        The centres of the units, [layer][unit] -> (x, y), in data coordinates.
    """
    centres = [
        [
            (LAYER_DISTANCE * a, (len(labels) - 1) / 2 - b)
            for b, _label in enumerate(labels)
        ]
        for a, labels in enumerate(layers)
    ]
    for a in range(len(layers) - 1):
        _draw_edges(ax, layers[a : a + 2], centres[a : a + 2], edge_color)
    for labels, places in zip(layers, centres, strict=True):
        for label, place in zip(labels, places, strict=True):
            _draw_unit(ax, label, place)
    ax.set_aspect("equal")
    ax.axis("off")
    return centres


def _draw_edges(ax, labels, centres, color):
    for label, start in zip(labels[0], centres[0], strict=True):
        for other, end in zip(labels[1], centres[1], strict=True):
            if DOTS not in (label, other):
                draw_edge(ax, start, end, color, width=0.8)


def _draw_unit(ax, label, place):
    if label != DOTS:
        circle = Circle(place, RADIUS, facecolor="white", edgecolor="black", zorder=3)
        ax.add_patch(circle)
    ax.text(*place, label, ha="center", va="center", fontsize=11, zorder=4)


def draw_edge(ax, start, end, color, width=2.5):
    """Draw one edge between the centres of two units, in the given colour."""
    ax.plot(*zip(start, end, strict=True), color=color, linewidth=width, zorder=1)


def label_edge(ax, start, end, text, color="black", at=0.5, shift=0.0):
    """Write text on the edge from start to end.

    Args:
        start, end: centres of two units.
        at: where along the edge, 0 at start and 1 at end.
        shift: distance above the edge, in data coordinates.
    """
    x = start[0] + at * (end[0] - start[0])
    y = start[1] + at * (end[1] - start[1]) + shift
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
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
    for a, text in enumerate(
        (
            "inputs $x_i$\n$i = 1, \\dots, n$;  $n = 784$",
            "hidden units $y_j$\n$j = 1, \\dots, m$;  $m = 128$",
            "outputs $o_k$\n$k = 1, \\dots, l$;  $l = 10$",
        )
    ):
        ax.text(LAYER_DISTANCE * a, -2.35, text, ha="center", va="center")
    for a, text in enumerate(("weights $v_{ij}$", "weights $w_{jk}$")):
        ax.text(LAYER_DISTANCE * (a + 0.5), 2.05, text, ha="center", color=FORWARD)
    ax.set_ylim(-2.8, 2.6)
    return ax


def draw_graph(ax, nodes, notes):
    """Draw a computation graph from top to bottom, a note beside each node; return ax.

    Args:
        nodes: (name, depth, column) depth-first, so that the parent of a node is the
            last one above it that is one level higher.
        notes: one text for each node.
    """
    above = {}
    arrow = {"arrowstyle": "->", "color": BACKWARD, "shrinkA": 12, "shrinkB": 12}
    for (name, depth, column), note in zip(nodes, notes, strict=True):
        place = (3.6 * column, -depth)
        if depth:
            start = above[depth - 1]
            end = place if start[0] == place[0] else (place[0] - 0.35, place[1])
            ax.annotate("", end, start, arrowprops=arrow)
        above[depth] = place
        box = {"facecolor": "white", "edgecolor": "black", "boxstyle": "round"}
        ax.text(*place, name, ha="center", va="center", bbox=box, zorder=3)
        ax.text(place[0] + 0.75, place[1], note, va="center")
    ax.set(xlim=(-0.8, 6), ylim=(-max(above) - 0.5, 0.5))
    ax.axis("off")
    return ax
