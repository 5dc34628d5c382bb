import { centres, curve, dragWeights, ends, fixed, frame, narrow, network, sub, unit, writeLabels } from "./common.js";

// The slope of E with each weight, as edges: [layer, from, to, slope].
export function slopes({ x, t, V, W }) {
  const n = network(x, t, V, W), list = (M, l) => M.flatMap((row, i) => row.map((v, j) => [l, i, j, v]));
  return { ...n, edges: [...list(n.dV, 0), ...list(n.dW, 1)] };
}

export default {
  render({ model, el }) {
    const start = "w11", { x, t, V, W } = structuredClone(model.get("state"));
    const drag = dragWeights({ x, V, W }, start, () => view.redraw());
    const view = frame(el, { name: "slopes", label: "All slopes of a small network, live", controls: drag.controls,
      height: (w) => (narrow(w) ? 560 : 110 * Math.max(x.length, V[0].length, t.length) + 20), draw });
    function draw(g, w, tall) {
      const n = slopes({ x, t, V, W }), places = centres(w, tall, [x.length, n.y.length, t.length]);
      const [layer, a, b] = drag.at(), largest = Math.max(...n.edges.map((e) => Math.abs(e[3])), 1e-9);
      const labels = n.edges.map(([l, i, j, slope]) => {
        const [from, to] = ends(places[l][i], places[l + 1][j], narrow(w)), mine = l === layer && i === a && j === b;
        curve(g, [from, to], "line", 1.2);
        if (slope) curve(g, [from, to], "back", Math.max((narrow(w) ? 6 : 9) * Math.abs(slope) / largest, 0.7));
        if (mine) curve(g, [from, to], "fwd", 2, "7 6");
        return { a: from, b: to, at: narrow(w) ? 0.25 + 0.5 * (j / Math.max(1, places[l + 1].length - 1)) : 0.3, text: fixed(slope, 4, true), style: `back ${mine ? "bold" : ""}` };
      });
      writeLabels(g, labels, places.flat());
      [["x", x], ["y", n.y, n.delta_y], ["o", n.o, n.delta_o]].forEach(([name, values, deltas], l) =>
        values.forEach((value, i) => unit(g, places[l][i], sub(name, i), fixed(value, 4), deltas && `δ ${fixed(deltas[i], 4, true)}`)));
      const from = layer ? "y" : "x", carried = layer ? n.y[a] : x[a], delta = (layer ? n.delta_o : n.delta_y)[b];
      view.say(`E = ${fixed(n.E, 4)}.  ∂E/∂${sub("vw"[layer], a, b)} = ${sub(from, a)} · δ = ` +
        `${fixed(carried, 4)} · ${delta < 0 ? `(${fixed(delta, 4)})` : fixed(delta, 4)} = ${fixed(carried * delta, 4)}. ` +
        `The thicker an edge, the larger the slope of its weight.`);
    }
    return view.close;
  },
};
