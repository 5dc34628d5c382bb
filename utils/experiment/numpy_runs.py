"""The experiment's training in NumPy: one network, three losses, two optimizers.

All arrays have one dtype, float32 in the experiment. BLAS is held to one thread, so
that sums do not depend on the number of cores.
"""

import numpy as np
from threadpoolctl import threadpool_limits

from utils.experiment.design import ADAM, LOGITS, SQUARED
from utils.networks.sigmoid import sigmoid
from utils.networks.softmax import softmax
from utils.training.optimizers import adam_state, adam_step_, sgd_step_


def _loss_deltas(Z, T, loss):
    """Return dE/dZ for the pre-activations Z (N, l) and targets T of each example.

    loss: SQUARED, 1/2 sum_k (t_k - o_k)^2 with o = sigmoid(z); LOGITS,
    -sum_k t_k log p_k with p = softmax(z); TRAP, the same with p = softmax(sigmoid(z)).
    """
    if loss == LOGITS:
        return softmax(Z) - T
    O = sigmoid(Z)
    miss = O - T if loss == SQUARED else softmax(O) - T
    return miss * O * (1.0 - O)


def train_in_batches_(V, W, X, T, order, batch, loss, optimizer, lr):
    """Change V (n, m) and W (m, l) by one step for each batch, in place.

    Args:
        X (N, n), T (N, l): inputs and targets.
        order: row numbers of X, all epochs one after the other.
        batch: examples of a step; the last batch of all may be smaller.
        loss: see _loss_deltas.
        optimizer: SGD or ADAM.
        lr: learning rate; the gradient of a step is the mean over its batch.
    """
    dV, dW, state = np.empty_like(V), np.empty_like(W), adam_state([V, W])
    with threadpool_limits(limits=1, user_api="blas"):
        for rows in np.split(order, range(batch, len(order), batch)):
            x, t = X[rows], T[rows]
            y = sigmoid(x @ V)
            delta_o = _loss_deltas(y @ W, t, loss) / V.dtype.type(len(rows))
            delta_y = (delta_o @ W.T) * y * (1.0 - y)
            np.matmul(x.T, delta_y, out=dV)
            np.matmul(y.T, delta_o, out=dW)
            if optimizer == ADAM:
                adam_step_([V, W], [dV, dW], state, lr)
            else:
                sgd_step_([V, W], [dV, dW], lr)


def train_side_by_side_(V, W, X, T, orders, loss, lr, block=64):
    """Change S networks in place, by one step of SGD for each example, exactly.

    It is train_blocks_ of notebook 08 for several seeds at once: the networks do not
    touch each other, they only share Python's cost of a call.

    Args:
        V (S, n, m), W (S, m, l): the weights of the networks; changed.
        X (N, n), T (N, l): inputs and targets, the same for all.
        orders: (S, steps): row numbers of X, for each network its own.
        loss, lr: as in train_in_batches_.
        block: steps between two changes of V.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        for start in range(0, orders.shape[1], block):
            rows = orders[:, start : start + block]
            _sgd_block_(V, W, X[rows], T[rows], V.dtype.type(lr), loss)


def _sgd_block_(V, W, X, T, lr, loss):
    """Change S networks by one step for each example of X (S, B, n), T (S, B, l)."""
    Y, gram = X @ V, -lr * (X @ X.swapaxes(1, 2))
    delta_y, Wt = np.empty_like(Y), W.swapaxes(1, 2).copy()
    for s in range(X.shape[1]):
        y = sigmoid(Y[:, s] + (gram[:, s : s + 1, :s] @ delta_y[:, :s])[:, 0])
        delta_o = _loss_deltas((Wt @ y[:, :, None])[:, :, 0], T[:, s], loss)
        back = (delta_o[:, None, :] @ Wt)[:, 0]
        delta_y[:, s] = back * y * (1.0 - y)
        Wt -= (lr * delta_o)[:, :, None] * y[:, None, :]
    V -= X.swapaxes(1, 2) @ (lr * delta_y)
    W[:] = Wt.swapaxes(1, 2)
