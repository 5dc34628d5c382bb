"""The engine: each step back, whole graphs against PyTorch, and what it refuses."""

import ast
import inspect
from unittest.mock import patch

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.classroom.notebooks import NOTEBOOKS, find_cell, read
from utils.gradients import autograd
from utils.gradients.autograd import (
    STEPS_BACK,
    Node,
    apply,
    backward,
    deepest_first,
    summed_to,
)
from utils.gradients.check import check_gradients
from utils.gradients.derivatives import complex_step, fourth_order_difference
from utils.networks import sigmoid as network
from utils.networks.sigmoid import sigmoid

NOTEBOOK = NOTEBOOKS / "05_autograd.ipynb"
getitem = np.ndarray.__getitem__
seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 4)


# Each step back against a route that measures


def stretchable(rng, shape):
    """Return a shape that broadcasts to shape: axes of size 1, or missing ones."""
    kept = tuple(size if rng.random() < 0.6 else 1 for size in shape)
    return kept[rng.integers(len(shape) + 1) :] if rng.random() < 0.3 else kept


def two(f):
    return lambda rng, s: (f, stretchable(rng, s), stretchable(rng, s))


def one(f):
    return lambda rng, s: (f, s)


# name: from rng and a shape to a function of arrays or nodes, and the arrays' shapes
TRIALS = {
    np.add: two(np.add),
    np.subtract: two(np.subtract),
    np.multiply: two(np.multiply),
    np.divide: two(np.divide),
    np.maximum: two(np.maximum),
    np.negative: one(np.negative),
    np.exp: one(np.exp),
    np.log: one(np.log),
    np.tanh: one(np.tanh),
    np.transpose: one(np.transpose),
    np.power: lambda rng, s: (power(rng), s),
    sigmoid: one(lambda a: apply(sigmoid, a) if isinstance(a, Node) else sigmoid(a)),
    np.matmul: lambda rng, s: (np.matmul, s[-2:], (s[-1], 3)),
    np.sum: lambda rng, s: (reduction(np.sum, rng, s), s),
    np.mean: lambda rng, s: (reduction(np.mean, rng, s), s),
    np.reshape: lambda rng, s: (lambda a: np.reshape(a, (-1,)), s),
    getitem: lambda rng, s: (picking(rng, s), s),
}


def reduction(f, rng, shape):
    axis = [None, 0, -1, tuple(range(len(shape)))][rng.integers(4)]
    return lambda a: f(a, axis=axis, keepdims=bool(axis))


def power(rng):
    exponent = rng.uniform(-2, 3)
    return lambda a: a**exponent


def picking(rng, shape):
    rows = rng.integers(-shape[0], shape[0], size=5)
    index = [rows, slice(None, None, 2), (0, Ellipsis), None][rng.integers(4)]
    return lambda a: a[index]


def judged(function, seed, shape):
    """Judge the step back of a function at random arrays of about this shape."""
    rng = np.random.default_rng(seed)
    f, *shapes = TRIALS[function](rng, shape)
    arrays = tuple(np.array(rng.uniform(0.5, 2.0, size=s)) for s in shapes)
    route = complex_step
    if function is np.maximum:  # no order of complex numbers; keep away from the kink
        route = fourth_order_difference
        arrays = tuple(np.array(a.round(1) + 0.05 * k) for k, a in enumerate(arrays))
    r = rng.normal(size=np.shape(f(*arrays)))

    def E(*arrays):
        return np.sum(r * f(*arrays))

    nodes = [Node(a) for a in arrays]
    result = f(*nodes)
    end = Node(E(*arrays), [result], [lambda g: g * r])  # by no other operation
    return check_gradients(E, arrays, tuple(backward(end, *nodes)), route)


@pytest.mark.parametrize("function", STEPS_BACK, ids=lambda f: f.__name__)
@settings(max_examples=20, deadline=None)
@given(seed=seeds, shape=st.tuples(sizes, sizes) | st.tuples(sizes, sizes, sizes))
def test_a_step_back_is_right_at_random_shapes(function, seed, shape):
    report = judged(function, seed, shape)
    assert report, f"{shape}\n{report}"


# Whole graphs against PyTorch

KEPT = {np: {"axis": 1, "keepdims": True}, torch: {"dim": 1, "keepdim": True}}
TURNED = {np: np.transpose, torch: lambda a: a.T}
# The same in both libraries, on numbers of any sign, of shapes that fit (3, 3)
ANY = (
    lambda lib, a, b: a + b,
    lambda lib, a, b: a - b,
    lambda lib, a, b: a * b,
    lambda lib, a, b: a / (b * b + 1.0),
    lambda lib, a, b: 2.0 - a / 3.0 + 0.5 * (-b),
    lambda lib, a, b: lib.tanh(a),
    lambda lib, a, b: lib.exp(lib.tanh(a)),
    lambda lib, a, b: lib.log(a**2 + 0.5),
    lambda lib, a, b: apply(sigmoid, a) if lib is np else torch.sigmoid(a),
    lambda lib, a, b: np.maximum(a, 0.0) if lib is np else torch.relu(a),
    lambda lib, a, b: a**3,
    lambda lib, a, b: lib.sum(a) * b,
    lambda lib, a, b: lib.mean(a) - b,
)
MATRICES = (
    lambda lib, a, b: a @ b,
    lambda lib, a, b: a @ TURNED[lib](a),
    lambda lib, a, b: TURNED[lib](b),
    lambda lib, a, b: a[[0, -1, 0]],
    lambda lib, a, b: a[:, 0:1] * b[-1],
    lambda lib, a, b: lib.reshape(lib.reshape(a, (-1,)), (1, -1))[:, 0:3],
    lambda lib, a, b: lib.sum(a, **KEPT[lib]) + b,
    lambda lib, a, b: lib.exp(a) / lib.sum(lib.exp(a), **KEPT[lib]),
)
SHAPES = ((3, 3), (3, 3), (1, 3), (3, 1), (3,), ())


def combined(rng, a, b):
    """Return a random operation of two pairs (node, tensor), squashed if large."""
    shapes = [tuple(tensor.shape) for _, tensor in (a, b)]
    some = ANY + (MATRICES if shapes[0] == shapes[1] == (3, 3) else ())
    f = some[rng.integers(len(some))]
    node, tensor = f(np, a[0], b[0]), f(torch, a[1], b[1])
    if np.max(np.abs(node.value)) > 3.0:
        node, tensor = np.tanh(node), torch.tanh(tensor)
    np.testing.assert_allclose(node.value, tensor.detach(), rtol=1e-11, atol=1e-11)
    return node, tensor


@settings(max_examples=60, deadline=None)
@given(seed=seeds, count=st.integers(10, 25))
def test_random_expressions_have_the_gradients_of_pytorch(seed, count):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in SHAPES]
    pairs = [(Node(a), torch.tensor(a, requires_grad=True)) for a in arrays]
    for _ in range(count):
        a, b = (pairs[i] for i in rng.integers(len(pairs), size=2))
        pairs.append(combined(rng, a, b))
    weights = rng.normal(size=len(pairs))
    E, E_t = 0.0, 0.0
    for w, (node, tensor) in zip(weights, pairs, strict=True):
        E, E_t = w * np.sum(node) + E, w * torch.sum(tensor) + E_t
    nodes = deepest_first(E)
    assert sum(bool(node.parents) for node in nodes) >= 10
    scale = max(np.max(np.abs(g)) for g in backward(E, *nodes))
    ours = backward(E, *(node for node, _ in pairs[: len(SHAPES)]))
    theirs = torch.autograd.grad(E_t, [tensor for _, tensor in pairs[: len(SHAPES)]])
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.shape == tuple(other.shape)
        assert np.max(np.abs(mine - other.numpy())) <= 1e-12 * scale


# The network of the course


@pytest.mark.parametrize("dtype", (np.float64, np.float32))
@settings(max_examples=30, deadline=None)
@given(seed=seeds, N=sizes, n=sizes, m=sizes, l=sizes)
def test_the_unchanged_formulas_give_the_gradients_of_the_course(
    dtype, seed, N, n, m, l
):
    rng = np.random.default_rng(seed)
    X, T = rng.random((N, n), dtype), rng.random((N, l), dtype)
    V, W = network.initial_weights(rng, n, m, l, dtype)
    nodes = Node(V), Node(W)
    E = network.error(network.forward(X, *nodes)[1], T)
    assert float(E.value) == network.error(network.forward(X, V, W)[1], T)
    right, eps = network.gradients(X, T, V, W), np.finfo(dtype).eps
    for ours, theirs in zip(backward(E, *nodes), right, strict=True):
        assert ours.dtype == dtype
        np.testing.assert_allclose(ours, theirs, rtol=1e4 * eps, atol=50 * eps)


# The walk


@given(seed=seeds, count=st.integers(1, 40))
def test_a_node_comes_after_all_that_were_made_from_it(seed, count):
    rng = np.random.default_rng(seed)
    nodes = [Node(1.0)]
    for _ in range(count):
        parents = [nodes[i] for i in rng.integers(len(nodes), size=rng.integers(1, 4))]
        nodes.append(Node(1.0, parents, [np.copy] * len(parents)))
    order = deepest_first(nodes[-1])
    assert len(order) == len(set(order)) and order[0] is nodes[-1]
    for node in order:
        assert all(order.index(p) > order.index(node) for p in node.parents)


def test_a_chain_of_ten_thousand_nodes():
    leaf = end = Node(2.0)
    for _ in range(10_000):
        end = end + 1.0
    assert len(deepest_first(end)) == 10_001
    assert backward(end, leaf) == [1.0]


def test_each_step_is_taken_once():
    taken = []

    def step(g):
        taken.append(g)
        return g

    end = leaf = Node(1.0)
    for _ in range(20):
        end = Node(end.value, [end, end], [step, step])
    assert backward(end, leaf) == [2.0**20]
    assert len(taken) == 40


def test_gradients_that_meet_are_added_and_none_is_changed():
    a = Node(np.ones(3))
    b = a + 0.0  # hands its own gradient on
    end = np.sum(b + b) + np.sum(b)
    db, da = backward(end, b, a)
    assert db.tolist() == da.tolist() == [3.0] * 3
    assert a.value.tolist() == [1.0] * 3
    again = backward(end, a, b)
    assert [g.tolist() for g in again] == [[3.0] * 3] * 2


def test_an_exact_sum_of_the_same_nodes_in_every_run():
    """The order of the parents decides, not where Python puts an object."""

    def once(count):
        rng = np.random.default_rng(3)
        kept = [Node(1.0) for _ in range(count)]  # moves what is made after them
        a = Node(rng.normal(size=(4, 4)))
        E = sum((np.sum(np.tanh(a * x)) for x in rng.normal(size=9)), 0.0 * kept[0])
        return backward(E, a)[0]

    assert all(np.array_equal(once(1), once(count)) for count in (3, 10, 17, 40))


def test_the_end_itself_and_a_leaf_alone():
    a, b = Node(3.0), Node(2.0)
    unused = a + b
    assert backward(a, a) == [1.0] and backward(a) == []
    assert unused not in deepest_first(a * b)


def test_gradients_belong_to_the_caller():
    a, b = Node(np.ones(3)), Node(np.ones(3, np.float32))
    E = np.sum(a + np.float64(2) * b)
    da, da_again, db = backward(E, a, a, b)
    da[:] = 5
    assert da_again.tolist() == [1.0] * 3 and backward(E, a)[0].tolist() == [1.0] * 3
    assert da.dtype == np.float64 and db.dtype == np.float32
    db += 1  # that of a sum: not a view that cannot be written to


def test_a_constant_has_no_slope_at_0():
    a = Node(np.array([0.0, 2.0]))
    [da] = backward(np.sum(a**0 + 3 * a**1 + a**2), a)
    assert da.tolist() == [3.0, 7.0]


# Bad input


A = Node(np.ones((2, 3)))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Node(np.arange(3)), TypeError, "float64 or float32, got int64"),
        (lambda: Node(1j), TypeError, "got complex128"),
        (lambda: backward(A, A), ValueError, r"a scalar, got shape \(2, 3\)"),
        (lambda: backward(np.sum(A), Node(1.0)), ValueError, "number 1 of nodes"),
        (lambda: backward(np.sum(A), [A]), TypeError, "one by one; argument 2 is list"),
        (lambda: backward(3.0), TypeError, r"\(E, a, b\) takes nodes.*1 is float"),
        (lambda: np.sum(A, 1, float), TypeError, "sum of a node knows only a, axis"),
        (lambda: np.sum(A, dtype=float), TypeError, "argument 'dtype'"),
        (lambda: np.exp(A, where=A.value > 0), TypeError, "exp of a node .* 'where'"),
        (lambda: np.transpose(A, (0, 1)), TypeError, "of a node knows only a:"),
        (lambda: np.reshape(A, (6,), "F"), TypeError, "too many positional"),
        (lambda: np.sum(a=A), TypeError, "by its place, not by its name a"),
        (lambda: np.sum(np.ones(3), where=A), TypeError, "add.reduce has no step back"),
        (lambda: A @ A, ValueError, r"and \(m, l\), got \(2, 3\) and \(2, 3\)"),
        (lambda: A @ np.ones(3), ValueError, r"got \(2, 3\) and \(3,\)"),
        (lambda: np.einsum("ij,jk", A, A), TypeError, "einsum has no step back"),
        (lambda: np.ones(2) ** Node(2.0), TypeError, "power .* to its argument 2"),
        (lambda: A > 0.0, TypeError, "greater has no step back"),
        (lambda: summed_to(np.ones((2, 3)), (3, 2)), ValueError, "shape"),
        (lambda: summed_to(np.ones(3), (2, 3)), ValueError, "got a gradient of shape"),
    ],
)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_node_is_not_changed_in_place():
    array = np.ones(2)
    a = Node(array)
    with pytest.raises(TypeError, match="in place"):
        a += 1.0
    with pytest.raises(TypeError, match="in place"):
        np.add(a, 1.0, out=np.ones(2))
    for node in (a, a + 1.0, a[0], np.sum(a)):
        with pytest.raises(ValueError, match="read-only"):
            node.value[...] = 0.0
    array += 1.0  # the leaf's own stays as it was


def test_a_step_back_of_the_wrong_shape_is_refused():
    wrong = {np.tanh: [lambda g, c, a: g.T]}
    with patch.dict(STEPS_BACK, wrong), pytest.raises(ValueError, match="shape"):
        backward(np.sum(np.tanh(A)), A)


def test_nodes_are_true_and_iterated_over_as_arrays_are_and_equal_to_themselves():
    assert Node(2.0) and not Node(0.0)
    rows = list(A)
    assert [row.shape for row in rows] == [(3,), (3,)]
    assert backward(np.sum(rows[1]), A)[0].tolist() == [[0.0] * 3, [1.0] * 3]
    assert A == A and len({Node(1.0), Node(1.0)}) == 2


# The module, and what the notebook shows of it


def table_of(source):
    """Return function -> its steps back, as text, from assignments in the source."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if ast.unparse(target) == "STEPS_BACK":
                pairs = zip(node.value.keys, node.value.values, strict=True)
                found |= {ast.unparse(k): ast.unparse(v) for k, v in pairs}
    return found


def test_the_notebook_shows_the_table_but_for_four_lines():
    shown = {}
    for cell in read(NOTEBOOK).cells:
        if cell.cell_type == "code" and "exercise" not in cell.metadata.get("tags", []):
            shown |= table_of(cell.source)
    held = table_of(inspect.getsource(autograd))
    assert shown.items() <= held.items()
    more = {"np.mean", "np.ndarray.__getitem__", "np.reshape", "np.transpose"}
    assert held.keys() - shown.keys() == more


def test_the_engine_has_at_most_120_lines_and_needs_numpy_only():
    source = inspect.getsource(autograd)
    assert len(source.splitlines()) <= 120
    imported = [n for n in ast.parse(source).body if isinstance(n, ast.ImportFrom)]
    assert [n.module for n in imported] == ["utils.gradients", "utils.networks.sigmoid"]


def test_the_report_of_exercise_2_comes_from_that_bug():
    def mean_in_place_of_sum(g, shape):
        total = summed_to(g, shape)
        return total * total.size / g.size

    rng = np.random.default_rng(5)
    X, V, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)

    def E(V, b):
        return np.mean(np.sum(np.tanh(X @ V + b) ** 2, axis=1))

    nodes = Node(V), Node(b)
    with patch.object(autograd, "summed_to", mean_in_place_of_sum):
        dV, db = backward(E(*nodes), *nodes)
    report = check_gradients(E, {"V": V, "b": b}, {"V": dV, "b": db})
    assert str(report) in find_cell(read(NOTEBOOK), "exercise-find_the_bug").source
