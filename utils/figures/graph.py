"""The picture of a graph of nodes: values flow down in it, gradients flow up.

A node is anything with value (a number or an array), parents (nodes) and a name or a
label, such as those of utils.gradients.autograd.
"""

from itertools import product

import numpy as np

from utils.figures.network import BACKWARD, FORWARD

LEAF_PLACE, VALUE_PLACE = -1.5, 1.0  # from left to right
COLUMN = 0.72  # width of a number
LINE = 0.42  # height of a line of numbers
GAP = 0.75  # between two rows
ASIDE = 0.07  # of an arrow from its middle line, where there are two
SHRUNK = {"shrinkA": 10, "shrinkB": 10}


def rows(nodes):
    """Return nodes, children first, from top to bottom; a leaf is above its child."""
    placed = []
    for node in reversed(nodes):
        leaves = [p for p in dict.fromkeys(node.parents) if not p.parents]
        placed += [leaf for leaf in leaves if leaf not in placed]
        if node.parents:
            placed.append(node)
    return placed or list(nodes)


def numbers(array, sign=""):
    """Return a number, or an array of up to two axes, as text, with four decimals."""
    text = "\n".join(
        "  ".join(f"{x:{sign}7.4f}" for x in line) for line in np.atleast_2d(array)
    )
    return text.replace("-", "−")


def draw_nodes(ax, nodes, gradients=None, labels=None):
    """Draw a graph with its values in blue and its gradients in vermilion.

    Args:
        nodes: the nodes of a graph, children first.
        gradients: an array for each of nodes, in their order, or None: no way back.
        labels: node -> text in its box; its name if there is none.

    Returns ax, without its frame.
    """
    labels, heights = labels or {}, _heights(rows(nodes))
    _draw_arrows(ax, heights, gradients is not None)
    top = max(heights.values()) + 0.75
    columns = max(np.atleast_2d(node.value).shape[1] for node in nodes)
    aside = VALUE_PLACE + COLUMN * columns + 0.4
    _write(ax, VALUE_PLACE, top, "value", FORWARD)
    for node, y in heights.items():
        text = labels.get(node) or node.name
        box = {"facecolor": "white", "boxstyle": "round"}
        ax.text(_x(node), y, text, ha="center", va="center", bbox=box, zorder=3)
        _write(ax, VALUE_PLACE, y, numbers(node.value), FORWARD)
    if gradients is not None:
        _write(ax, aside, top, "gradient", BACKWARD)
        for node, gradient in zip(nodes, gradients, strict=True):
            _write(ax, aside, heights[node], numbers(gradient, "+"), BACKWARD)
        aside += COLUMN * columns + 0.4
    ax.set(xlim=(LEAF_PLACE - 0.6, aside))
    ax.set(ylim=(min(heights.values()) - 0.5, top + 0.3))
    ax.axis("off")
    return ax


def _heights(nodes):
    """Return node -> y of its row; a matrix takes a line for each of its rows."""
    heights, y = {}, 0.0
    for node in nodes:
        half = LINE * (len(np.atleast_2d(node.value)) - 1) / 2
        y -= half
        heights[node] = y
        y -= half + GAP
    return heights


def _x(node):
    return 0.0 if node.parents else LEAF_PLACE


def _draw_arrows(ax, heights, back):
    """Draw an arrow for each use of a parent, down to the child, and one back up."""
    order = list(heights)
    uses = [(child, p) for child in order for p in dict.fromkeys(child.parents)]
    bent = [(*use, bend) for use in uses for bend in _bends(*use, order)]
    ways = [("->", FORWARD, -ASIDE), ("<-", BACKWARD, ASIDE)]
    ways = ways if back else [("->", FORWARD, 0)]
    for (child, parent, bend), (style, color, shift) in product(bent, ways):
        ends = [(_x(n) + shift, heights[n]) for n in (child, parent)]
        arrow = {"arrowstyle": style, "color": color, **SHRUNK}
        arrow["connectionstyle"] = f"arc3,rad={bend}"
        ax.annotate("", *ends, arrowprops=arrow, zorder=1)


def _bends(child, parent, order):
    """Return how far each arrow from a parent to a child bends: two for s * s."""
    uses = child.parents.count(parent)
    if uses > 1:
        return np.linspace(-0.3, 0.3, uses)
    far = parent.parents and order.index(child) - order.index(parent) > 1
    return [-0.5 if far else 0]


def _write(ax, x, y, text, color):
    style = {"family": "monospace", "fontsize": 9, "va": "center", "zorder": 4}
    ax.text(x, y, text, color=color, **style)
