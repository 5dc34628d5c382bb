"""The panel that walks a graph: what it shows at each step, and where it stops."""

import numpy as np
import pytest

from utils.gradients.autograd import Node, apply, backward, deepest_first
from utils.networks import sigmoid as network
from utils.panels.graph import graph_panel

X, T = np.array([[0.6, 0.1]]), np.array([[0.99, 0.01]])
V = np.array([[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]])
W = np.array([[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]])


@pytest.fixture
def graph():
    """Return the nodes of the network of notebook 02, their gradients, their labels."""
    v, w = Node(V), Node(W)
    O = apply(network.sigmoid, apply(network.sigmoid, X @ v) @ w)
    E = network.error(O, T)
    nodes = deepest_first(E)
    return nodes, backward(E, *nodes), {v: "V", w: "W", E: "E"}


def shown(panel):
    text = panel.shown["gradient"].value.removeprefix("gradient = ")
    rows = text.replace("−", "-").split("; ")
    return np.array([[float(number) for number in row.split()] for row in rows])


def test_the_walk_goes_from_the_end_to_the_leaves(graph):
    nodes, gradients, labels = graph
    panel = graph_panel(nodes, gradients, labels)
    assert "panel-graph" in panel._dom_classes and panel.errors.outputs == ()
    assert panel.status.value == "Step 0 of 10: E" and shown(panel) == [[1.0]]
    for node, gradient in zip(nodes[1:], gradients[1:], strict=True):
        before = panel.picture.value
        panel.controls["next"].click()
        np.testing.assert_allclose(shown(panel), np.atleast_2d(gradient), atol=5.1e-5)
        name = labels.get(node, node.name)
        assert panel.status.value.endswith(f": {name}")
        assert panel.picture.value != before
    dV, dW = network.gradients(X, T, V, W)
    assert panel.status.value in ("Step 10 of 10: V", "Step 10 of 10: W")
    last = dV if "V" in panel.status.value else dW
    np.testing.assert_allclose(shown(panel), last, atol=5.1e-5)


def test_the_walk_stops_at_both_ends(graph):
    panel = graph_panel(*graph)
    panel.controls["back"].click()
    assert panel.status.value.startswith("Step 0 of 10")
    for _ in range(15):
        panel.controls["next"].click()
    assert panel.status.value.startswith("Step 10 of 10")
    panel.controls["back"].click()
    assert panel.status.value.startswith("Step 9 of 10")
