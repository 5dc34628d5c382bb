"""The network with biases and a softmax output in NumPy: pure functions.

Notation: X (N, n) inputs, V (n, m) and W (m, l) weights, b (m,) and c (l,) biases,
Y (N, m) hidden outputs, Z (N, l) pre-activations of the outputs, T (N, l) targets whose
rows sum to 1. The hidden units are sigmoids, the outputs are softmax(Z). Every function
takes a batch of N examples; none changes its inputs.
"""

import numpy as np

from utils.networks.sigmoid import sigmoid
from utils.shapes import check_shapes


def initial_parameters(rng, n=784, m=128, l=10, dtype=np.float64):
    """Draw V and W from normal distributions with mean 0; the biases b and c are 0.

    The standard deviations are n**-0.5 for V and m**-0.5 for W. Drawn in float64, then
    rounded.

    Args: see utils.networks.sigmoid.initial_weights.

    Returns a list: V (n, m), b (m,), W (m, l), c (l,), of the given dtype.

    Taught in 10_softmax_cross_entropy.
    """
    V = rng.normal(0.0, n**-0.5, size=(n, m))
    W = rng.normal(0.0, m**-0.5, size=(m, l))
    return [array.astype(dtype) for array in (V, np.zeros(m), W, np.zeros(l))]


def log_sum_exp(Z):
    """Return log sum_k exp(z_k) of each row of Z (N, l), as (N, 1).

    The largest z_k is taken out first, so exp is asked for numbers up to 0 only and
    cannot overflow. The dtype is that of Z; complex Z is accepted.

    Taught in 10_softmax_cross_entropy.
    """
    top = Z.max(axis=1, keepdims=True)
    return top + np.log(np.sum(np.exp(Z - top), axis=1, keepdims=True))


def softmax(Z):
    """Return exp(z_k) / sum_r exp(z_r) for each row of Z (N, l).

    The largest z_k is taken away from all first, so nothing overflows. The rows sum to
    1 to the rounding of the dtype, for z_k of any size.

    Taught in 10_softmax_cross_entropy.
    """
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(Z, T):
    """Return the mean over the batch of -sum_k t_k log o_k, where O = softmax(Z).

    It is computed from the pre-activations Z (N, l): log o_k is z_k - log_sum_exp(z), a
    finite number also where o_k itself is rounded to 0.

    Taught in 10_softmax_cross_entropy.
    """
    check_shapes("Nl,Nl", Z=Z, T=T)
    return np.sum(T * (log_sum_exp(Z) - Z)) / len(T)


def softmax_forward(X, V, b, W, c):
    """Return the hidden outputs Y (N, m) and the pre-activations Z (N, l) of X (N, n).

    Taught in 10_softmax_cross_entropy.
    """
    check_shapes("Nn,nm,m,ml,l", X=X, V=V, b=b, W=W, c=c)
    Y = sigmoid(X @ V + b)
    return Y, Y @ W + c


def softmax_gradients(X, T, V, b, W, c):
    """Return the gradients of the mean cross-entropy by V, b, W, c, in their shapes.

    The rows of T (N, l) must sum to 1: the formula o_k - t_k needs it.

    Taught in 10_softmax_cross_entropy.
    """
    Y, Z = softmax_forward(X, V, b, W, c)
    check_shapes("Nl,Nl", Z=Z, T=T)
    delta_o = (softmax(Z) - T) / len(X)
    delta_y = (delta_o @ W.T) * Y * (1 - Y)
    return X.T @ delta_y, delta_y.sum(axis=0), Y.T @ delta_o, delta_o.sum(axis=0)


def softmax_accuracy(X, labels, V, b, W, c):
    """Return the share of rows of X (N, n) whose largest output is that of labels (N,).

    The largest output is the largest pre-activation, so no softmax is needed.

    Taught in 10_softmax_cross_entropy.
    """
    Y, Z = softmax_forward(X, V, b, W, c)
    check_shapes("Nl,N", Z=Z, labels=labels)
    return np.mean(Z.argmax(axis=1) == labels)
