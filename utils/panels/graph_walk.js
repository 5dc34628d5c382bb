import { between, clamp, curve, dot, fixed, frame, line, narrow, player, range, s, sum, text } from "./common.js";

// The rows of a graph from top to bottom, for nodes { parents } with children first:
// every node below its parents, a leaf right above its first child.
export function rows(nodes) {
  const placed = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (nodes[i].parents.length === 0) continue;
    for (const p of nodes[i].parents) if (nodes[p].parents.length === 0 && !placed.includes(p)) placed.push(p);
    placed.push(i);
  }
  return placed.length ? placed : range(nodes.length);
}

export default {
  render({ model, el }) {
    const { nodes } = model.get("state"), order = rows(nodes), n = nodes.length;
    const children = nodes.map((_, p) => range(n).filter((c) => nodes[c].parents.includes(p)));
    // On a narrow page the gradient stands under the value.
    const rowsTall = (flat) => order.map((i) => 13 + 17 * nodes[i].value.length * (flat ? 2 : 1));
    let p = 1;
    const walk = player({ label: "steps", last: () => n + 1, ms: 700, show: (_, q) => ((p = q), view.redraw()) });
    const view = frame(el, { name: "graph-walk", label: "A graph of nodes: values flow down, gradients flow back up",
      controls: walk.controls, height: (w) => sum(rowsTall(narrow(w))) + (narrow(w) ? 8 : 34), draw });
    function draw(g, w) {
      const flat = narrow(w), tall = rowsTall(flat), known = walk.at - 1, box = flat ? 80 : 118, mid = flat ? 50 : 150;
      const value = mid + box / 2 + (flat ? 20 : 18), gradient = flat ? value : Math.min(value + 250, w - 220), head = flat ? 4 : 28;
      const y = {};
      order.reduce((top, i, row) => ((y[i] = top + tall[row] / 2), top + tall[row]), head);
      const x = (i) => (nodes[i].parents.length ? mid : mid - (flat ? 8 : 84));
      if (!flat) text(g, value, 10, "value", "fwd bold", "start");
      if (!flat) text(g, gradient, 10, "gradient of E", "back bold", "start");
      const route = (a, b) => { // from node a to node b, bowed to the right where it passes others
        const far = Math.abs(order.indexOf(a) - order.indexOf(b)) > (flat ? 1 : 2) && x(a) === x(b), ends = [[x(a), y[a]], [x(b), y[b]]];
        return range(21).map((k) => { const [u, v] = between(...ends, k / 20); return [u + (far ? (box / 2 + (flat ? 6 : 14)) * Math.sin((Math.PI * k) / 20) ** 0.5 : 0), v]; });
      };
      const grown = (points, q) => points.slice(0, Math.max(2, Math.ceil(q * points.length)));
      const lit = order[Math.min(Math.floor(p * order.length), order.length - 1)];
      const computed = (i) => walk.at > 1 || (walk.at === 1 && order.indexOf(i) <= order.indexOf(lit) - (p < 1 ? 1 : 0)) || nodes[i].parents.length === 0;
      nodes.forEach((node, c) => node.parents.forEach((q) => {
        curve(g, route(q, c), walk.at === 1 && computed(c) ? "fwd" : "quiet", walk.at === 1 && computed(c) ? 2.2 : 1.2);
      }));
      for (const i of range(clamp(known, 0, n))) for (const c of children[i]) {
        const now = i === known - 1, points = grown(route(c, i), now ? p / 0.8 : 1);
        curve(g, points, "back", now ? 3 : 2);
        if (now && p < 0.8) dot(g, ...points.at(-1), "back", 5);
      }
      order.forEach((i, row) => {
        const newest = i === known - 1, h = 23;
        if (row % 2) g.prepend(s("rect", { x: 0, y: y[i] - tall[row] / 2, width: w, height: tall[row], fill: "var(--wash)" }));
        g.append(s("rect", { x: x(i) - box / 2, y: y[i] - h / 2, width: box, height: h, rx: 8, fill: "var(--paper)",
          stroke: `var(--${newest ? "back" : "quiet"})`, "stroke-width": newest ? 2.5 : 1.2 }));
        text(g, x(i), y[i], nodes[i].name, flat ? "small" : "");
        const write = (M, left, style, sign) => M.forEach((r, a) => r.forEach((v, b) => text(g, left + 62 * (b + 1) - 14,
          y[i] + 17 * (a - (M.length - 1) / 2 + (flat ? (sign ? M.length : -M.length) / 2 : 0)), fixed(v, 4, sign), `small ${style}`, "end")));
        if (computed(i)) write(nodes[i].value, value, "fwd");
        if (i < known - 1 || (newest && p > 0.75)) write(nodes[i].gradient, gradient, newest ? "back bold" : "back", true);
      });
      view.say(walk.at === 0 ? "The leaves are given. Press Next: the values flow down." :
        known === 0 ? "Every value is known. Press Next: the gradient of E with itself is 1, and goes back." :
        `${nodes[known - 1].name}: ` + (children[known - 1].length === 0 ? "the gradient of E with E itself is 1." :
          `its gradient comes from ${children[known - 1].map((c) => nodes[c].name).join(" and ")}${children[known - 1].length > 1 ? ", added up" : ""}.`));
    }
    return view.close;
  },
};
