import { axes, curve, dot, fixed, frame, line, narrow, player, range, sigmoid, slider, text } from "./common.js";

// The delta of an output with pre-activation z and target 1, by the two errors.
export const DELTAS = {
  "squared error": (z) => (sigmoid(z) - 1) * sigmoid(z) * (1 - sigmoid(z)),
  "cross-entropy": (z) => sigmoid(z) - 1,
};
// The pre-activations of steps z <- z - rate * delta.
export const learn = (delta, z, rate, steps) => range(steps).reduce((all) => [...all, all.at(-1) - rate * delta(all.at(-1))], [z]);

const STEPS = 400, LOOK = { "squared error": ["back", "7 4"], "cross-entropy": ["fwd"] };

export default {
  render({ model, el }) {
    const state = model.get("state"), names = Object.keys(DELTAS);
    let ways;
    const start = slider({ label: "first pre-activation z", min: -8, max: 8, step: 0.1, value: state.z, format: (v) => fixed(v, 1), change: () => (compute(), walk.go(0)) });
    const rate = slider({ label: "learning rate", min: -1, max: 1, step: 0.1, value: Math.log10(state.rate), format: (v) => fixed(10 ** v, 2), change: () => (compute(), view.redraw()) });
    const walk = player({ label: "steps", last: () => STEPS, ms: 30, show: () => view.redraw() });
    const compute = () => (ways = Object.fromEntries(names.map((n) => [n, learn(DELTAS[n], start.value, 10 ** rate.value, STEPS)])));
    const view = frame(el, { name: "saturation", label: "The delta of a saturated output, by two errors",
      controls: [start.element, rate.element, ...walk.controls], height: (w) => (narrow(w) ? 600 : 330), draw });
    compute();
    function draw(g, w, tall) {
      const flat = narrow(w), half = flat ? tall / 2 : tall, at = walk.at, right = flat ? 0 : w * 0.52;
      const a = axes(g, { l: 48, r: flat ? w - 8 : w * 0.46, t: 54, b: half - 44 }, { x: [-8, 8], y: [-1, 0], xlabel: "pre-activation z of the output", ylabel: "",
        xticks: [-8, -4, 0, 4, 8], yticks: [-1, -0.5, 0] });
      const b = axes(g, { l: right + 48, r: w - 8, t: (flat ? half : 0) + 54, b: tall - 44 }, { x: [0, STEPS], y: [0, 1], xlabel: "step", ylabel: "",
        xticks: [0, 100, 200, 300, 400], yticks: [0, 0.5, 1] });
      text(g, 0, 12, "delta (target 1)", "soft", "start");
      text(g, right, (flat ? half : 0) + 12, "output o = σ(z)", "soft", "start");
      names.forEach((name, i) => {
        const [color, dash] = LOOK[name], z = ways[name][at], delta = DELTAS[name];
        curve(g, [[48 + 140 * i, 34], [76 + 140 * i, 34]], color, 2.4, dash);
        text(g, 82 + 140 * i, 34, name, `small ${color}`, "start");
        curve(g, range(161).map((k) => k / 10 - 8).map((v) => [a.X(v), a.Y(delta(v))]), color, 2.4, dash);
        curve(g, ways[name].slice(0, at + 1).map((v, k) => [b.X(k), b.Y(sigmoid(v))]), color, 2.4, dash);
        line(g, [a.X(Math.min(z, 8)), a.Y(0)], [a.X(Math.min(z, 8)), a.Y(delta(z))], color, 1.2, "3 3");
        dot(g, a.X(Math.min(z, 8)), a.Y(delta(z)), color, 8);
        dot(g, b.X(at), b.Y(sigmoid(z)), color, 6);
      });
      view.say(`After ${at} steps: ` + names.map((n) => `${n}: o = ${fixed(sigmoid(ways[n][at]), 4)}, δ = ${fixed(DELTAS[n](ways[n][at]), 4)}`).join("; ") +
        (at ? "." : ". Press Play: both learn from the same place, at the same rate."));
    }
    return view.close;
  },
};
