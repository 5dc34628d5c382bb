"""The picture of a graph of PyTorch."""

import torch
from matplotlib.figure import Figure

from utils.figures.torch_graph import ASIDE, COLUMNS, draw_graph


def test_a_graph_shows_what_arrives_at_each_node():
    ax = Figure().add_subplot()
    W = torch.ones(3, 2, requires_grad=True)
    nodes = [torch.sum(W * W).grad_fn]
    nodes += [nodes[0].next_functions[0][0]]
    nodes += [nodes[1].next_functions[0][0]]  # W, to which both factors lead
    arrived = {node: torch.full((3, 2), -0.5) for node in nodes}
    assert draw_graph(ax, nodes, arrived, [("g", "copies"), ("", "2"), ("", "")]) is ax
    arrows = [(text.xyann, text.xy) for text in ax.texts if hasattr(text, "xyann")]
    assert arrows == [((0, 0), (0, 1)), ((0, 1), (0, 2))]
    shown = [text.get_text() for text in ax.texts]
    assert {"Sum", "Mul", "AccumulateGrad", "copies", *COLUMNS} <= set(shown)
    assert shown.count("3 × 2") == shown.count("−0.5") == 3


def test_a_leaf_in_the_middle_stands_aside():
    ax = Figure().add_subplot()
    V, W = (torch.ones(2, 2, requires_grad=True) for _ in range(2))
    end = torch.sigmoid(V) * W
    [(sigmoid, _), (leaf, _)] = end.grad_fn.next_functions
    nodes = [end.grad_fn, sigmoid, leaf, sigmoid.next_functions[0][0]]
    arrived = {node: torch.ones(()) for node in nodes}
    draw_graph(ax, nodes, arrived, [("", "")] * 4)
    boxes = [t.get_position() for t in ax.texts if t.get_text() == "AccumulateGrad"]
    assert [x for x, y in boxes] == [ASIDE, 0]
