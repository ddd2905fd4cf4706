// The network of the course and its training, with the starts that Python draws.
// X holds examples as pairs, Y their labels 0 or 1.
"use strict";

// NumPy's RandomState(seed): the Mersenne Twister MT19937, whose stream is frozen for good.
function randomState(seed) {
  const key = new Uint32Array(624);
  key[0] = seed;
  for (let i = 1; i < 624; i++) key[i] = Math.imul(1812433253, key[i - 1] ^ (key[i - 1] >>> 30)) + i;
  let position = 624;
  let saved = null;

  function twist() {
    for (let i = 0; i < 624; i++) {
      const y = (key[i] & 0x80000000) | (key[(i + 1) % 624] & 0x7fffffff);
      key[i] = key[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    position = 0;
  }

  function bits() {
    if (position === 624) twist();
    let y = key[position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  // From 0 to 1, with 53 random bits.
  function random() {
    const high = bits() >>> 5;
    return (high * 0x4000000 + (bits() >>> 6)) / 0x20000000000000;
  }

  // N(0, 1) by the polar method, which draws two at once: one is saved for the next call.
  function normal() {
    if (saved !== null) {
      const last = saved;
      saved = null;
      return last;
    }
    let x, y, r2;
    do {
      x = 2 * random() - 1;
      y = 2 * random() - 1;
      r2 = x * x + y * y;
    } while (r2 >= 1 || r2 === 0);
    const f = Math.sqrt((-2 * Math.log(r2)) / r2);
    saved = f * x;
    return f * y;
  }

  return { uniform: () => 2 * random() - 1, normal };
}

// W1 (a pair a unit), b1, W2 and b2 at the start, as `lab1.initialize_parameters` draws them.
function start({ method, scale, seed, n_hidden }) {
  const stream = randomState(seed);
  const drawn = method === "uniform" || method === "xavier" ? stream.uniform : stream.normal;
  const draw = (spread) => {
    if (method === "zeros") return 0;
    if (method === "constant") return scale;
    return spread === 0 ? 0 : scale * spread * drawn();
  };
  const spread = (fanIn, fanOut) => {
    if (method === "xavier") return Math.sqrt(6 / (fanIn + fanOut));
    return method === "he" ? Math.sqrt(2 / fanIn) : 1;
  };
  const biases = method === "normal" || method === "uniform" ? 1 : 0;
  const units = (value) => Array.from({ length: n_hidden }, value);
  return {
    W1: units(() => [draw(spread(2, n_hidden)), draw(spread(2, n_hidden))]),
    b1: units(() => draw(biases)),
    W2: units(() => draw(spread(n_hidden, 1))),
    b2: draw(biases),
  };
}

// A1 = tanh(W1 x + b1)
function hidden({ W1, b1 }, x, A1 = []) {
  for (let k = 0; k < b1.length; k++) A1[k] = Math.tanh(W1[k][0] * x[0] + W1[k][1] * x[1] + b1[k]);
  return A1;
}

// Z2 = W2 A1 + b2
function logit({ W2, b2 }, A1) {
  let Z2 = 0;
  for (let k = 0; k < W2.length; k++) Z2 += W2[k] * A1[k];
  return Z2 + b2;
}

function sigmoid(z) {
  return 1 / (1 + Math.exp(-z));
}

// Slopes of the losses by the log-odds of the wrong class, from the error e = |A2 - Y|.
const LOSSES = {
  cross_entropy: { mean: true, slope: (e) => e },
  mse: { mean: true, slope: (e) => 2 * e * e * (1 - e) },
  sse: { mean: false, slope: (e) => 2 * e * e * (1 - e) },
};

// A training of n_iterations, not begun: `advance` goes on with it.
function training(X, Y, values) {
  const { n_hidden, n_iterations } = values;
  return {
    ...{ X, Y, loss: LOSSES[values.loss], rate: values.learning_rate, n: n_iterations, next: 0 },
    net: start(values),
    A1: Y.map(() => new Float64Array(n_hidden)),
    errors: new Float64Array(Y.length),
    dZ2: new Float64Array(Y.length),
    costs: new Float64Array(n_iterations + 1), // cross-entropy, whatever loss is minimized
    outputs: Y.map(() => new Float64Array(n_iterations + 1)),
  };
}

// Train for some milliseconds, or to the end; return whether that is reached.
function advance(run, milliseconds = Infinity) {
  const stop = performance.now() + milliseconds;
  while (run.next <= run.n && (run.next % 64 || performance.now() < stop)) {
    forward(run, run.next);
    if (run.next < run.n) descend(run);
    run.next++;
  }
  return run.next > run.n;
}

// Answer every example and keep output and cost.
function forward({ X, Y, net, A1, errors, costs, outputs }, t) {
  let cost = 0;
  for (let i = 0; i < Y.length; i++) {
    const Z2 = logit(net, hidden(net, X[i], A1[i]));
    const z = Y[i] ? -Z2 : Z2; // log-odds of the wrong class
    outputs[i][t] = sigmoid(Z2);
    errors[i] = sigmoid(z);
    cost += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))); // -log(1 - e)
  }
  costs[t] = cost / Y.length;
}

// Backpropagate and take one step downhill.
function descend({ X, Y, net, A1, errors, dZ2, loss, rate }) {
  const { W1, b1, W2 } = net;
  const weight = loss.mean ? 1 / Y.length : 1;
  let db2 = 0;
  for (let i = 0; i < Y.length; i++) {
    dZ2[i] = (Y[i] ? -1 : 1) * loss.slope(errors[i]) * weight; // of the cross-entropy: (A2 - Y) / m
    db2 += dZ2[i];
  }
  for (let k = 0; k < b1.length; k++) {
    let dW2 = 0;
    let dW1x = 0;
    let dW1y = 0;
    let db1 = 0;
    for (let i = 0; i < Y.length; i++) {
      const dZ1 = W2[k] * dZ2[i] * (1 - A1[i][k] * A1[i][k]); // dA1 (1 - A1²)
      dW2 += dZ2[i] * A1[i][k];
      dW1x += dZ1 * X[i][0];
      dW1y += dZ1 * X[i][1];
      db1 += dZ1;
    }
    W1[k][0] -= rate * dW1x;
    W1[k][1] -= rate * dW1y;
    b1[k] -= rate * db1;
    W2[k] -= rate * dW2;
  }
  net.b2 -= rate * db2;
}

// The first iteration whose cost is below a limit, or -1.
function solvedAt(run, limit) {
  return run.costs.subarray(0, run.next).findIndex((cost) => cost < limit);
}
