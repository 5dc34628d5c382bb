"""Arrays that do not fit are refused, with every shape, wherever two of them meet."""

import numpy as np
import pytest
import torch

from utils.gradients import broken
from utils.gradients.check import cosine, relative_error
from utils.networks import deep, pytorch, sigmoid, softmax
from utils.networks.pytorch_deep import pytorch_deep_gradients
from utils.shapes import check_shapes, matched
from utils.training import loop, optimizers

N, n, m, l = 4, 5, 3, 2
X, T, Y, O = (np.full(s, 0.5, "f4") for s in ((N, n), (N, l), (N, m), (N, l)))
V, W, b, c = (np.full(s, 0.1, "f4") for s in ((n, m), (m, l), (m,), (l,)))
LABELS = np.zeros(N, int)

# function: right arguments, the place of one, shapes of it that NumPy would stretch
CALLS = {
    sigmoid.error: ((O, T), 1, [(N, 1), (l,), ()]),
    sigmoid.deltas: ((Y, O, T, W), 2, [(N, 1), (l,)]),
    sigmoid.gradients: ((X, T, V, W), 1, [(N, 1), (1, l)]),
    softmax.cross_entropy: ((O, T), 1, [(N, 1), (l,)]),
    softmax.softmax_forward: ((X, V, b, W, c), 2, [(1,), (N, 1), ()]),
    softmax.softmax_gradients: ((X, T, V, b, W, c), 1, [(N, 1), (l,)]),
    softmax.softmax_accuracy: ((X, LABELS, V, b, W, c), 1, [(N, 1), (1,)]),
    deep.deep_gradients: ((X, T, [V, W]), 1, [(N, 1), (l,)]),
    deep.through_units: ((Y, Y), 0, [(N, 1), (m,), ()]),
    loop.accuracy: ((X, LABELS, V, W), 1, [(N, 1), (1,)]),
    loop.confusion_matrix: ((LABELS, LABELS), 1, [(1,), (N, 1)]),
    relative_error: ((V, V), 1, [(1,), (n, 1), ()]),
    broken.relu_gradients: ((X, T, V, b, W), 1, [(N, 1), (l,)]),
    broken.mask_after_relu: ((X, T, V, b, W), 1, [(N, 1), (l,)]),
    broken.bias_not_summed: ((X, T, V, b, W), 3, [(1,), (N, 1)]),
    broken.broken_gradients(broken.EXHIBITS[0]): ((X, T, V, W), 1, [(N, 1), (l,)]),
    broken.broken_gradients(broken.EXHIBITS[7]): ((X, T, V, W), 1, [(N, 1), (l,)]),
    pytorch_deep_gradients: ((X, T, [V, W], "relu"), 1, [(N, 1), (l,)]),
    pytorch.pytorch_gradients: ((X, T, V, W), 1, [(N, 1), (l,)]),
}
OF_FLOAT64 = {softmax.softmax_accuracy, loop.accuracy, loop.confusion_matrix}
OF_FLOAT64 |= {relative_error}


@pytest.mark.parametrize("function", CALLS, ids=lambda f: f.__name__)
def test_what_does_not_fit_is_refused_and_what_fits_stays_as_it_is(function):
    right, place, shapes = CALLS[function]
    for shape in shapes:
        wrong = list(right)
        wrong[place] = np.zeros(shape, wrong[place].dtype)
        with pytest.raises(ValueError, match="expected .* got ") as refusal:
            function(*wrong)
        assert str(shape) in str(refusal.value)
    results = function(*right)
    assert all(np.ptp(a) == 0 for a in (X, T, Y, O, V, W, b, c))
    if function not in OF_FLOAT64:
        for array in results if isinstance(results, (list, tuple)) else [results]:
            assert array.dtype == np.float32


@pytest.mark.parametrize(
    "step",
    [
        lambda w, g: optimizers.sgd_step_(w, g, 0.1),
        lambda w, g: optimizers.momentum_step_(w, g, optimizers.momentum_state(w), 0.1),
        lambda w, g: optimizers.adam_step_(w, g, optimizers.adam_state(w), 0.1),
        cosine,
        matched,
    ],
)
@pytest.mark.parametrize("shape", [(m,), (n, 1), ()])
def test_a_gradient_of_another_shape_changes_no_weight(step, shape):
    weights = [W.copy(), V.copy()]
    with pytest.raises(ValueError, match=r"one shape at place 1, got \[\(5, 3\), \("):
        step(weights, [W.copy(), np.ones(shape)])
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        step(weights, [W.copy()])
    assert np.array_equal(weights[0], W) and np.array_equal(weights[1], V)


def test_evaluate_counts_no_pair_of_an_answer_and_another_label():
    network = pytorch.Network(n, m, l)
    loss = torch.nn.CrossEntropyLoss()
    with pytest.raises(ValueError, match=r"O \(N, l\), labels \(N,\), got .*\(4, 1\)"):
        pytorch.evaluate(network, loss, torch.tensor(X), torch.zeros((N, 1)).long())


def test_the_line_names_each_array_with_both_shapes():
    check_shapes("Nl,Nl,l", O=O, T=torch.tensor(T), c=[0.0, 1.0])
    with pytest.raises(ValueError) as refusal:
        check_shapes("Nl,Nl,l", O=np.ones((4, 2)), T=np.ones((4, 1)), c=np.ones(2))
    assert str(refusal.value) == (
        "expected O (N, l), T (N, l), c (l,), got O (4, 2), T (4, 1), c (2,)"
    )
    with pytest.raises(ValueError, match=r"a \(\.\.\.\), b \(\.\.\.\), got a \(\), b"):
        check_shapes("...,...", a=1.0, b=[1.0])
