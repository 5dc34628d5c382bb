"""The picture of a graph of PyTorch, with the gradients that arrive at its nodes."""

from utils.figures.network import BACKWARD

ASIDE = -0.9  # x of a leaf that stands beside the way of the others
COLUMNS = {
    "arrives": 0.9,
    "its shape": 2.3,
    "first entry": 3.4,
    "is multiplied by": 4.6,
}
BOX = {"facecolor": "white", "edgecolor": "black", "boxstyle": "round"}


def draw_graph(ax, nodes, arrived, reading):
    """Draw a graph of PyTorch, its end at the bottom, and what arrives at each node.

    Args:
        nodes: autograd nodes, each after one that leads to it.
        arrived: node -> the gradient that arrives at it, a tensor.
        reading: for each node a name of what arrives, and of the factor.

    Returns ax, without its frame.
    """
    places = {node: _place(node, row, nodes) for row, node in enumerate(nodes)}
    arrow = {"arrowstyle": "->", "color": BACKWARD, "shrinkA": 9, "shrinkB": 9}
    for node, place in places.items():
        for parent in {parent for parent, _ in node.next_functions} & set(places):
            bent = "angle,angleA=0,angleB=90" if places[parent][0] else "arc3"
            style = arrow | {"connectionstyle": bent}
            ax.annotate("", places[parent], place, arrowprops=style)
    for node, (name, factor) in zip(nodes, reading, strict=True):
        title = type(node).__name__.removesuffix("Backward0")
        ax.text(*places[node], title, ha="center", va="center", bbox=BOX, zorder=3)
        texts = name, *_entry(arrived[node]), factor
        for x, text in zip(COLUMNS.values(), texts, strict=True):
            ax.text(x, places[node][1], text, va="center")
    for title, x in COLUMNS.items():
        ax.text(x, len(nodes), title, va="center", color=BACKWARD)
    ax.set(xlim=(-1.6, 6.6), ylim=(-0.6, len(nodes) + 0.5))
    ax.axis("off")
    return ax


def _place(node, row, nodes):
    """A leaf in the middle of the graph stands beside the others."""
    aside = not node.next_functions and node is not nodes[-1]
    return ASIDE if aside else 0.0, row


def _entry(gradient):
    shape = " × ".join(map(str, gradient.shape)) or "a number"
    return shape, f"{gradient.flatten()[0].item():.3g}".replace("-", "−")
