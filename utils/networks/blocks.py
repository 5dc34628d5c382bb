"""Layers with a residual connection or a normalisation, and their gradients.

The notation is that of utils.networks.deep. A hidden layer computes F = f(Y_before W),
normalises F if asked, and adds Y_before if asked (not the first hidden layer, whose
input has another size). With neither it is the network of utils.networks.deep.
"""

import numpy as np

from utils.networks.deep import hidden_units, through_units
from utils.networks.sigmoid import sigmoid


def normalised(F, eps=1e-5):
    """Return F less its mean, over its spread, and that spread, row by row.

    Args:
        F (N, m): outputs of a layer, m at least 2.
        eps: is added to the variance, as torch.nn.LayerNorm does.

    Returns F_hat (N, m), with mean 0 and mean square near 1 in each row, and s (N, 1).

    Source: J. Ba, J. Kiros, G. Hinton, Layer Normalization, 2016.

    Taught in 13_deeper.
    """
    centred = F - np.mean(F, axis=1, keepdims=True)
    s = (np.mean(centred**2, axis=1, keepdims=True) + eps) ** 0.5
    return centred / s, s


def through_normalised(G, F_hat, s):
    """Return dE/dF (N, m), given G = dE/dF_hat (N, m) and what normalised returned.

    Taught in 13_deeper.
    """
    along = np.mean(G * F_hat, axis=1, keepdims=True)
    return (G - G.mean(axis=1, keepdims=True) - F_hat * along) / s


def block_forward(X, weights, kind="sigmoid", residual=False, norm=False):
    """Return the list Y_0 .. Y_R, and for each hidden layer what the way back needs.

    Taught in 13_deeper.
    """
    Y, kept = [X], []
    for r, W in enumerate(weights[:-1]):
        F = hidden_units(Y[-1] @ W, kind)
        F_hat, s = normalised(F) if norm else (F, 1.0)
        kept.append((F, F_hat, s))
        Y.append(Y[-1] + F_hat if residual and r > 0 else F_hat)
    return [*Y, sigmoid(Y[-1] @ weights[-1])], kept


def block_gradients(X, T, weights, kind, residual=False, norm=False, way_back=True):
    """Return the list of dE/dW_r, where E is the mean error over the batch.

    way_back=False leaves out the way back through the residual connections: a control
    experiment, and no gradient.

    Taught in 13_deeper.
    """
    Y, kept = block_forward(X, weights, kind, residual, norm)
    O = Y[-1]
    delta = (O - T) * O * (1.0 - O)
    gradients = [Y[-2].T @ delta / len(X)]
    G = delta @ weights[-1].T
    for r in reversed(range(len(weights) - 1)):
        F, F_hat, s = kept[r]
        G_F = through_normalised(G, F_hat, s) if norm else G
        delta = through_units(G_F, F, kind)
        gradients.append(Y[r].T @ delta / len(X))
        if r > 0:
            back = delta @ weights[r].T
            G = G + back if residual and way_back else back
    return gradients[::-1]
