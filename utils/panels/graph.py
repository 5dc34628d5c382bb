"""The panel of a graph of nodes: values flow down, gradients flow back up."""

import numpy as np

from utils.panels.base import Panel


class GraphWalk(Panel):
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
