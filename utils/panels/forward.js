import { between, centres, curve, dot, dragWeights, ends, fixed, frame, narrow, player, range, sigmoid, sub, sum, times, unit, writeLabels } from "./common.js";

// What a unit adds up and what it makes of the sum, for the unit that column j of M feeds.
export function inside(values, M, j) {
  const terms = values.map((v, i) => v * M[i][j]), z = sum(terms);
  return { terms, z, y: sigmoid(z) };
}
export function forward({ x, V, W }) {
  const y = times(x, V).map(sigmoid);
  return { y, o: times(y, W).map(sigmoid) };
}

export default {
  render({ model, el }) {
    const start = "v11", { x, V, W } = structuredClone(model.get("state"));
    let p = 1;
    const drag = dragWeights({ x, V, W }, start, () => (walk.at < 2 ? walk.go(2) : view.redraw()));
    const walk = player({ label: "layers computed", last: () => 2, at: 2, ms: 1100, show: (_, q) => ((p = q), view.redraw()) });
    const view = frame(el, { name: "forward", label: "The forward pass of a small network, live",
      controls: [...drag.controls, ...walk.controls],
      height: (w) => (narrow(w) ? 560 : 110 * Math.max(x.length, V[0].length, W[0].length) + 20), draw });
    function draw(g, w, tall) {
      const n = forward({ x, V, W }), layers = [x, n.y, n.o], places = centres(w, tall, layers.map((v) => v.length));
      const [layer, a, b] = drag.at(), labels = [], heads = [];
      [V, W].forEach((M, l) => M.forEach((row, i) => row.forEach((weight, j) => {
        const [from, to] = ends(places[l][i], places[l + 1][j], narrow(w)), mine = l === layer && i === a && j === b;
        const term = layers[l][i] * weight, arrived = walk.at > l + 1 || (walk.at === l + 1 && p === 1);
        curve(g, [from, to], "line", 1.2);
        const head = arrived ? to : walk.at === l + 1 ? between(from, to, Math.min(p / 0.8, 1)) : from;
        if (head !== from) curve(g, [from, head], "fwd", Math.min(0.7 + 3 * Math.abs(term), 8), term < 0 ? "2 9" : undefined);
        if (walk.at === l + 1 && p < 0.8) heads.push(head);
        const flat = narrow(w) ? 0.25 + (0.5 * j) / Math.max(1, row.length - 1) : 0.3;
        labels.push({ a: from, b: to, at: flat, text: `${sub("vw"[l], i, j)} ${fixed(weight)}`, style: mine ? "bold fwd" : "" });
      })));
      for (const head of heads) dot(g, ...head, "fwd", 5);
      writeLabels(g, labels, places.flat());
      layers.forEach((values, l) => values.forEach((v, i) => {
        const seen = walk.at > l || (walk.at === l && p > 0.75);
        unit(g, places[l][i], sub("xyo"[l], i), seen ? fixed(v, 4) : "·", "", l === layer + 1 && i === b ? "fwd" : "quiet");
      }));
      const into = inside(layers[layer], [V, W][layer], b), mine = sub("yo"[layer], b);
      const products = layers[layer].map((v, i) => `${fixed(v)} · ${fixed([V, W][layer][i][b])}`).join(" + ").replaceAll("· −", "· (−").replace(/\(−([\d.]+)/g, "(−$1)");
      view.say(`Inside ${mine}: the sum is ${products} = ${fixed(into.z, 4)}, squeezed to ${mine} = ${fixed(into.y, 4)}. ` +
        `Thick: a large product. Dotted: a negative one.`);
    }
    return view.close;
  },
};
