import { axes, clamp, curve, dot, fixed, floats, frame, narrow, power, range, select, short, sigmoid, slider, sum, text } from "./common.js";

// For each kind of hidden unit, its output for z, and its slope from the output.
export const KINDS = {
  sigmoid: [sigmoid, (y) => y * (1 - y)],
  centred: [(z) => sigmoid(z) - 0.5, (y) => (y + 0.5) * (0.5 - y)],
  tanh: [Math.tanh, (y) => 1 - y * y],
  relu: [(z) => Math.max(z, 0), (y) => (y > 0 ? 1 : 0)],
};
const RULES = {
  course: (before, after) => after ** -0.5,
  Xavier: (before, after) => (2 / (before + after)) ** 0.5,
  He: (before) => (2 / before) ** 0.5,
};
// The standard deviations of the weights; scale is a factor for those between hidden layers.
export const spreads = (sizes, rule, scale) => range(sizes.length - 1).map((r) =>
  RULES[rule](sizes[r], sizes[r + 1]) * (r > 0 && r < sizes.length - 2 ? scale : 1));

// The mean of f(z) for a normal z of mean 0: the places leave out 0, where f may have a kink.
const PLACES = range(1600).map((i) => -8 + (16 * i) / 1599), HEAPS = PLACES.map((u) => Math.exp(-u * u / 2)), HEAP = sum(HEAPS);
const normalMean = (f, spread) => PLACES.reduce((a, u, i) => a + HEAPS[i] * f(spread * u), 0) / HEAP;

// Mean squares of each hidden layer's outputs, and the factors of those of the deltas,
// if every sum is normal and every weight independent of all that it is multiplied by.
export function predicted(xSquare, sizes, deviations, kind) {
  const [unit, slope] = KINDS[kind], squares = [xSquare], factors = [];
  for (let r = 0; r < sizes.length - 2; r++) {
    const spread = deviations[r] * Math.sqrt(sizes[r] * squares.at(-1));
    squares.push(normalMean((z) => unit(z) ** 2, spread));
    factors.push(sizes[r + 2] * deviations[r + 1] ** 2 * normalMean((z) => slope(unit(z)) ** 2, spread));
  }
  return { squares: squares.slice(1), factors };
}

// A product of flat matrices, (n, a) times (a, b); turned: times its transpose (b, a).
function product(X, W, n, a, b, factor, turned) {
  const Z = new Float64Array(n * b);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < a; j++) {
      const v = factor * X[i * a + j];
      if (turned) for (let k = 0; k < b; k++) Z[i * b + k] += v * W[k * a + j];
      else for (let k = 0; k < b; k++) Z[i * b + k] += v * W[j * b + k];
    }
  return Z;
}
const meanSquare = (v) => v.reduce((a, b) => a + b * b, 0) / v.length;

// The same mean squares, measured for X (n, sizes[0]) and T, flat, and standard normal
// weights times the deviations: of Y_1 .. Y_(R-1), and of delta_1 .. delta_R.
export function measured(X, T, n, weights, sizes, deviations, kind) {
  const [unit, slope] = KINDS[kind], Y = [X], R = weights.length;
  for (let r = 0; r < R; r++)
    Y.push(product(Y[r], weights[r], n, sizes[r], sizes[r + 1], deviations[r], false).map(r < R - 1 ? unit : sigmoid));
  const deltas = [Y[R].map((o, i) => (o - T[i]) * o * (1 - o))];
  for (let r = R - 1; r > 0; r--) {
    const back = product(deltas[0], weights[r], n, sizes[r + 1], sizes[r], deviations[r], true);
    deltas.unshift(back.map((v, i) => v * slope(Y[r][i])));
  }
  return { squares: Y.slice(1, R).map(meanSquare), deltas: deltas.map(meanSquare) };
}

// n standard normal numbers from a seed (mulberry32, Box and Muller).
export function normals(n, seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Float64Array.from({ length: n }, () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));
}

export default {
  render({ model, el }) {
    const state = model.get("state"), X = floats(state.X), T = floats(state.T), { n, m } = state, inputs = X.length / n, l = T.length / n;
    const redo = () => view.redraw(), drawn = new Map();
    const weights = (r, before, after) => { // drawn once
      const key = `${r} ${before} ${after}`;
      if (!drawn.has(key)) drawn.set(key, normals(before * after, r + 1));
      return drawn.get(key);
    };
    const depth = slider({ label: "hidden layers", min: 1, max: 16, step: 1, value: 8, format: String, change: redo });
    const same = (names) => Object.fromEntries(names.map((k) => [k, k]));
    const kind = select({ label: "hidden units", options: same(Object.keys(KINDS)), value: "sigmoid", change: redo });
    const rule = select({ label: "first weights", options: same(Object.keys(RULES)), value: "course", change: redo });
    const scale = slider({ label: "inner weights times", min: -1, max: 1, step: 0.05, value: 0, format: (v) => fixed(10 ** v, 2), change: redo });
    const view = frame(el, { name: "signals", label: "The size of outputs and deltas, layer by layer",
      controls: [depth.element, kind.element, rule.element, scale.element], height: (w) => (narrow(w) ? 400 : 380), draw });
    function draw(g, w, tall) {
      const sizes = [inputs, ...Array(depth.value).fill(m), l], deviations = spreads(sizes, rule.value, 10 ** scale.value);
      const guess = predicted(meanSquare(X), sizes, deviations, kind.value);
      const found = measured(X, T, n, deviations.map((_, r) => weights(r === deviations.length - 1 ? 99 : r, sizes[r], sizes[r + 1])), sizes, deviations, kind.value);
      let delta = found.deltas.at(-1);
      const back = guess.factors.toReversed().map((f) => (delta *= f)).reverse(), log = (v) => clamp(Math.log10(Math.max(v, 1e-40)) / 2, -14, 4);
      const { X: x, Y: y } = axes(g, { l: 46, r: w - 12, t: 50, b: tall - 44 }, { x: [0.5, 16.5], y: [-14, 4], xlabel: "hidden layer", ylabel: "",
        xticks: range(16).map((i) => i + 1).filter((i) => !narrow(w) || i % 4 === 0), xtext: String, yticks: [-12, -8, -4, 0, 4], ytext: power });
      text(g, 0, 12, "root mean square; lines: predicted, dots: measured", "soft small", "start");
      [["outputs, forward", guess.squares, found.squares, "fwd"], ["deltas, back", back, found.deltas.slice(0, -1), "back", "7 4"]].forEach(([name, lines, dots, color, dash], i) => {
        curve(g, [[46 + 150 * i, 34], [74 + 150 * i, 34]], color, 2.4, dash);
        text(g, 80 + 150 * i, 34, name, `small ${color}`, "start");
        curve(g, lines.map((v, r) => [x(r + 1), y(log(v))]), color, 2.4, dash);
        dots.forEach((v, r) => dot(g, x(r + 1), y(log(v)), color, 5));
      });
      const root = (v) => short(Math.sqrt(v));
      view.say(`Outputs of the last hidden layer: ${root(found.squares.at(-1))}. Deltas of the first: ${root(found.deltas[0])}, ` +
        `of the last: ${root(found.deltas.at(-2))}; each layer back multiplies them by ${short((found.deltas[0] / found.deltas.at(-2)) ** (0.5 / Math.max(depth.value - 1, 1)), 1)}.`);
    }
    return view.close;
  },
};
