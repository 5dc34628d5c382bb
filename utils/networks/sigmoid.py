"""The network in NumPy: sigmoid, one hidden layer, no bias, squared error.

Notation: X (N, n) inputs, V (n, m) and W (m, l) weights, Y (N, m) hidden outputs,
O (N, l) outputs, T (N, l) targets. Every function takes a batch of N examples; one
example is a batch of one. The functions change none of their inputs, and raise
ValueError where shapes do not fit.
"""

import numpy as np

from utils.shapes import check_shapes


def initial_weights(rng, n=784, m=128, l=10, dtype=np.float64):
    """Draw V and W from normal distributions with mean 0.

    The standard deviations are m**-0.5 for V and l**-0.5 for W. The draw is made in
    float64 and then rounded, so that one seed gives the same weights in any precision.

    Args:
        rng: a numpy.random.Generator.
        n, m, l: numbers of inputs, hidden units and outputs.
        dtype: float64 or float32.

    Returns V (n, m) and W (m, l), of the given dtype.

    Taught in 04_numpy_trainer.
    """
    V = rng.normal(0.0, m**-0.5, size=(n, m))
    W = rng.normal(0.0, l**-0.5, size=(m, l))
    return V.astype(dtype), W.astype(dtype)


def sigmoid(z):
    """Return 1 / (1 + exp(-z)), element by element, in the dtype of z.

    Right to a few units of the last digit. A z below -80 counts as -80, where the value
    is 2e-35: so exp never overflows, not even in float32. Accepts complex z too.

    Taught in 04_numpy_trainer.
    """
    return 1 / (1 + np.exp(-np.maximum(z, -80)))


def forward(X, V, W):
    """Return the hidden outputs Y (N, m) and the outputs O (N, l) for X (N, n).

    Taught in 04_numpy_trainer.
    """
    Y = sigmoid(X @ V)
    O = sigmoid(Y @ W)
    return Y, O


def error(O, T):
    """Return the mean over the batch of 1/2 sum_k (t_k - o_k)^2, for O and T (N, l).

    Taught in 04_numpy_trainer.
    """
    check_shapes("Nl,Nl", O=O, T=T)
    return 0.5 * np.sum((T - O) ** 2) / len(T)


def deltas(Y, O, T, W):
    """Return delta_y (N, m) and delta_o (N, l), dE/d(pre-activation) of each example.

    E is the error of the single example here, not the mean over the batch.

    Taught in 04_numpy_trainer.
    """
    check_shapes("Nm,Nl,Nl,ml", Y=Y, O=O, T=T, W=W)
    delta_o = (O - T) * O * (1.0 - O)
    delta_y = (delta_o @ W.T) * Y * (1.0 - Y)
    return delta_y, delta_o


def gradients(X, T, V, W):
    """Return dE/dV (n, m) and dE/dW (m, l), where E is the mean error over the batch.

    Taught in 04_numpy_trainer.
    """
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    return X.T @ delta_y / len(X), Y.T @ delta_o / len(X)


def predict(X, V, W):
    """Return the label (N,) of the largest output for each row of X (N, n).

    Taught in 04_numpy_trainer.
    """
    Y, O = forward(X, V, W)
    return O.argmax(axis=1)
