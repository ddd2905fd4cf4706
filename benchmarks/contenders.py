"""The same work, done by the lab and by its peers.

Every contender takes the start of R networks, W1 (2, 2, R) and so on, trains them on XOR with the
cross-entropy at rate 0.3 in float64, and returns the costs before each update and at the end,
(n + 1, R), or the last of them. What can't do many at once trains the first alone: (n + 1, 1).
"""

import os
import warnings

import jax
import jax.numpy as jnp
import numba
import numpy as np
import torch
from sklearn.neural_network import MLPClassifier

import lab1
from lab1.types import NAMES

X, Y = lab1.xor()
RATE = 0.3
WORKERS = 2

os.environ["TORCHINDUCTOR_FORCE_DISABLE_CACHES"] = "1"  # what it costs the first time, each time
jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(WORKERS)
numba.set_num_threads(WORKERS)


def first(start):
    return {k: start[k][..., 0] for k in NAMES}


# ---------------------------------------------------------------- the lab


def lab_train(start, n):
    return lab1.train(X, Y, start, learning_rate=RATE, n_iterations=n).costs


def lab_sweep(start, n, n_jobs=WORKERS):
    """Draws and table included; a sweep keeps no costs but the last."""
    n_runs = start["W1"].shape[-1]
    table = lab1.sweep(
        X, Y, seeds=range(n_runs), learning_rates=[RATE], n_iterations=n, n_jobs=n_jobs
    )
    return table.cost.to_numpy()[None]


def lab_sweep_alone(start, n):
    return lab_sweep(start, n, n_jobs=1)


def lab_single(start, n):
    return lab1.train(X, Y, first(start), learning_rate=RATE, n_iterations=n).costs[:, None]


def floor(start, n):
    """Call only what can't be avoided, on blocks of runs: 8 tanh, 4 exp, 4 log, 4 divisions."""
    n_runs = start["W1"].shape[-1]
    width = min(n_runs, 4500)
    hidden, out = np.full((8, width), 0.5), np.full((4, width), 0.5)
    hidden_out, out_out = np.empty_like(hidden), np.empty_like(out)
    for _ in range(-(-n_runs // width)):
        for _ in range(n):
            np.tanh(hidden, out=hidden_out)
            np.exp(out, out=out_out)
            np.log(out, out=out_out)
            np.divide(out, hidden[:4], out=out_out)


# ---------------------------------------------------------------- one network at a time, NumPy


def original_report(start, n):
    """The report's functions, as printed there: dictionaries, a function a step."""

    def sigmoid(Z):
        return 1 / (1 + np.exp(-Z))

    def propagate(P):
        Z1 = np.dot(P["W1"], X) + P["b1"]
        A1 = np.tanh(Z1)
        Z2 = np.dot(P["W2"], A1) + P["b2"]
        return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": sigmoid(Z2)}

    def compute_cost(A2):
        logs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
        return float(np.squeeze(-np.sum(logs) / Y.shape[1]))

    def backpropagate(P, cache):
        m = X.shape[1]
        dZ2 = cache["A2"] - Y
        dZ1 = np.multiply(np.dot(P["W2"].T, dZ2), 1 - np.power(cache["A1"], 2))
        return {
            "W1": np.dot(dZ1, X.T) / m,
            "b1": np.sum(dZ1, axis=1, keepdims=True) / m,
            "W2": np.dot(dZ2, cache["A1"].T) / m,
            "b2": np.sum(dZ2, axis=1, keepdims=True) / m,
        }

    P, costs = first(start), []
    for _ in range(n):
        cache = propagate(P)
        costs.append(compute_cost(cache["A2"]))
        gradients = backpropagate(P, cache)
        P = {k: P[k] - RATE * gradients[k] for k in NAMES}
    costs.append(compute_cost(propagate(P)["A2"]))
    return np.array(costs)[:, None]


def plain_loop(start, n):
    """A tidy loop for one network."""
    W1, b1, W2, b2 = (first(start)[k].copy() for k in NAMES)
    costs = np.empty(n + 1)
    for i in range(n + 1):
        A1 = np.tanh(W1 @ X + b1)
        Z2 = W2 @ A1 + b2
        costs[i] = np.mean(np.logaddexp(0, Z2) - Y * Z2)
        dZ2 = (1 / (1 + np.exp(-Z2)) - Y) / 4
        dZ1 = (W2.T @ dZ2) * (1 - A1 * A1)
        W2 -= RATE * (dZ2 @ A1.T)
        b2 -= RATE * dZ2.sum(axis=1, keepdims=True)
        W1 -= RATE * (dZ1 @ X.T)
        b1 -= RATE * dZ1.sum(axis=1, keepdims=True)
    return costs[:, None]


# ---------------------------------------------------------------- scikit-learn


def scikit_learn(start, n):
    P = first(start)
    net = MLPClassifier(
        (2,), activation="tanh", solver="sgd", alpha=0, batch_size=4, learning_rate_init=RATE,
        momentum=0, nesterovs_momentum=False, shuffle=False, tol=0, n_iter_no_change=10**9,
        max_iter=1, warm_start=True,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops when told to, not when converged
        net.fit(X.T, Y[0])
        net.coefs_ = [P["W1"].T.copy(), P["W2"].T.copy()]
        net.intercepts_ = [P["b1"][:, 0].copy(), P["b2"][:, 0].copy()]
        net.max_iter, net.loss_curve_ = n + 1, []
        net.fit(X.T, Y[0])
    return np.array(net.loss_curve_)[:, None]


# ---------------------------------------------------------------- torch


def torch_single(start, n):
    torch.set_num_threads(1)  # more only get in each other's way
    try:
        return torch_loop(first(start), n)
    finally:
        torch.set_num_threads(WORKERS)


def torch_loop(P, n):
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
    with torch.no_grad():
        net[0].weight[:], net[0].bias[:] = torch.tensor(P["W1"]), torch.tensor(P["b1"][:, 0])
        net[2].weight[:], net[2].bias[:] = torch.tensor(P["W2"]), torch.tensor(P["b2"][:, 0])
    x, y = torch.tensor(X.T), torch.tensor(Y.T)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    loss, costs = torch.nn.BCEWithLogitsLoss(), np.empty(n + 1)
    for i in range(n + 1):
        optimizer.zero_grad()
        cost = loss(net(x), y)
        cost.backward()
        costs[i] = cost.item()
        optimizer.step()
    return costs[:, None]


def torch_batched(start, n):
    """Autograd through batched matrix products, networks on the first axis."""
    P = [torch.tensor(np.moveaxis(start[k], -1, 0).copy(), requires_grad=True) for k in NAMES]
    n_runs = P[0].shape[0]
    x, y = torch.tensor(X).expand(n_runs, 2, 4), torch.tensor(Y).expand(n_runs, 1, 4)
    costs = torch.empty(n + 1, n_runs)
    for i in range(n + 1):
        W1, b1, W2, b2 = P
        Z2 = torch.baddbmm(b2, W2, torch.tanh(torch.baddbmm(b1, W1, x)))
        losses = torch.nn.functional.binary_cross_entropy_with_logits(Z2, y, reduction="none")
        cost = losses.mean(dim=(1, 2))
        gradients = torch.autograd.grad(cost.sum(), P)
        with torch.no_grad():
            costs[i] = cost
            torch._foreach_sub_(P, gradients, alpha=RATE)
    return costs.numpy()


# ---------------------------------------------------------------- written out for 2-2-1 on XOR


def unrolled_step(lib, W):
    """One step, its nine parameters each an array over the networks: sums a compiler can fuse.

    The odds of a wrong answer are left unclipped: a peer is spared what this work doesn't need.
    """
    w11, w12, w21, w22, b1, b2, v1, v2, c = W
    slopes, cost = [0.0] * 9, 0.0
    for x1, x2, sign in ((0, 0, 1), (0, 1, -1), (1, 0, -1), (1, 1, 1)):
        h1, h2 = lib.tanh(w11 * x1 + w12 * x2 + b1), lib.tanh(w21 * x1 + w22 * x2 + b2)
        odds = lib.exp(sign * (v1 * h1 + v2 * h2 + c))
        cost = cost + lib.log1p(odds)
        d = sign * (odds / (1 + odds))
        d1, d2 = d * v1 * (1 - h1 * h1), d * v2 * (1 - h2 * h2)
        terms = (d1 * x1, d1 * x2, d2 * x1, d2 * x2, d1, d2, d * h1, d * h2, d)
        slopes = [total + term for total, term in zip(slopes, terms, strict=True)]
    return [w - RATE / 4 * slope for w, slope in zip(W, slopes, strict=True)], cost / 4


def rows(start):
    return np.concatenate([start[k].reshape(-1, start[k].shape[-1]) for k in NAMES])


@torch.compile
def compiled_step(W):
    new, cost = unrolled_step(torch, W.unbind())
    return torch.stack(new), cost


def torch_compiled(start, n):
    W = torch.tensor(rows(start))
    costs = torch.empty(n + 1, W.shape[1])
    with torch.no_grad():
        for i in range(n + 1):
            W, costs[i] = compiled_step(W)
    return costs.numpy()


@jax.jit(static_argnums=1)
def scan_unrolled(W, n):
    return jax.lax.scan(lambda W, _: unrolled_step(jnp, W), list(W), length=n + 1)[1]


def jax_unrolled(start, n):
    return np.asarray(scan_unrolled(rows(start), n))


# ---------------------------------------------------------------- JAX as it is meant to be used


def jax_cost(P):
    Z2 = P["W2"] @ jnp.tanh(P["W1"] @ X + P["b1"]) + P["b2"]
    return jnp.mean(jnp.logaddexp(0.0, Z2) - Y * Z2)


@jax.jit(static_argnums=1)
def scan_vmap(P, n):
    def step(P, _):
        costs, gradients = jax.vmap(jax.value_and_grad(jax_cost))(P)
        return jax.tree.map(lambda p, g: p - RATE * g, P, gradients), costs

    return jax.lax.scan(step, P, length=n + 1)[1]


def jax_vmap(start, n):
    return np.asarray(scan_vmap({k: np.moveaxis(start[k], -1, 0) for k in NAMES}, n))


# ---------------------------------------------------------------- numba


@numba.njit(parallel=True, fastmath=False)
def numba_loop(W, x, signs, n):
    n_runs = W.shape[1]
    costs = np.empty((n + 1, n_runs))
    for r in numba.prange(n_runs):
        w = W[:, r].copy()
        for i in range(n + 1):
            slopes = np.zeros(9)
            cost = 0.0
            for j in range(4):
                x1, x2, sign = x[0, j], x[1, j], signs[j]
                h1 = np.tanh(w[0] * x1 + w[1] * x2 + w[4])
                h2 = np.tanh(w[2] * x1 + w[3] * x2 + w[5])
                odds = np.exp(sign * (w[6] * h1 + w[7] * h2 + w[8]))
                cost += np.log1p(odds)
                d = sign * odds / (1 + odds)
                d1, d2 = d * w[6] * (1 - h1 * h1), d * w[7] * (1 - h2 * h2)
                slopes[0] += d1 * x1
                slopes[1] += d1 * x2
                slopes[2] += d2 * x1
                slopes[3] += d2 * x2
                slopes[4] += d1
                slopes[5] += d2
                slopes[6] += d * h1
                slopes[7] += d * h2
                slopes[8] += d
            costs[i, r] = cost / 4
            w -= RATE / 4 * slopes
    return costs


def numba_scalar(start, n):
    return numba_loop(rows(start), X, 1 - 2 * Y[0], n)
