"""One of each panel, on small numbers of its notebook, without a training."""

import numpy as np

from utils.data.drawing import EXAMPLES
from utils.experiment.results import load_results
from utils.gradients.autograd import Node, apply, backward, deepest_first
from utils.networks import sigmoid as network
from utils.panels import (
    chain,
    digit,
    forward,
    graph,
    image_wants,
    learning,
    play,
    rate,
    saturation,
    signals,
    step_size,
    valley,
)

X, T = np.array([0.6, 0.1]), np.array([0.99, 0.01])
V = np.array([[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]])
W = np.array([[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]])


def walked():
    nodes = Node(V), Node(W)
    Y = apply(network.sigmoid, X[None] @ nodes[0])
    O = apply(network.sigmoid, Y @ nodes[1])
    order = deepest_first(network.error(O, T[None]))
    return graph.GraphWalk(order, backward(order[0], *order), {Y: "Y = σ(X V)"})


def panels():
    """Return name -> Panel, for each class of utils.panels."""
    rng = np.random.default_rng(0)
    image, errors = rng.random(784), 1.6 * 0.8 ** np.arange(21)
    outputs = rng.random((21, 10))
    weights = 0.2 * rng.normal(size=(784, 128)), rng.normal(size=(128, 10))
    results = load_results()
    made = [
        learning.Learning(errors, outputs, 5, image),
        image_wants.ImageWants(image, rng.normal(size=(784, 20))),
        forward.Forward(X, V, W),
        chain.ChainWalk(X, T, V, W),
        chain.Slopes(X, T, V, W),
        step_size.StepSize(),
        rate.Rate(lambda lr: lr * errors[:6], 200),
        walked(),
        valley.Valley(),
        saturation.Saturation(),
        play.Play(results, next(iter(results))[0]),
        digit.Digit(*weights, EXAMPLES),
        signals.Signals(rng.random((9, 784)), rng.random((9, 10))),
    ]
    return {panel.script: panel for panel in made}
