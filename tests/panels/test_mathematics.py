"""What the panels compute in the page is what utils computes, to 1e-12."""

import base64
from itertools import pairwise

import numpy as np
import pytest

from utils.data.drawing import EXAMPLES, ink, mnist_form
from utils.data.preprocessing import scale_pixels
from utils.experiment.design import Cell
from utils.experiment.effects import points_of
from utils.experiment.results import load_results
from utils.gradients import derivatives
from utils.networks import deep
from utils.networks.sigmoid import deltas, error, forward, gradients, sigmoid
from utils.panels.base import plain
from utils.training import optimizers

X, T = [0.6, 0.1], [0.99, 0.01]  # of notebook 02
V = [[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]]
W = [[0.6, -0.3], [-0.5, 0.8], [0.4, 0.2]]


def random_network(seed):
    rng = np.random.default_rng(seed)
    n, m, l = rng.integers(1, 4, size=3)
    weights = 3 * rng.normal(size=(n, m)), rng.normal(size=(m, l))
    return rng.random(n), rng.random(l), *weights


def same(found, expected, tolerance=1e-12):
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("example", [(X, T, V, W), *map(random_network, range(6))])
def test_a_small_network(run, example):
    values = dict(zip("xtVW", map(plain, example), strict=True))
    x, t, V, W = map(np.array, example)
    Y, O = forward(x[None], V, W)
    delta_y, delta_o = deltas(Y, O, t[None], W)
    dV, dW = gradients(x[None], t[None], V, W)
    got = run("slopes", "m.slopes(v)", **values)
    same([*got["y"], *got["o"], got["E"]], [*Y[0], *O[0], error(O, t[None])])
    same([*got["delta_y"], *got["delta_o"]], [*delta_y[0], *delta_o[0]])
    same([edge[3] for edge in got["edges"]], [*dV.ravel(), *dW.ravel()])
    got = run("forward", "m.forward(v)", **values)
    same([*got["y"], *got["o"]], [*Y[0], *O[0]])
    inside = run("forward", "m.inside(v.x, v.V, 0)", **values)
    same([inside["z"], inside["y"]], [(x @ V)[0], Y[0, 0]])
    for letter, gradient in (("v", dV), ("w", dW)):
        for a, b in np.ndindex(gradient.shape):
            walk = run("chain_walk", f"m.steps(v, '{letter}', {a}, {b})", **values)
            same(walk[-1]["value"], gradient[a, b])
            same(walk[3]["value"], error(O, t[None]))
            if letter == "w":
                same(walk[-2]["value"], delta_o[0, b])
            else:
                same([e[3] for e in walk[6]["edges"]], W[b] * delta_o[0])
                same(walk[7]["value"], W[b] @ delta_o[0])
                same(walk[8]["value"], delta_y[0, b])


def test_the_forms_of_float32_numbers(run):
    numbers = np.random.default_rng(0).normal(size=300).astype("<f4")
    data = base64.b64encode(numbers.tobytes()).decode()
    view = "new DataView(Uint8Array.from(atob(v.data), (c) => c.charCodeAt(0)).buffer)"
    same(run("digit", f"[...m.floats({view})]", data=data), numbers, 0)


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(1)
    return rng.normal(size=(784, 16)).astype("f4"), rng.normal(size=(16, 10)).astype(
        "f4"
    )


@pytest.mark.parametrize("name", list(EXAMPLES)[:3])
def test_a_drawing_is_brought_to_the_form_of_mnist_and_read(run, name, weights):
    sheet, (V, W) = ink(EXAMPLES[name]), weights
    picture = "{ values: Float32Array.from(v.sheet), height: 280, width: 280 }"
    pixels = run("digit", f"m.mnistForm({picture})", sheet=sheet.ravel().tolist())
    expected = mnist_form(sheet)
    same(pixels, expected.ravel(), 0)
    values = {"pixels": pixels, "V": V.ravel().tolist(), "W": W.ravel().tolist()}
    got = run("digit", "m.read(v.pixels, v.V, v.W)", **values)
    Y, O = forward(
        scale_pixels(expected.reshape(1, -1)), V.astype(float), W.astype(float)
    )
    same(got["y"], Y[0], 1e-5)
    same(got["o"], O[0], 1e-5)
    same(got["shares"], Y[0] * W[:, O[0].argmax()], 1e-5)


def test_the_stored_accuracies(run):
    results = load_results()
    for cell in list(dict.fromkeys(cell for cell, _ in results))[::40]:
        tests = [a.test for (other, _), a in results.items() if other == cell]
        cells = [cell._asdict() | {"tests": tests}]
        same(
            100 * run("play", "m.mean(v.cells[0])", cells=cells),
            points_of(results, cell).mean(),
        )
    chosen = {name: str(cells[0][name]) for name in Cell._fields[:4]}
    assert run("play", "m.curveOf(v.cells, v.chosen)", cells=cells, chosen=chosen)


@pytest.mark.parametrize("c, angle", [(25, 0), (400, 45), (1000, 20)])
def test_the_ways_down_a_valley(run, c, angle):
    a = np.radians(angle)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    A, start = turn @ np.diag([1.0, c]) @ turn.T, np.array([[-9.0, 1.0]]) @ turn.T
    same(run("valley", f"m.matrix({c}, {angle})"), A, 1e-10)
    same(run("valley", f"m.begin({angle})"), start[0])
    velocities, state = (
        optimizers.momentum_state([start]),
        optimizers.adam_state([start]),
    )
    steps = {
        "SGD": (0.5 / c, optimizers.sgd_step_, ()),
        "momentum": (0.5 / c, optimizers.momentum_step_, (velocities,)),
        "Adam": (0.3, optimizers.adam_step_, (state,)),
    }
    for name, (rate, step, memory) in steps.items():
        w, values = [start.copy()], {"A": A.tolist(), "start": start[0].tolist()}
        places = run("valley", f"m.way('{name}', {rate}, v.A, v.start, {{}})", **values)
        for place in places:
            same(place, w[0][0], 1e-9)
            step(w, [w[0] @ A], *memory, rate)
        end = run("valley", "m.height(v.A, v.place)", A=A.tolist(), place=places[-1])
        same(end, 0.5 * np.dot(places[-1], A @ places[-1]))


@pytest.mark.parametrize(
    "name, f", [("sin x", np.sin), ("e to the x", np.exp), ("sigmoid of x", sigmoid)]
)
def test_the_measured_slopes(run, name, f):
    routes = {
        "one-sided": lambda line, h: (line(h) - line(0.0)) / h,
        "central": lambda line, h: (line(h) - line(-h)) / (2 * h),
        "complex step": derivatives.complex_step,
    }
    for route, measure in routes.items():
        for h in (0.5, 1e-2, 1e-4):
            got = run(
                "step_size", f"m.measure('{route}', m.FUNCTIONS['{name}'], 1, {h})"
            )
            same(got, measure(lambda t: f(1.0 + t), h), 1e-15 / h + 1e-12)


def test_a_saturated_output(run):
    for name, at in (
        ("squared error", lambda o: (o - 1) * o * (1 - o)),
        ("cross-entropy", lambda o: o - 1),
    ):
        z = [-6.0]
        for _ in range(50):
            z.append(z[-1] - 0.7 * at(sigmoid(z[-1])))
        same(run("saturation", f"m.learn(m.DELTAS['{name}'], -6, 0.7, 50)"), z)


DEEP = [100, *[200] * 6, 20]


def deviations(sizes, rule):
    return [deep.RULES[rule](*pair) for pair in pairwise(sizes)]


def signals(X, T, weights, kind):
    """Return the mean squares of the outputs of hidden layers, and of the deltas."""
    Y = deep.deep_forward(X, weights, kind)
    deltas = deep.deep_deltas(Y, T, weights, kind)
    return [np.mean(a**2) for a in Y[1:-1]], [np.mean(a**2) for a in deltas]


@pytest.mark.parametrize("kind", deep.KINDS)
def test_the_signals_of_a_deep_network(run, kind):
    rng, sizes = np.random.default_rng(2), [12, 9, 7, 8, 5]
    X, T = rng.random((4, 12)), rng.random((4, 5))
    normal = [rng.normal(size=shape) for shape in pairwise(sizes)]
    spreads = rng.uniform(0.2, 2, size=4)
    values = {"X": X.ravel(), "T": T.ravel(), "W": [w.ravel() for w in normal]}
    values |= {"sizes": sizes, "spreads": spreads, "kind": kind}
    call = "m.measured(v.X, v.T, 4, v.W, v.sizes, v.spreads, v.kind)"
    got = run("signals", call, **plain(values))
    scaled = [s * w for s, w in zip(spreads, normal, strict=True)]
    squares, deltas = signals(X, T, scaled, kind)
    same(got["squares"], squares)
    same(got["deltas"], deltas)


@pytest.mark.parametrize("kind", deep.KINDS)
@pytest.mark.parametrize("rule", deep.RULES)
def test_drawn_networks_do_what_is_predicted(run, kind, rule):
    rng, spreads = np.random.default_rng(0), deviations(DEEP, rule)
    scaled = [spreads[0], *(1.7 * s for s in spreads[1:-1]), spreads[-1]]
    same(run("signals", f"m.spreads({DEEP}, '{rule}', 1.7)"), scaled)
    X, T = rng.random((50, 100)), rng.random((50, 20))
    call = f"m.predicted({np.mean(X**2)}, {DEEP}, {spreads}, '{kind}')"
    said = run("signals", call)
    drawn = [deep.deep_weights(rng, DEEP, rule) for _ in range(8)]
    found = [signals(X, T, weights, kind) for weights in drawn]
    squares, deltas = (np.mean(each, axis=0) for each in zip(*found, strict=True))
    np.testing.assert_allclose(squares, said["squares"], rtol=0.3)
    np.testing.assert_allclose(deltas[:-1] / deltas[1:], said["factors"], rtol=0.3)


def test_predicted_signals_that_are_known(run):
    def predicted(kind, spreads):
        got = run("signals", f"m.predicted(0.3, {DEEP}, {spreads}, '{kind}')")
        return got["squares"], got["factors"]

    squares, factors = predicted("relu", deviations(DEEP, "He"))
    same(squares, [0.3] * 6, 1e-9)  # 2/n by n by a half
    same(factors, [1.0] * 5 + [20 * (2 / 200) / 2], 1e-9)
    for kind, square in (("sigmoid", 1 / 16), ("centred", 1 / 16), ("tanh", 1.0)):
        _, factors = predicted(kind, [1e-6] * 7)  # small sums have the slope at 0
        np.testing.assert_allclose(factors[:-1], 200 * 1e-12 * square, rtol=1e-6)


def test_the_drawn_weights_are_normal(run):
    drawn = np.array(run("signals", "[...m.normals(20000, 1)]"))
    assert abs(drawn.mean()) < 0.03 and abs(drawn.std() - 1) < 0.02
    assert abs(np.mean(np.abs(drawn) < 1) - 0.6827) < 0.015


def test_rows_of_a_graph_stand_below_their_parents(run):
    nodes = [
        {"parents": [1]},
        {"parents": [2, 3]},
        {"parents": [4]},
        {"parents": []},
        {"parents": []},
    ]
    rows = run("graph_walk", "m.rows(v.nodes)", nodes=nodes)
    assert sorted(rows) == list(range(5))
    assert all(rows.index(p) < rows.index(i) for i in rows for p in nodes[i]["parents"])
