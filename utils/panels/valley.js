import { axes, button, clamp, curve, dot, fixed, frame, narrow, player, power, range, s, select, short, slider, text } from "./common.js";

const STEPS = 100, NAMES = ["SGD", "momentum", "Adam"], LOOK = { SGD: ["fwd"], momentum: ["back", "7 4"], Adam: ["ink", "2 4"] };

const STEEP = [1, 2, 5, 10, 25, 50, 100, 200, 400, 1000];

// The valley E = w A w' / 2 with curvature 1 along and c across, turned by an angle.
export function matrix(c, degrees) {
  const a = (degrees * Math.PI) / 180, p = Math.cos(a), q = Math.sin(a);
  return [[p * p + c * q * q, (1 - c) * p * q], [(1 - c) * p * q, q * q + c * p * p]];
}
export const begin = (degrees) => {
  const a = (degrees * Math.PI) / 180, p = Math.cos(a), q = Math.sin(a);
  return [-9 * p - q, -9 * q + p];
};
const slope = (A, [x, y]) => [A[0][0] * x + A[0][1] * y, A[1][0] * x + A[1][1] * y];
export const height = (A, w) => (w[0] * slope(A, w)[0] + w[1] * slope(A, w)[1]) / 2;

// The places of an optimizer: steps + 1 of them.
export function way(name, rate, A, start, { mu = 0.9, beta1 = 0.9, beta2 = 0.999 }, steps = STEPS) {
  let w = start, a = [0, 0], b = [0, 0];
  const places = [w];
  for (let n = 1; n <= steps; n++) {
    const g = slope(A, w);
    if (name === "Adam") {
      a = a.map((v, i) => beta1 * v + (1 - beta1) * g[i]);
      b = b.map((v, i) => beta2 * v + (1 - beta2) * g[i] * g[i]);
      w = w.map((v, i) => v - (rate * (a[i] / (1 - beta1 ** n))) / (Math.sqrt(b[i] / (1 - beta2 ** n)) + 1e-8));
    } else {
      a = a.map((v, i) => (name === "SGD" ? 0 : mu * v) + g[i]);
      w = w.map((v, i) => v - rate * a[i]);
    }
    places.push(w);
  }
  return places;
}

export const RATES = range(81).map((i) => 10 ** (-4 + i / 16)); // 0.0001 to 10
export function best(name, A, start, options) {
  const end = (rate) => height(A, way(name, rate, A, start, options).at(-1));
  return range(RATES.length).reduce((p, q) => (end(RATES[q]) < end(RATES[p]) || Number.isNaN(end(RATES[p])) ? q : p), 0);
}

export default {
  render({ model, el }) {
    const chosen = {};
    const log = (v) => short(v, 1), redo = () => { compute(); view.redraw(); };
    const c = slider({ label: "condition c", min: 0, max: STEEP.length - 1, step: 1, value: STEEP.indexOf(400), format: (i) => STEEP[i], change: redo });
    const angle = slider({ label: "angle", min: 0, max: 90, step: 1, value: 0, format: (v) => `${v}°`, change: redo });
    const mu = slider({ label: "momentum's μ", min: 0, max: 0.99, step: 0.01, value: 0.9, change: redo });
    const beta2 = slider({ label: "Adam's β₂", min: 0, max: 3, step: 0.25, value: 3, format: (v) => fixed(1 - 10 ** -v, 4), change: redo });
    const pick = select({ label: "whose rate", options: Object.fromEntries(NAMES.map((n) => [n, n])), value: "SGD",
      change: (name) => { rate.value = chosen[name]; } });
    const rate = slider({ label: "its rate", min: 0, max: RATES.length - 1, step: 1, value: 0, format: (i) => log(RATES[i]),
      change: (i) => { chosen[pick.value] = i; redo(); } });
    const tune = button("Best rates", () => { search(); redo(); });
    const walk = player({ label: "steps", last: () => STEPS, at: STEPS, ms: 45, show: () => view.redraw() });
    let A, start, ways, options;
    const view = frame(el, { name: "valley", label: "Three optimizers on their way down a valley",
      controls: [c.element, angle.element, pick.element, rate.element, tune, mu.element, beta2.element, ...walk.controls],
      height: (w) => (narrow(w) ? 640 : clamp(w * 0.42, 300, 400)), draw });
    function compute() {
      A = matrix(STEEP[c.value], angle.value);
      start = begin(angle.value);
      options = { mu: mu.value, beta2: 1 - 10 ** -beta2.value };
      ways = Object.fromEntries(NAMES.map((n) => [n, way(n, RATES[chosen[n] ?? 0], A, start, options)]));
    }
    function search() {
      compute();
      for (const name of NAMES) chosen[name] = best(name, A, start, options);
      rate.value = chosen[pick.value];
    }
    search();
    compute();
    function draw(g, w, tall) {
      const flat = narrow(w), at = walk.at, edge = flat ? w : Math.min(w * 0.52, 520), bottom = flat ? 300 : tall;
      const scale = Math.min(edge / 22, bottom / 20), mid = [edge / 2, bottom / 2], P = ([x, y]) => [mid[0] + x * scale, mid[1] - y * scale];
      const id = `clip${Math.random().toString(36).slice(2)}`, inner = s("g", { "clip-path": `url(#${id})` });
      g.append(s("clipPath", { id }, s("rect", { x: 0, y: 0, width: edge, height: bottom, rx: 10 })),
        s("rect", { x: 0, y: 0, width: edge, height: bottom, rx: 10, fill: "var(--wash)" }), inner);
      const steep = STEEP[c.value], top = Math.max(height(A, start), 1);
      for (let level = 1.9 * top; level > top / 3000; level /= 2.6)
        inner.append(s("ellipse", { cx: mid[0], cy: mid[1], rx: scale * Math.sqrt(2 * level), ry: scale * Math.sqrt((2 * level) / steep),
          transform: `rotate(${-angle.value} ${mid[0]} ${mid[1]})`, fill: "none", stroke: "var(--quiet)", "stroke-width": 0.8 }));
      const seen = (p) => Math.abs(p[0]) < 1e4 && Math.abs(p[1]) < 1e4;
      for (const name of NAMES) {
        const places = ways[name].slice(0, at + 1).filter(seen), [color, dash] = LOOK[name];
        curve(inner, places.map(P), color, 1.8, dash);
        for (const p of places) inner.append(s("circle", { cx: P(p)[0], cy: P(p)[1], r: 1.8, fill: `var(--${color})` }));
      }
      for (const name of NAMES) if (seen(ways[name][at])) dot(inner, ...P(ways[name][at]), LOOK[name][0], 7);
      inner.append(s("circle", { cx: mid[0], cy: mid[1], r: 11, fill: "none", stroke: "var(--good)", "stroke-width": 2.5 }));
      text(g, 10, 16, "green ring: the lowest place", "soft small", "start");
      const box = flat ? { l: 44, r: w - 8, t: 350, b: tall - 44 } : { l: edge + 62, r: w - 8, t: 92, b: tall - 44 };
      const end = (name, i) => height(A, ways[name][i]), lows = NAMES.map((n) => Math.log10(Math.max(end(n, STEPS), 1e-30)));
      const low = [-4, -8, -16, -32].find((v) => lows.every((e) => !(e < v))), yticks = range(5).map((i) => 4 - (i * (4 - low)) / 4);
      const { X, Y } = axes(g, box, { x: [0, STEPS], y: [low, 4], xlabel: "step", ylabel: "error E", yticks, ytext: power });
      NAMES.forEach((name, row) => {
        const [color, dash] = LOOK[name], E = (i) => clamp(Math.log10(Math.max(end(name, i), 1e-30)), low, 4);
        curve(g, range(at + 1).map((i) => [X(i), Y(Number.isFinite(end(name, i)) ? E(i) : 4)]), color, 2.2, dash);
        const y = 14 + 18 * row, x = box.l;
        if (!flat) {
          curve(g, [[x, y], [x + 28, y]], color, 2.2, dash);
          text(g, x + 36, y, `${name}, ${log(RATES[chosen[name]])}: E = ${short(end(name, at), 1)}`, "small", "start");
        }
      });
      const ends = NAMES.map((name) => `${name} ${Number.isFinite(end(name, at)) ? short(end(name, at)) : "∞"} (rate ${log(RATES[chosen[name]])})`);
      view.say(`E after ${at} steps: ${ends.join("; ")}. Solid: SGD, dashed: momentum, dotted: Adam.`);
    }
    return view.close;
  },
};
