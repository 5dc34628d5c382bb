"""The interactive cell of 05_autograd: a graph, walked backwards node by node."""

import numpy as np

from utils.figures.graph import draw_nodes, numbers
from utils.panels.base import Panel as NewPanel
from utils.panels.panel import KernelPanel as Panel
from utils.panels.panel import button


def graph_panel(nodes, gradients, labels):
    """Return the panel 'graph': from the end of a graph back to its leaves.

    Args: see utils.figures.graph.draw_nodes.
    """
    controls = {"back": button("Back"), "next": button("Next")}
    panel = Panel("graph", controls, ("gradient",), (9, 7.5))
    at = 0

    def go(change):
        nonlocal at
        at = min(max(at + change, 0), len(nodes) - 1)
        name = labels.get(nodes[at], nodes[at].name)
        panel.status.value = f"Step {at} of {len(nodes) - 1}: {name}"
        lines = numbers(gradients[at], "+").split("\n")
        panel.show(
            lambda ax: draw_nodes(ax, nodes, gradients, labels, walked=at + 1),
            "; ".join(" ".join(line.split()) for line in lines),
        )

    panel.controls["back"].on_click(panel.guarded(lambda: go(-1)))
    panel.controls["next"].on_click(panel.guarded(lambda: go(+1)))
    go(0)
    return panel


class GraphWalk(NewPanel):
    """Let the values flow down a graph, then walk the gradients back, node by node.

    GraphWalk(nodes, gradients, labels): nodes, children first (E is the first), each
    with value, parents and name, as in utils.gradients.autograd; gradients, an array
    for each; labels, node -> text in its box. Arrays of up to three columns.
    """

    script = "graph_walk"

    def __init__(self, nodes, gradients, labels=None):
        labels, number = labels or {}, {node: i for i, node in enumerate(nodes)}
        drawn = [
            {
                "name": labels.get(node, node.name),
                "value": np.atleast_2d(node.value),
                "gradient": np.atleast_2d(gradient),
                "parents": [number[p] for p in dict.fromkeys(node.parents)],
            }
            for node, gradient in zip(nodes, gradients, strict=True)
        ]
        super().__init__(nodes=drawn)
