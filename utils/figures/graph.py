"""The picture of a graph of nodes: values flow down in it, gradients flow up.

A node is anything with value (an array), parents (nodes) and name, such as those of
utils.gradients.autograd.
"""

from utils.figures.network import BACKWARD, FORWARD, QUIET

LEAF_PLACE, VALUE_PLACE, GRADIENT_PLACE = -1.3, 1.2, 4.2  # from left to right
LINE = 0.42  # height of a line of numbers
GAP = 0.75  # between two rows


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
    """Return an array of up to two axes as text: a line for each row, four decimals."""
    lines = array.reshape(-1, array.shape[-1]) if array.ndim else [[array]]
    text = "\n".join("  ".join(f"{x:{sign}7.4f}" for x in line) for line in lines)
    return text.replace("-", "−")


def draw_nodes(ax, nodes, gradients, labels=None, walked=None):
    """Draw a graph with its values in blue and its gradients in vermilion.

    Args:
        nodes: the nodes of a graph, children first.
        gradients: an array for each of nodes, in their order.
        labels: node -> text in its box; its name if there is none.
        walked: how many gradients are known, the newest drawn bold; all if None.

    Returns ax, without its frame.
    """
    known = list(nodes) if walked is None else list(nodes[:walked])
    gradient = dict(zip(nodes, gradients, strict=True))
    heights = _heights(rows(nodes))
    _draw_arrows(ax, heights, known)
    for node, y in heights.items():
        newest = walked is not None and node is known[-1]
        edge, width = (BACKWARD, 2) if newest else ("black", 1)
        box = {"facecolor": "white", "edgecolor": edge, "linewidth": width}
        box["boxstyle"] = "round"
        text = (labels or {}).get(node, node.name)
        place = _place(node, heights)
        ax.text(*place, text, ha="center", va="center", bbox=box, zorder=3)
        _write(ax, VALUE_PLACE, y, numbers(node.value), FORWARD)
        if node in known:
            text = numbers(gradient[node], "+")
            _write(ax, GRADIENT_PLACE, y, text, BACKWARD, newest)
    top = max(heights.values()) + 0.75
    _write(ax, VALUE_PLACE, top, "value", FORWARD)
    _write(ax, GRADIENT_PLACE, top, "gradient", BACKWARD)
    ax.set(xlim=(LEAF_PLACE - 0.5, 7.0), ylim=(min(heights.values()) - 0.4, top + 0.3))
    ax.axis("off")
    return ax


def _heights(nodes):
    """Return node -> y of its row; a matrix takes a line for each of its rows."""
    heights, y = {}, 0.0
    for node in nodes:
        half = LINE * numbers(node.value).count("\n") / 2
        y -= half
        heights[node] = y
        y -= half + GAP
    return heights


def _place(node, heights):
    return 0.0 if node.parents else LEAF_PLACE, heights[node]


def _draw_arrows(ax, heights, known):
    order = list(heights)
    for child in order:
        for parent in dict.fromkeys(child.parents):
            color = BACKWARD if parent in known else QUIET
            style = "<-" if parent in known else "->"
            far = parent.parents and order.index(child) - order.index(parent) > 2
            arrow = {"arrowstyle": style, "color": color, "shrinkA": 9, "shrinkB": 9}
            arrow["connectionstyle"] = f"arc3,rad={0.4 if far else 0}"
            ends = _place(child, heights), _place(parent, heights)
            ax.annotate("", *ends, arrowprops=arrow, zorder=1)


def _write(ax, x, y, text, color, bold=False):
    weight = "bold" if bold else "normal"
    style = {"family": "monospace", "fontsize": 9, "fontweight": weight}
    ax.text(x, y, text, color=color, va="center", zorder=4, **style)
