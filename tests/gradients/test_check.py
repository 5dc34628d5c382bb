import sys

import numpy as np
import pytest
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st

from utils.derivation.network import numeric_gradients as symbolic_gradients
from utils.gradients import broken as museum
from utils.gradients.broken import EXHIBITS
from utils.gradients.check import (
    FLOOR,
    TOLERANCE,
    check_gradients,
    cosine,
    relative_error,
)
from utils.gradients.derivatives import (
    NOISE,
    complex_step,
    fourth_order_difference,
    numerical_gradients,
)
from utils.networks import sigmoid as network
from utils.training import loop as training

ROUTES = [complex_step, fourth_order_difference]
sizes = st.tuples(*[st.integers(1, 6)] * 4)  # N, n, m, l
seeds = st.integers(0, 2**32 - 1)
# A wrong gradient fails at once: it needs no smaller example, which takes minutes.
quick = settings(deadline=None, phases=[Phase.explicit, Phase.generate])
names = [exhibit.broken.__name__ for exhibit in EXHIBITS]


def problem(size, seed):
    """Return E as a function of V and W, X, T, and random weights V and W."""
    N, n, m, l = size
    rng = np.random.default_rng(seed)
    X, T = rng.normal(size=(N, n)), rng.random((N, l))
    return network_error(X, T), X, T, *network.initial_weights(rng, n, m, l)


def network_error(X, T):
    return lambda V, W: network.error(network.forward(X, V, W)[1], T)


def relu_problem(size, seed):
    E, X, T, V, W = problem(size, seed)
    b = np.random.default_rng(seed).normal(size=len(W))
    E = lambda V, b, W: network.error(museum.relu_forward(X, V, b, W)[2], T)  # noqa: E731
    return E, X, T, V, b, W


# The real backward passes. Each check is a plain function, so that the tests of the
# museum can run it again with a bug planted.


def check_network(size, seed):
    E, X, T, V, W = problem(size, seed)
    report = check_gradients(E, (V, W), network.gradients(X, T, V, W))
    assert report, str(report)


def check_training_step(size, seed):
    _, n, m, l = size
    E, X, T, V, W = problem((1, n, m, l), seed)
    V_new, W_new = V.copy(), W.copy()
    training.train_one_at_a_time_(V_new, W_new, X, T, 1.0, [0])
    report = check_gradients(E, (V, W), (V - V_new, W - W_new))
    assert report, str(report)


def check_relu_network(size, seed):
    E, X, T, *weights = relu_problem(size, seed)
    report = check_gradients(E, tuple(weights), museum.relu_gradients(X, T, *weights))
    assert report, str(report)


@quick
@given(sizes, seeds)
def test_gradients_of_the_network(size, seed):
    check_network(size, seed)


@quick
@given(sizes, seeds)
def test_step_of_the_trainer(size, seed):
    check_training_step(size, seed)


@quick
@given(sizes, seeds)
@example((1, 1, 1, 1), 140)  # E is flat here, and (T - O)^2 has lost digits
def test_gradients_of_the_relu_network(size, seed):
    E, X, T, V, b, W = relu_problem(size, seed)
    assume(np.abs(X @ V + b).min() > 1e-5)  # not at a kink
    check_relu_network(size, seed)


@settings(quick, max_examples=20)
@given(st.tuples(*[st.integers(1, 4)] * 4), seeds)
def test_independent_routes_agree(size, seed):
    E, X, T, V, W = problem(size, seed)
    exact = [
        network.gradients(X, T, V, W),
        numerical_gradients(E, (V, W), complex_step),
        symbolic_gradients(X, T, V, W),
    ]
    slopes = numerical_gradients(E, (V, W), fourth_order_difference)
    for g in exact[1:]:
        assert all(
            relative_error(a, b).max() < 1e-10 for a, b in zip(exact[0], g, strict=True)
        )
    for a, b in zip(exact[0], slopes, strict=True):
        assert np.allclose(a, b, rtol=1e-9, atol=1e-12)


# The museum

SIZE = (5, 4, 3, 3)  # m = l, so that the missing transpose fits


def plant(monkeypatch, exhibit):
    """Put the broken function wherever utils holds the right one."""
    owner = museum if exhibit.replaces == "relu_gradients" else network
    right = getattr(owner, exhibit.replaces)
    for name, module in sys.modules.items():
        if name.startswith("utils.") and vars(module).get(exhibit.replaces) is right:
            monkeypatch.setattr(module, exhibit.replaces, exhibit.broken)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=names)
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("seed", range(3))
def test_every_exhibit_is_rejected(exhibit, route, seed):
    make = relu_problem if exhibit.replaces == "relu_gradients" else problem
    E, X, T, *weights = make(SIZE, seed)
    broken = museum.broken_gradients(exhibit)(X, T, *weights)
    report = check_gradients(E, tuple(weights), broken, route)
    assert not report
    assert report.worst.error > 1e-2


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=names)
def test_every_exhibit_planted_in_the_real_backward_is_caught(monkeypatch, exhibit):
    checks = {
        "deltas": [check_network, check_training_step],
        "gradients": [check_network],
        "relu_gradients": [check_relu_network],
    }[exhibit.replaces]
    for check in checks:
        check(SIZE, seed=1)
    plant(monkeypatch, exhibit)
    for check in checks:
        with pytest.raises(AssertionError, match="gradient check FAILED"):
            check(SIZE, seed=1)


def test_the_missing_transpose_fits_square_layers_only():
    E, X, T, V, W = problem((5, 4, 3, 2), seed=1)
    [exhibit] = [e for e in EXHIBITS if e.hidden]
    with pytest.raises(ValueError, match="matmul"):
        museum.broken_gradients(exhibit)(X, T, V, W)


def test_exhibits_differ_in_nothing_but_their_bug():
    """What a broken backward gives besides its bug is what the right one gives."""
    E, X, T, V, W = problem(SIZE, seed=2)
    dV, dW = network.gradients(X, T, V, W)
    for exhibit in EXHIBITS[1:5]:
        assert np.array_equal(museum.broken_gradients(exhibit)(X, T, V, W)[1], dW)
    E, X, T, V, b, W = relu_problem(SIZE, seed=2)
    right = museum.relu_gradients(X, T, V, b, W)
    assert np.array_equal(museum.mask_after_relu(X, T, V, b, W)[2], right[2])
    assert np.array_equal(museum.bias_not_summed(X, T, V, b, W)[0], right[0])


# The checker


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("off", [1e-6, -1e-6])
@given(size=sizes, seed=seeds, data=st.data())
@settings(quick, max_examples=50)
def test_an_entry_off_by_a_millionth_is_rejected(route, off, size, seed, data):
    E, X, T, V, W = problem(size, seed)
    gradients = {"V": network.gradients(X, T, V, W)[0].copy()}
    gradients["W"] = network.gradients(X, T, V, W)[1].copy()
    key = data.draw(st.sampled_from("VW"))
    place = tuple(data.draw(st.integers(0, s - 1)) for s in gradients[key].shape)
    # What the docstring of check_gradients promises to resolve.
    resolved = {complex_step: 1e-15, fourth_order_difference: 1e-12}[route] * E(V, W)
    smallest = max(resolved / 1e-6, 1e-7 * np.abs(gradients[key]).max())
    right = gradients[key][place]
    gradients[key][place] *= 1 + off
    report = check_gradients(E, {"V": V, "W": W}, gradients, route)
    if abs(right) > 2 * smallest:
        assert not report
        assert (report.worst.parameter, report.worst.index) == (key, place)
        # Small entries are compared with a floor, and the route has its own error.
        noise = NOISE[route.__name__] * E(V, W) / TOLERANCE
        unit = max(abs(right), noise, FLOOR * np.abs(gradients[key]).max())
        own = abs(report.worst.measured - right) / unit
        assert own < TOLERANCE
        assert abs(report.worst.error - 1e-6 * abs(right) / unit) < 1e-10 + own
        assert report.worst.wrong == 1
        assert sum(finding.wrong for finding in report.findings) == 1


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12])
def test_the_unit_of_the_error_does_not_matter(route, size):
    E, X, T, V, W = problem(SIZE, seed=3)
    scaled = lambda V, W: size * E(V, W)  # noqa: E731
    dV, dW = (size * g for g in network.gradients(X, T, V, W))
    assert check_gradients(scaled, (V, W), (dV, dW), route)
    dV[0, 0] *= 1 + 1e-6
    assert not check_gradients(scaled, (V, W), (dV, dW), route)


@pytest.mark.parametrize("route", ROUTES)
def test_a_stationary_point_passes(route):
    c = np.array([0.1, -3.0, 1e-5])
    f = lambda x: 7 + np.sum(np.exp(x - c) - x + (x - c) ** 3)  # noqa: E731
    assert check_gradients(f, (c,), (np.zeros(3),), route)
    assert not check_gradients(f, (c,), (np.array([0, 0, 1e-6]),), route)


@pytest.mark.parametrize("route", ROUTES)
def test_saturated_units_pass(route):
    E, X, T, V, W = problem(SIZE, seed=5)
    V = 20 * V
    report = check_gradients(E, (V, W), network.gradients(X, T, V, W), route)
    assert report, str(report)


def test_a_sample_of_a_large_network():
    E, X, T, V, W = problem((3, 784, 32, 10), seed=6)
    dV, dW = network.gradients(X, T, V, W)
    rng = np.random.default_rng(0)
    report = check_gradients(E, (V, W), (dV, dW), sample=25, rng=rng)
    assert report, str(report)
    assert [finding.checked for finding in report.findings] == [25, 25]
    report = check_gradients(E, (V, W), (2 * dV, dW), sample=25, rng=rng)
    assert [finding.wrong for finding in report.findings] == [25, 0]


def test_a_sample_larger_than_the_array_is_the_whole_array():
    E, X, T, V, W = problem(SIZE, seed=7)
    gradients = network.gradients(X, T, V, W)
    rng = np.random.default_rng(0)
    report = check_gradients(E, (V, W), gradients, sample=11, rng=rng)
    assert [finding.checked for finding in report.findings] == [11, 9]


def test_the_report_names_the_place_and_both_numbers():
    x = np.array([[1.0, 2.0], [3.0, -4.0]])
    claimed = 2 * x
    claimed[1, 0] = 5.0
    report = check_gradients(lambda x: np.sum(x * x), {"x": x}, {"x": claimed})
    assert str(report) == (
        "gradient check FAILED (complex_step, tolerance 1e-07)\n"
        "  x (2, 2): 1 of 4 WRONG, claimed / measured = 0.833 to 1\n"
        "    worst [1, 0]: claimed 5.0000000e+00, measured 6.0000000e+00, "
        "relative error 2e-01"
    )
    assert not report.passed and report.worst.wrong == 1
    assert "  x (2, 2): 4 of 4 right" in str(
        check_gradients(lambda x: np.sum(x * x), {"x": x}, {"x": 2 * x})
    )


def test_the_report_leaves_out_ratios_that_read_as_1():
    x = np.array([1.0, 2.0])
    claimed = 2 * x * [1, 1 + 1e-6]
    report = check_gradients(lambda x: np.sum(x * x), {"x": x}, {"x": claimed})
    assert "  x (2,): 1 of 2 WRONG\n    worst [1]: claimed" in str(report)


def test_of_equally_wrong_entries_the_report_names_the_first():
    x = np.random.default_rng(0).normal(size=(4, 5))
    report = check_gradients(lambda x: np.sum(x * x), (x,), (4 * x,))
    assert report.worst.index == (0, 0)
    assert report.worst.ratios == pytest.approx((2, 2))


X = np.array([1.0, -2.0])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"gradients": (2 * X, X)}, ValueError, r"keys \[0\], gradients has \[0, 1\]"),
        ({"gradients": {"x": 2 * X}}, ValueError, r"\[0\], gradients has \['x'\]"),
        ({"gradients": (X[None],)}, ValueError, r"\(1, 2\), expected \(2,\)"),
        (
            {"gradients": (X.astype("f4"),)},
            TypeError,
            r"gradients\[0\] must be float64",
        ),
        ({"gradients": (X * np.nan,)}, ValueError, r"gradients\[0\] holds nan"),
        ({"gradients": X}, TypeError, "gradients must be a tuple or dict"),
        ({"params": (X.astype("f4"),)}, TypeError, r"params\[0\] must be float64"),
        ({"params": (X.astype(int),)}, TypeError, r"params\[0\] must be float64"),
        ({"f": np.abs}, ValueError, "must return a scalar"),
        ({"tolerance": 0}, ValueError, "tolerance must lie between"),
        ({"tolerance": np.nan}, ValueError, "tolerance must lie between"),
        ({"sample": 0}, ValueError, "sample must be 1 or more"),
        ({"sample": 1}, ValueError, "with rng"),
    ],
)
def test_bad_input(changes, error, message):
    good = {"f": lambda x: np.sum(x * x), "params": (X,), "gradients": (2 * X,)}
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


def test_relative_error_of_known_numbers():
    a, b = np.array([1.0, 2.0, -1.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert np.array_equal(relative_error(a, b), [0, 0.5, 2, 0])
    a, b = np.array([1.0, 1e-19]), np.array([1.0, 0.0])
    assert np.allclose(relative_error(a, b), [0, 1e-19 / FLOOR], atol=0)
    assert relative_error(np.array([1e-19]), np.array([0.0])) == 1
    assert relative_error(np.array([1e-19]), np.array([0.0]), floor=1e-12) < 1e-6


def test_cosine():
    a = (np.array([[1.0, 0.0]]), np.array([1.0]))
    assert cosine(a, a) == pytest.approx(1)
    assert cosine(a, tuple(-3 * x for x in a)) == pytest.approx(-1)
    assert cosine(a, (np.array([[0.0, 5.0]]), np.array([0.0]))) == 0


def test_the_floor_is_a_millionth_of_the_largest_entry():
    a, b = np.array([1.0, 1.01e-5, 1.01e-8]), np.array([1.0, 1e-5, 1e-8])
    assert relative_error(a, b)[1] == pytest.approx(0.01 / 1.01, rel=1e-6)
    assert relative_error(a, b)[2] == pytest.approx(1e-4, rel=1e-6)
