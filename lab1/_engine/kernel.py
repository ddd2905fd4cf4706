"""Gradient descent, compiled: a row of networks side by side.

It is network.py once more, as loops: the innermost ones run over the R networks of the row, or
over all activations of all of them, and become vector instructions. Every sum is taken in the
order of the examples, so that a run's bits hang neither on the processor nor on its company.
Here alone a bias is the weight of an input that is always 1: W1 (n_h, n_x + 1, R) holds b1.

A processor looks only some hundred instructions ahead, and a longer chain of them, as of an exp or
a log, keeps it waiting: such functions come in two loops, the first of which leaves its results
in the room of the second. What is watched is counted, not kept where a condition holds: storing
under a mask is very slow on some processors.
"""

import numpy as np
from numba import njit

from lab1._engine.elementary import (
    exp,
    inlined,
    log1p,
    reduced,
    reduced_log,
    relu,
    sigmoid,
    tanh,
)
from lab1._record import RISE
from lab1.activations import ACTIVATIONS
from lab1.losses import LOSSES
from lab1.statistics.states import SOLVED_BELOW

# What the engine knows, by number; any other activation or loss trains in NumPy.
ACTIVATION_NUMBER = {"tanh": 0, "sigmoid": 1, "relu": 2}
LOSS_NUMBER = {"cross_entropy": 0, "mse": 1, "sse": 1}  # the weight makes the difference

_tanh_slope, _sigmoid_slope, _relu_slope = (
    inlined(ACTIVATIONS[name].slope) for name in ACTIVATION_NUMBER
)
_cross_entropy_slope = inlined(LOSSES["cross_entropy"].slope_of)
_squared_error, _squared_error_slope = inlined(LOSSES["mse"].of), inlined(LOSSES["mse"].slope_of)

_CROSS_ENTROPY = np.int64(LOSS_NUMBER["cross_entropy"])  # a literal 0 has a _cost of its own

compiled = njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)

_FACTORS = 512  # of at most 2 each, whose product can't overflow


def kernel(sources):
    """Return the compiled `descend`, kept on the disk for as long as the sources are the same.

    numba itself only looks at the file of the function that it keeps; what stands in a closure,
    such as a digest of all files that go into it, counts too.
    """

    def descend(
        X, W1, W2, rates, activation, loss, weight,  # the task
        first, stop, n_iterations,  # iterations to do now, of how many in all
        recorded, t, measured, weights, costs, path1, path2,  # what to keep of which iterations
        watch, unsolved, solved_at, rises,  # what to watch at all of them
        units, flat_units, answers, flat_answers, rows,  # room
    ):  # fmt: skip
        """Do iterations first to stop - 1 of R networks, changing W1 and W2 in place.

        X (n_x + 1, m, R) ends in a row of ones. costs (K, T, R) takes K measured losses, path1 and
        path2 (…, T, R) the parameters, at the T recorded iterations, each before its update, from
        the t-th on; a path of no iterations isn't filled. Iteration n_iterations makes no update.
        unsolved (R,) is 1.0 until a run is solved, then 0.0; solved_at counts the iterations until
        then, rises those at which the cost has gone up. The room is for A1, which ends in ones,
        and dA1; for 1 - 2 Y, z, exp(-|z|), e and dZ2; each also as one row; and for the cost
        before, the cost and three intermediate results of each run.
        """
        sources  # noqa: B018
        n = W1.shape[0] * X.shape[1] * X.shape[2]
        A1, dA1 = units[0], units[1]
        flat_A1, flat_dA1 = flat_units[0][:n], flat_units[1][:n]
        dZ2 = answers[4]
        before, cost = rows[0], rows[1]
        for i in range(first, stop):
            _layer(W1, X, A1)  # Z1 = W1 X + b1
            _activate(activation, flat_A1, flat_dA1)  # A1 = tanh(Z1)
            _layer(W2, A1, answers[1])  # Z2 = W2 A1 + b2
            _answer(flat_answers)
            if t < recorded.size and recorded[t] == i:
                for k in range(measured.size):
                    _cost(measured[k], weights[k], answers, rows, costs[k, t])
                if path1.shape[2] > 0:
                    _copy(W1, path1, t)
                    _copy(W2, path2, t)
                t += 1
            if watch:
                _cost(_CROSS_ENTROPY, 1 / X.shape[1], answers, rows, cost)
                for r in range(cost.size):
                    unsolved[r] *= 0.0 if cost[r] < SOLVED_BELOW else 1.0
                    solved_at[r] += unsolved[r]
                if loss != 0:
                    _cost(loss, weight, answers, rows, cost)
                for r in range(cost.size):
                    rises[r] += 1.0 if cost[r] > before[r] * (1 + RISE) else 0.0
                    before[r] = cost[r]
            if i < n_iterations:
                _slope(loss, weight, flat_answers)
                _back(W2, dZ2, dA1)  # dA1 = W2ᵀ dZ2
                _through(activation, flat_A1, flat_dA1)  # dZ1 = dA1 (1 - A1²)
                _step(W2, rates, dZ2, A1, rows[2])  # W2 = W2 - learning_rate · dZ2 A1ᵀ, and b2
                _step(W1, rates, dA1, X, rows[2])  # W1 = W1 - learning_rate · dZ1 Xᵀ, and b1

    try:
        return njit(nogil=True, cache=True, error_model="numpy")(descend)
    except RuntimeError:  # neither the package's folder nor the user's can be written
        return njit(nogil=True, error_model="numpy")(descend)


@compiled
def _copy(W, path, t):
    for k in range(W.shape[0]):
        for h in range(W.shape[1]):
            for r in range(W.shape[2]):
                path[k, h, t, r] = W[k, h, r]


@compiled
def _layer(W, A, Z):
    m, R = A.shape[1], A.shape[2]
    for k in range(W.shape[0]):
        if R == 1:  # the same sums, with the examples innermost
            for j in range(m):
                Z[k, j, 0] = W[k, 0, 0] * A[0, j, 0]
            for h in range(1, W.shape[1]):
                for j in range(m):
                    Z[k, j, 0] += W[k, h, 0] * A[h, j, 0]
        else:
            for j in range(m):
                for r in range(R):
                    Z[k, j, r] = W[k, 0, r] * A[0, j, r]
                for h in range(1, W.shape[1]):
                    for r in range(R):
                        Z[k, j, r] += W[k, h, r] * A[h, j, r]


@compiled
def _back(W, dZ, dA):
    m, R = dZ.shape[1], dZ.shape[2]
    for h in range(W.shape[1] - 1):
        if R == 1:
            for j in range(m):
                dA[h, j, 0] = W[0, h, 0] * dZ[0, j, 0]
            for k in range(1, W.shape[0]):
                for j in range(m):
                    dA[h, j, 0] += W[k, h, 0] * dZ[k, j, 0]
        else:
            for j in range(m):
                for r in range(R):
                    dA[h, j, r] = W[0, h, r] * dZ[0, j, r]
                for k in range(1, W.shape[0]):
                    for r in range(R):
                        dA[h, j, r] += W[k, h, r] * dZ[k, j, r]


@compiled
def _step(W, rates, dZ, A, dW):
    m, R = A.shape[1], A.shape[2]
    for k in range(W.shape[0]):
        for h in range(W.shape[1]):
            if R == 1:
                total = dZ[k, 0, 0] * A[h, 0, 0]
                for j in range(1, m):
                    total += dZ[k, j, 0] * A[h, j, 0]
                W[k, h, 0] -= rates[0] * total
            elif m == 4:  # XOR's examples: one loop instead of five
                for r in range(R):
                    W[k, h, r] -= rates[r] * (
                        dZ[k, 0, r] * A[h, 0, r]
                        + dZ[k, 1, r] * A[h, 1, r]
                        + dZ[k, 2, r] * A[h, 2, r]
                        + dZ[k, 3, r] * A[h, 3, r]
                    )
            else:
                for r in range(R):
                    dW[r] = dZ[k, 0, r] * A[h, 0, r]
                for j in range(1, m):
                    for r in range(R):
                        dW[r] += dZ[k, j, r] * A[h, j, r]
                for r in range(R):
                    W[k, h, r] -= rates[r] * dW[r]


@compiled
def _activate(activation, A, power):
    if activation == 2:
        for i in range(A.size):
            A[i] = relu(A[i])
        return
    scale = -2.0 if activation == 0 else -1.0  # tanh is a function of exp(-2 z), sigmoid of exp(-z)
    for i in range(A.size):
        A[i], power[i] = reduced(scale * A[i])
    if activation == 0:
        for i in range(A.size):
            A[i] = tanh(A[i], power[i])
    else:
        for i in range(A.size):
            A[i] = sigmoid(A[i], power[i])


@compiled
def _through(activation, A, dA):
    if activation == 0:
        for i in range(A.size):
            dA[i] *= _tanh_slope(A[i])
    elif activation == 1:
        for i in range(A.size):
            dA[i] *= _sigmoid_slope(A[i])
    else:
        for i in range(A.size):
            dA[i] *= _relu_slope(A[i])


@compiled
def _answer(answers):
    """Turn logits into log-odds z of the wrong class, exp(-|z|), and the error e = sigmoid(z)."""
    sign, Z2, odds, e = answers[0], answers[1], answers[2], answers[3]
    for i in range(sign.size):
        z = sign[i] * Z2[i]
        Z2[i] = z
        odds[i], e[i] = reduced(-z)
    for i in range(sign.size):
        N, D = exp(odds[i], e[i])  # exp(-z) = N / D
        less, more = (N, D) if N < D else (D, N)
        odds[i], e[i] = less / more, D / (N + D)


@compiled
def _slope(loss, weight, answers):
    sign, e, dZ2 = answers[0], answers[3], answers[4]
    if loss == 0:
        for i in range(sign.size):
            dZ2[i] = sign[i] * _cross_entropy_slope(e[i]) * weight
    else:
        for i in range(sign.size):
            dZ2[i] = sign[i] * _squared_error_slope(e[i]) * weight


@compiled
def _cost(loss, weight, answers, rows, cost):
    """Put the sum of a loss over all answers, times the weight, into cost (R,)."""
    z, odds, e = answers[1], answers[2], answers[3]
    product, n, lost = rows[2], rows[3], rows[4]
    n_y, m, R = z.shape
    together = 1 + _FACTORS // n_y
    for r in range(R):
        cost[r] = product[r] = 0
    for j in range(m):
        for k in range(n_y):
            if loss == 0:
                # softplus(z) = max(z, 0) + log(1 + odds), with one logarithm of a product of many
                # 1 + odds; of product + 1, in fact, which keeps what is far below 1.
                for r in range(R):
                    cost[r] += relu(z[k, j, r])
                    product[r] += odds[k, j, r] * (1 + product[r])
            else:
                for r in range(R):
                    cost[r] += _squared_error(z[k, j, r], e[k, j, r])
        if loss == 0 and ((j + 1) % together == 0 or j + 1 == m):
            for r in range(R):
                product[r], n[r], lost[r] = reduced_log(product[r])
            for r in range(R):
                cost[r] += log1p(product[r], n[r], lost[r])
                product[r] = 0
    for r in range(R):
        cost[r] *= weight
