"""The picture of a graph of nodes: which rows, which numbers, which arrows."""

from collections import namedtuple

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from utils.figures.graph import draw_nodes, numbers, rows
from utils.figures.network import BACKWARD, FORWARD
from utils.gradients.autograd import Node, backward, deepest_first

Number = namedtuple("Number", "value parents", defaults=[()])


@pytest.fixture
def ax():
    return Figure().add_subplot()


@pytest.fixture
def graph():
    """Return a, b and the nodes of sum(tanh(a) * b) + sum(a), children first."""
    a, b = Node(np.array([0.5, -1.25])), Node(np.array([[2.0, 3.0], [4.0, 5.0]]))
    E = np.sum(np.tanh(a) * b) + np.sum(a)
    return a, b, deepest_first(E)


def written(ax, color):
    return [t.get_text() for t in ax.texts if t.get_text() and t.get_color() == color]


def arrows(ax):
    return [text for text in ax.texts if text.get_text() == ""]


def test_parents_stand_above_their_children_and_leaves_above_the_first(graph):
    a, b, nodes = graph
    order = rows(nodes)
    assert set(order) == set(nodes) and len(order) == len(nodes)
    for node in order:
        assert all(order.index(p) < order.index(node) for p in node.parents)
    assert order[order.index(b) + 1].name == "multiply"
    assert rows([a]) == [a]


def test_numbers():
    assert numbers(np.array(0.23808)) == " 0.2381"
    assert numbers(np.array([[0.5, -1.0], [2.0, 0.0]]), "+") == (
        "+0.5000  −1.0000\n+2.0000  +0.0000"
    )


def test_every_value_and_every_gradient_is_written(ax, graph):
    a, _, nodes = graph
    gradients = backward(nodes[0], *nodes)
    assert draw_nodes(ax, nodes, gradients, {a: "A"}) is ax
    assert written(ax, FORWARD)[:2] == ["value", numbers(a.value)]
    assert sorted(written(ax, FORWARD)) == sorted(
        ["value", *(numbers(node.value) for node in nodes)]
    )
    assert sorted(written(ax, BACKWARD)) == sorted(
        ["gradient", *(numbers(g, "+") for g in gradients)]
    )
    labels = {t.get_text() for t in ax.texts if t.get_bbox_patch() is not None}
    assert labels - {""} == {"A", "leaf", "tanh", "multiply", "sum", "add"}
    ways = sum(len(set(node.parents)) for node in nodes)
    colors = [to_hex(t.arrow_patch.get_edgecolor()) for t in arrows(ax)]
    assert colors.count(FORWARD.lower()) == colors.count(BACKWARD.lower()) == ways


def test_without_gradients_each_arrow_leads_down_from_numbers_too(ax):
    a = Number(2.0)
    E = Number(-4.0, (a,))
    draw_nodes(ax, [E, a], labels={a: "a", E: "E"})
    assert written(ax, BACKWARD) == []
    assert written(ax, FORWARD) == ["value", " 2.0000", "−4.0000"]
    [arrow] = arrows(ax)
    assert (arrow.xyann[1], arrow.xy[1]) == (0, -0.75)  # from a, above, down to E


def test_a_parent_that_is_used_twice_has_two_arrows_apart(ax):
    a = Number(2.0)
    E = Number(4.0, (a, a))
    draw_nodes(ax, [E, a], labels={a: "a", E: "E"})
    bends = [arrow.arrow_patch.get_connectionstyle().rad for arrow in arrows(ax)]
    assert bends == [-0.3, 0.3]
