"""The checker: right gradients pass, the museum's and a millionth off do not."""

import numpy as np
import pytest
from formulas import numeric_gradients as symbolic_gradients
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st

from utils.gradients import broken as museum
from utils.gradients.broken import EXHIBITS
from utils.gradients.check import FLOOR, check_gradients, cosine, relative_error
from utils.gradients.derivatives import (
    complex_step,
    fourth_order_difference,
    numerical_gradients,
)
from utils.networks import sigmoid as network

ROUTES = [complex_step, fourth_order_difference]
routes = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
sizes = st.tuples(*[st.integers(1, 6)] * 4)  # N, n, m, l
seeds = st.integers(0, 2**32 - 1)
# A wrong gradient fails at once: it needs no smaller example, which takes minutes.
quick = settings(deadline=None, phases=[Phase.explicit, Phase.generate])
SIZE = (5, 4, 3, 3)  # m = l, so that the missing transpose fits


def problem(size, seed):
    """Return E as a function of V and W, X, T, and random weights V and W."""
    N, n, m, l = size
    rng = np.random.default_rng(seed)
    X, T = rng.normal(size=(N, n)), rng.random((N, l))
    E = lambda V, W: network.error(network.forward(X, V, W)[1], T)  # noqa: E731
    return E, X, T, *network.initial_weights(rng, n, m, l)


def relu_problem(size, seed):
    E, X, T, V, W = problem(size, seed)
    b = np.random.default_rng(seed).normal(size=len(W))
    E = lambda V, b, W: network.error(museum.relu_forward(X, V, b, W)[2], T)  # noqa: E731
    return E, X, T, V, b, W


@quick
@given(sizes, seeds)
@example((1, 1, 1, 1), 140)  # E is flat here, and (T - O)^2 has lost digits
def test_the_gradients_of_the_course_pass(size, seed):
    E, X, T, V, W = problem(size, seed)
    report = check_gradients(E, (V, W), network.gradients(X, T, V, W))
    assert report, str(report)
    E, X, T, V, b, W = relu_problem(size, seed)
    assume(np.abs(X @ V + b).min() > 1e-5)  # not at a kink
    report = check_gradients(E, (V, b, W), museum.relu_gradients(X, T, V, b, W))
    assert report, str(report)


@settings(quick, max_examples=10)
@given(st.tuples(*[st.integers(1, 4)] * 4), seeds)
def test_independent_routes_agree(size, seed):
    E, X, T, V, W = problem(size, seed)
    ours = network.gradients(X, T, V, W)
    by_differences = numerical_gradients(E, (V, W), fourth_order_difference)
    for a, b, c in zip(
        ours, symbolic_gradients(X, T, V, W), by_differences, strict=True
    ):
        assert relative_error(a, b).max() < 1e-10
        np.testing.assert_allclose(a, c, rtol=1e-9, atol=1e-12)


# The museum


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
@pytest.mark.parametrize("seed", range(3))
def test_every_exhibit_is_rejected(exhibit, seed):
    make = relu_problem if exhibit.replaces == "relu_gradients" else problem
    E, X, T, *weights = make(SIZE, seed)
    broken = museum.broken_gradients(exhibit)(X, T, *weights)
    report = check_gradients(E, tuple(weights), broken)
    assert not report and report.worst.error > 1e-2


def test_exhibits_have_their_bug_and_no_other():
    E, X, T, V, W = problem(SIZE, seed=2)
    right = network.gradients(X, T, V, W)
    found = {e.name: museum.broken_gradients(e) for e in EXHIBITS}
    for name, factor in (
        ("wrong sign", -1),
        ("factor two", 2),
        ("mean missing", 5),
        ("mean twice", 0.2),
    ):
        for a, b in zip(found[name](X, T, V, W), right, strict=True):
            np.testing.assert_allclose(a, factor * b, rtol=1e-13)
    for exhibit in EXHIBITS[1:5]:
        assert np.array_equal(found[exhibit.name](X, T, V, W)[1], right[1])
    Y, O = network.forward(X, V, W)
    missing = museum.output_derivative_missing(Y, O, T, W)[1] * O * (1 - O)
    np.testing.assert_allclose(missing, network.deltas(Y, O, T, W)[1], rtol=1e-13)
    one_path = network.deltas(Y, O, T, W * [1, 0, 0])[0]
    first = museum.first_output_only(Y, O, T, W)[0]
    np.testing.assert_allclose(first, one_path, rtol=1e-13)
    turned = network.deltas(Y, O, T, W.T)[0]
    found_turned = museum.transpose_missing(Y, O, T, W)[0]
    np.testing.assert_allclose(found_turned, turned, rtol=1e-13)
    E, X, T, V, b, W = relu_problem(SIZE, seed=2)
    right = museum.relu_gradients(X, T, V, b, W)
    assert np.array_equal(museum.mask_after_relu(X, T, V, b, W)[2], right[2])
    dV, db, dW = museum.bias_not_summed(X, T, V, b, W)
    assert np.array_equal(dV, right[0])
    last = museum.relu_gradients(X[-1:], T[-1:], V, b, W)[1] / len(X)
    np.testing.assert_allclose(db, last, rtol=1e-13)


# The checker


@routes
@pytest.mark.parametrize("off", [1e-6, -1e-6])
@given(size=sizes, seed=seeds, data=st.data())
@settings(quick, max_examples=25)
def test_an_entry_off_by_a_millionth_is_rejected(route, off, size, seed, data):
    E, X, T, V, W = problem(size, seed)
    right = dict(zip("VW", network.gradients(X, T, V, W), strict=True))
    key = data.draw(st.sampled_from("VW"))
    place = tuple(data.draw(st.integers(0, s - 1)) for s in right[key].shape)
    # What the docstring of check_gradients promises to resolve.
    resolved = {complex_step: 1e-15, fourth_order_difference: 1e-12}[route] * E(V, W)
    smallest = max(resolved / 1e-6, 1e-7 * np.abs(right[key]).max())
    assume(abs(right[key][place]) > 2 * smallest)
    wrong = right | {key: right[key].copy()}
    wrong[key][place] *= 1 + off
    report = check_gradients(E, {"V": V, "W": W}, wrong, route)
    assert not report and report.worst.wrong == 1
    assert (report.worst.parameter, report.worst.index) == (key, place)
    assert report.worst.error < 1.2e-6
    assert check_gradients(E, {"V": V, "W": W}, right, route)


@routes
@pytest.mark.parametrize("unit", [1e-12, 1e12])
def test_the_unit_of_the_error_does_not_matter_and_flat_places_pass(route, unit):
    E, X, T, V, W = problem(SIZE, seed=3)
    scaled = lambda V, W: unit * E(V, W)  # noqa: E731
    for size in (1, 20):  # with 20 V the units are saturated
        dV, dW = (unit * g for g in network.gradients(X, T, size * V, W))
        assert check_gradients(scaled, (size * V, W), (dV, dW), route)
        dW[0, 0] *= 1 + 1e-6
        assert not check_gradients(scaled, (size * V, W), (dV, dW), route)
    c = np.array([0.1, -3.0, 1e-5])
    f = lambda x: 7 + np.sum(np.exp(x - c) - x + (x - c) ** 3)  # noqa: E731
    assert check_gradients(f, (c,), (np.zeros(3),), route)
    assert not check_gradients(f, (c,), (np.array([0, 0, 1e-6]),), route)


def test_a_sample():
    E, X, T, V, W = problem((3, 784, 32, 10), seed=6)
    dV, dW = network.gradients(X, T, V, W)
    rng = np.random.default_rng(0)
    report = check_gradients(E, (V, W), (2 * dV, dW), sample=25, rng=rng)
    assert [finding.wrong for finding in report.findings] == [25, 0]
    assert [finding.checked for finding in report.findings] == [25, 25]
    E, X, T, V, W = problem(SIZE, seed=7)  # no more than there are
    report = check_gradients(
        E, (V, W), network.gradients(X, T, V, W), sample=11, rng=rng
    )
    assert [finding.checked for finding in report.findings] == [11, 9]


SQUARES = lambda x: np.sum(x * x)  # noqa: E731


def test_the_report_names_the_place_and_both_numbers():
    x = np.array([[1.0, 2.0], [3.0, -4.0]])
    claimed = 2 * x
    claimed[1, 0] = 5.0
    report = check_gradients(SQUARES, {"x": x}, {"x": claimed})
    assert str(report) == (
        "gradient check FAILED (complex_step, tolerance 1e-07)\n"
        "  x (2, 2): 1 of 4 WRONG, claimed / measured = 0.833 to 1\n"
        "    worst [1, 0]: claimed 5.0000000e+00, measured 6.0000000e+00, "
        "relative error 2e-01"
    )
    report = check_gradients(SQUARES, {"x": x}, {"x": 2 * x})
    assert str(report).endswith("  x (2, 2): 4 of 4 right")
    millionth = check_gradients(SQUARES, (x,), (2 * x * (1 + 1e-6),))
    assert "  0 (2, 2): 4 of 4 WRONG\n    worst [0, 0]" in str(millionth)  # the first
    flat = check_gradients(lambda x: 0 * SQUARES(x), (x,), (x,))
    assert np.isnan(flat.worst.ratios).all()


# Kinks


def at_a_kink(seed=1):
    """A network with three units exactly at the kink for the first of its examples."""
    E, X, T, V, b, W = relu_problem((3, 4, 3, 2), seed)
    X[0], b[:] = 0, 0
    return E, (V, b, W), museum.relu_gradients(X, T, V, b, W)


@routes
def test_a_right_gradient_at_a_kink_passes_and_a_wrong_one_does_not(route):
    E, params, (dV, db, dW) = at_a_kink()
    report = check_gradients(E, params, (dV, db, dW), route)
    assert report, str(report)
    if route is fourth_order_difference:
        assert "3 entries at kinks left out" in str(report)
        assert "0 of 0 right, 3 left out at a kink: [0] [1] [2]" in str(report)
    for wrong in ((dV, -db, dW), (dV, db + 0.1, dW), (1.001 * dV, db, dW)):
        assert not check_gradients(E, params, wrong, route)


@pytest.mark.parametrize("seed", range(2))
def test_a_kink_within_the_steps_accuses_no_right_entry_and_excuses_no_wrong_one(seed):
    E, X, T, *params = relu_problem((100, 20, 9, 3), seed)
    right = museum.relu_gradients(X, T, *params)
    report = check_gradients(E, tuple(params), right, fourth_order_difference)
    assert report and sum(len(f.kinks) for f in report.findings) <= 2, str(report)
    route = fourth_order_difference
    misled = numerical_gradients(E, tuple(params), route)[0]
    beside = np.argwhere(relative_error(right[0], misled) > 1e-3)
    assert len(beside) > 10
    for place in map(tuple, beside[:5]):
        wrong = right[0].copy()
        wrong[place] *= 1.01
        report = check_gradients(E, tuple(params), (wrong, *right[1:]), route)
        assert report.worst.index == place and report.worst.wrong == 1


@pytest.mark.parametrize("unit", [1.0, 1000.0])
def test_kinks_of_known_functions(unit):
    x, right = unit * np.array([1.0, 1.0001, 0.9999, 3.0]), np.array([0.3, 1, 0, 1])
    relu = lambda x: np.sum(np.maximum(x - unit, 0))  # noqa: E731
    leaps = lambda x: np.sum(np.floor(x / unit))  # noqa: E731
    short = lambda line: fourth_order_difference(line, 1e-6)  # noqa: E731

    def report(f, claimed, route=fourth_order_difference):
        return check_gradients(f, (x,), (np.array(claimed, float),), route)

    assert report(relu, right).findings[0].kinks == ((0,),)
    for wrong in ([1.01, 1, 0, 1], [-0.01, 1, 0, 1], [0, 0, 0, 1], [0, 1, 1, 1]):
        assert not report(relu, wrong)
    assert report(lambda x: np.sum(np.abs(x - unit)), 2 * right - 1)
    own = report(relu, right, short)
    assert own.findings[0].checked == 3 and "(<lambda>, tol" in str(own)
    assert report(leaps, 0 * x).findings[0].kinks == ((0,), (3,))
    assert not report(leaps, [17, 0, 0, 0])


def test_where_f_bends_there_is_no_kink_and_where_all_are_kinks_nothing_is_right():
    x, route = np.array([0.1, 2.0]), fourth_order_difference
    bent = lambda x: np.sum(np.cos(2000 * x))  # noqa: E731
    for factor in (1, 1 + 1e-5):
        claimed = -2000 * np.sin(2000 * x) * factor
        report = check_gradients(bent, (x,), (claimed,), route)
        assert bool(report) == (factor == 1) and not report.findings[0].kinks
    flat, relu = np.zeros(1), lambda x: np.sum(np.maximum(x, 0))
    nothing = check_gradients(relu, (flat,), (flat,), route)
    assert not nothing and "0 of 0 right" in str(nothing)


X = np.array([1.0, -2.0])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"gradients": (2 * X, X)}, ValueError, r"keys \[0\], gradients has \[0, 1\]"),
        ({"gradients": {"x": 2 * X}}, ValueError, r"\[0\], gradients has \['x'\]"),
        ({"gradients": (X[None],)}, ValueError, r"got params\[0\] \(2,\), .* \(1, 2\)"),
        ({"gradients": (X * np.nan,)}, ValueError, r"gradients\[0\] .* NaN"),
        ({"params": (X.astype("f4"),)}, TypeError, r"params\[0\] .* got float32"),
        ({"sample": 0}, ValueError, "sample must be 1 or more"),
        ({"sample": 1}, ValueError, "with rng"),
    ],
)
def test_bad_input(changes, error, message):
    good = {"f": SQUARES, "params": (X,), "gradients": (2 * X,)}
    assert check_gradients(**good)
    with pytest.raises(error, match=message):
        check_gradients(**(good | changes))


# Relative error and cosine

entries = st.floats(-1e100, 1e100).filter(lambda x: x == 0 or abs(x) > 1e-100)


@given(
    st.lists(st.tuples(entries, entries), min_size=1, max_size=5), st.integers(-9, 9)
)
@example([(0.0, 0.0)], 1)
def test_relative_error_is_symmetric_bounded_and_without_unit(pairs, power):
    a, b = np.array(pairs).T
    found = relative_error(a, b)
    assert np.array_equal(found, relative_error(b, a))
    assert np.array_equal(found, relative_error(2.0**power * a, 2.0**power * b))
    assert ((found >= 0) & (found <= 2)).all()
    assert (found[a == b] == 0).all()


def test_relative_error_and_cosine_of_known_numbers():
    a, b = np.array([1.0, 2.0, -1.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert np.array_equal(relative_error(a, b), [0, 0.5, 2, 0])
    a, b = np.array([1.0, 1.01e-5, 1e-19]), np.array([1.0, 1e-5, 0.0])
    expected = [0, 0.01 / 1.01, 1e-19 / FLOOR]
    assert np.allclose(relative_error(a, b), expected, rtol=1e-6, atol=0)
    assert relative_error(np.array([1e-19]), np.array([0.0]), floor=1e-12) < 1e-6
    a = (np.array([[1.0, 0.0]]), np.array([1.0]))
    assert cosine(a, tuple(-3 * x for x in a)) == pytest.approx(-1)
    assert cosine(a, (np.array([[0.0, 5.0]]), np.array([0.0]))) == 0
