"""Right answers that are not the solution: other formulas, updates in place."""

import pytest

from utils.classroom.answers import judged
from utils.classroom.notebooks import NOTEBOOKS
from utils.exercises.judge import RIGHT, WRONG

OUTER = """\
def way_back(X, Y, O, T, W):
    delta_o = -O * (1 - O) * (T - O)
    delta_y = np.einsum("bk,jk->bj", delta_o, W) * (Y - Y**2)
    dW = np.mean([np.outer(y, d) for y, d in zip(Y, delta_o)], axis=0)
    dV = np.mean([np.outer(x, d) for x, d in zip(X, delta_y)], axis=0)
    return delta_o, delta_y, dW, dV


exercises.way_back(way_back)"""
UNKNOWN_SIGMA = """\
b = sp.IndexedBase("b")
y_with_bias = sp.Function("sigma")(b[j] + sp.Sum(x[k] * v[k, j], (k, 1, n)))
exercises.add_bias(y_with_bias)"""
IN_PLACE = """\
def one_step(V, W, x, t, lr):
    y, o = forward(x, V, W)
    delta_y, delta_o = deltas(y, o, t, W)
    V -= lr * x.T @ delta_y
    W -= lr * y.T @ delta_o
    return V, W


exercises.right_order(one_step)"""
TANH_BY_Y = """\
y = sp.IndexedBase("y")
exercises.tanh_slope(1 - y**2)"""
HALF = """\
def rate(lr):
    return lr * sp.Rational(1, 2)


exercises.without_half(rate)"""

EQUATION = """\
bias = sp.IndexedBase("b")
y_with_bias = equation(y[j], sigma(sp.Sum(x[i] * v[i, j], (i, 1, n)) + bias[j]))
exercises.add_bias(y_with_bias)"""
JACOBIAN = """\
def step(g, c, a):
    slopes = np.array([np.diag(row) - np.outer(row, row) for row in c])
    return np.einsum("nr,nrk->nk", g, slopes)


exercises.softmax_step(step)"""
A_FLOAT = """\
def mean_loss(Z, labels):
    return nn.functional.cross_entropy(Z, labels).item()


exercises.cross_entropy(mean_loss)"""
IN_NUMPY = """\
def linear(X, weight, bias):
    return X.numpy() @ weight.numpy().T + bias.numpy()


exercises.linear_layer(linear)"""
ZEROED = """\
def one_step(V, W, E_of, lr):
    V.grad.zero_()
    W.grad.zero_()
    E = E_of(V, W)
    E.backward()
    with torch.no_grad():
        V -= lr * V.grad
        W -= lr * W.grad
    return E.item()


exercises.step_by_hand(one_step)"""
IN_FLOAT32 = """\
def lowest_threshold(output, right, wanted):
    for threshold in np.sort(output):
        if np.mean(~right[output >= threshold]) <= wanted:
            return np.float32(threshold)


exercises.lowest_threshold(lowest_threshold)"""


@pytest.mark.parametrize(
    ("notebook", "name", "source"),
    [
        ("01_forward_pass", "add_bias", EQUATION),
        ("12_your_own_digits", "lowest_threshold", IN_FLOAT32),
        ("05_autograd", "softmax_step", JACOBIAN),
        ("06_pytorch", "cross_entropy", A_FLOAT),
        ("06_pytorch", "linear_layer", IN_NUMPY),
        ("06_pytorch", "step_by_hand", ZEROED),
        ("02_chain_rule", "way_back", OUTER),
        ("01_forward_pass", "add_bias", UNKNOWN_SIGMA),
        ("01_forward_pass", "tanh_slope", TANH_BY_Y),
        ("04_numpy_trainer", "right_order", IN_PLACE),
        ("02_chain_rule", "without_half", HALF),
    ],
)
def test_other_right_answers_are_right(notebook, name, source):
    verdict = judged(NOTEBOOKS / f"{notebook}.ipynb", name, source)
    assert verdict.status == RIGHT, verdict


NO_RETURN = """\
def rate(lr):
    lr / 2


exercises.without_half(rate)"""
WRONG_SHAPES = """\
def gradient(Y, delta_o):
    return Y @ delta_o / Y.shape[1]


exercises.columns(gradient)"""


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("without_half", NO_RETURN, "returns nothing: is a 'return' missing?"),
        ("columns", WRONG_SHAPES, "the arrays there are Y (3, 5), delta_o (2, 5)"),
    ],
)
def test_slips_of_every_exercise_are_named(name, source, message):
    verdict = judged(NOTEBOOKS / "02_chain_rule.ipynb", name, source)
    assert verdict.status == WRONG and message in verdict.message
