import { between, centres, curve, dot, ends, fixed, frame, narrow, network, player, range, select, sub, unit, weightAt, weightNames, writeLabels } from "./common.js";

// The steps from the inputs to the error and back to one weight, for letter "v" or "w",
// row a and column b: {words, value, edges, units, known}. Edges are [layer, from, to].
export function steps({ x, t, V, W }, letter, a, b) {
  const n = network(x, t, V, W), four = (v) => fixed(v, 4), to = letter === "v" ? range(t.length) : [b];
  const k = to.length === 1 ? (i) => sub("", i) : () => "ₖ", all = (f) => to.map(f).join(";  ");
  const slope = (v) => v * (1 - v), signed = (v) => (v < 0 ? `(${four(v)})` : four(v));
  const layer = (at, from, into) => from.flatMap((_, i) => into.map((_, j) => [at, i, j]));
  const list = [
    { words: "The inputs are given. Press Next: the values flow forward.", value: x[0] },
    { words: `Forward: each hidden unit adds up weight times input, and squeezes the sum: y = σ(Σ x v).`,
      value: n.y[0], edges: layer(0, x, n.y), forward: true },
    { words: `Forward: each output does the same with y and w: o = σ(Σ y w).`, value: n.o[0],
      edges: layer(1, n.y, n.o), forward: true },
    { words: `The error is E = ½ Σ (t − o)² = ${four(n.E)}. Now back.`, value: n.E,
      edges: n.o.map((_, i) => [2, i, 0]), forward: true },
    { words: `Slope of E with the output, o${k(to[0])} − t${k(to[0])}: ` +
        all((i) => `${four(n.o[i])} − ${fixed(t[i])} = ${four(n.off[i])}`), value: n.off[to[0]],
      edges: to.map((i) => [2, i, 0, n.off[i]]) },
    { words: `Times the slope of the sigmoid, o (1 − o), gives delta: ` +
        all((i) => `${four(n.off[i])} · ${four(slope(n.o[i]))} = ${four(n.delta_o[i])}`),
      value: n.delta_o[to[0]], units: to.map((i) => [2, i, n.delta_o[i]]) },
  ];
  if (letter === "w") {
    list.push({ words: `Times what the weight carries, ${sub("y", a)}: ∂E/∂${sub("w", a, b)} = ` +
      `${four(n.y[a])} · ${signed(n.delta_o[b])} = ${four(n.dW[a][b])}`, value: n.dW[a][b], edges: [[1, a, b, n.dW[a][b]]] });
    return list;
  }
  const parts = W[b].map((w, i) => w * n.delta_o[i]), total = parts.reduce((p, q) => p + q);
  list.push(
    { words: `Back through each weight, delta times w: ` +
        all((i) => `${four(n.delta_o[i])} · ${signed(W[b][i])} = ${four(parts[i])}`), value: parts[0],
      edges: to.map((i) => [1, b, i, parts[i]]) },
    { words: `The paths meet: add up. ${parts.map(signed).join(" + ")} = ${four(total)}`, value: total,
      units: [[1, b, total, "Σ"]] },
    { words: `Times the slope of the sigmoid, y (1 − y): ${four(total)} · ${four(slope(n.y[b]))} = ${four(n.delta_y[b])}`,
      value: n.delta_y[b], units: [[1, b, n.delta_y[b]]] },
    { words: `Times what the weight carries, ${sub("x", a)}: ∂E/∂${sub("v", a, b)} = ` +
        `${four(x[a])} · ${signed(n.delta_y[b])} = ${four(n.dV[a][b])}`, value: n.dV[a][b], edges: [[0, a, b, n.dV[a][b]]] });
  return list;
}

export default {
  render({ model, el }) {
    const start = "v11", { x, t, V, W } = model.get("state"), n = network(x, t, V, W);
    const sizes = [x.length, n.y.length, t.length, 1];
    const chosen = () => { const [l, a, b] = weightAt(weight.value); return ["vw"[l], a, b]; };
    let list = steps({ x, t, V, W }, ..."vw"[weightAt(start)[0]], ...weightAt(start).slice(1)), p = 1;
    const weight = select({ label: "slope of the weight", options: weightNames(V, W), value: start, change: () => {
      list = steps({ x, t, V, W }, ...chosen());
      walk.resize();
      walk.go(Math.min(walk.at, list.length - 1));
    } });
    const walk = player({ last: () => list.length - 1, ms: 900, show: (_, q) => ((p = q), view.redraw()) });
    const view = frame(el, { name: "chain-walk", label: "The chain rule, walked back to one weight",
      controls: [weight.element, ...walk.controls], height: (w) => (narrow(w) ? 470 : 90 * Math.max(...sizes) + 20), draw });
    function draw(g, w, tall) {
      const at = walk.at, places = centres(w, tall, sizes), [letter, a, b] = chosen();
      const layer = letter === "v" ? 0 : 1, moving = list[at];
      const join = ([l, i, j]) => ends(places[l][i], places[l + 1][j], narrow(w));
      const grow = Math.min(p / 0.8, 1);
      for (let l = 0; l < 3; l++)
        for (const i of range(sizes[l])) for (const j of range(sizes[l + 1])) curve(g, join([l, i, j]), "line", 1.2);
      const on = letter === "v" ? [[0, a, b], ...t.map((_, i) => [1, b, i])] : [[1, a, b]];
      curve(g, join([layer, a, b]), "fwd", 3);
      list.slice(0, at + 1).forEach((step, number) => (step.edges ?? []).forEach((edge) => {
        const [from, to] = step.forward ? join(edge) : join(edge).reverse(), now = number === at;
        if (step.forward && !now) return;
        const head = between(from, to, now ? grow : 1);
        curve(g, [from, head], step.forward ? "fwd" : "back", now ? 3 : 2);
        if (now && p < 1) dot(g, ...head, step.forward ? "fwd" : "back", 5);
      }));
      const back = list.slice(0, at + 1).flatMap((step, i) => (i < at || p > 0.75 ? step.edges ?? [] : []))
        .filter((edge) => edge[3] !== undefined);
      const labels = [
        ...on.map(([l, i, j]) => ({ edge: [l, i, j], at: 0.25, style: "fwd",
          text: `${sub("vw"[l], i, j)} ${fixed((l ? W : V)[i][j])}` })),
        ...back.map((edge) => ({ edge, at: 0.72, style: "back bold", text: fixed(edge[3], 4, true) })),
      ].map((label) => ({ ...label, a: join(label.edge)[0], b: join(label.edge)[1] }));
      writeLabels(g, labels, places.flat());
      [["x", x], ["y", n.y], ["o", n.o], ["E", [n.E]]].forEach(([name, values], l) => values.forEach((value, i) => {
        const seen = at > l || (at === l && p > 0.7), deltas = list.slice(0, at + (p > 0.5 ? 1 : 0))
          .flatMap((step) => step.units ?? []).filter(([m, u]) => m === l && u === i);
        const [, , delta, sign = "δ"] = deltas.at(-1) ?? [], lit = moving.units?.some(([m, u]) => m === l && u === i);
        const label = l === 3 ? "E" : sub(name, i);
        unit(g, places[l][i], label, seen ? fixed(value, 4) : "·", delta === undefined ? "" :
          `${sign} ${fixed(delta, 4, true)}`, lit ? "back" : at === l && at < 4 ? "fwd" : "quiet");
      }));
      view.say(moving.words);
    }
    return view.close;
  },
};
