import { axes, curve, dot, fixed, frame, narrow, player, range, slider, text } from "./common.js";

export const nearest = (rates, rate) =>
  range(rates.length).reduce((p, q) => (Math.abs(Math.log(rates[q] / rate)) < Math.abs(Math.log(rates[p] / rate)) ? q : p), 0);

export default {
  render({ model, el }) {
    const { rates, curves, step, start } = model.get("state"), parts = curves[0].length, earlier = [];
    const digits = (v) => `${Number(v.toPrecision(2))}`;
    let index = nearest(rates, start);
    const rate = slider({ label: "learning rate", min: 0, max: rates.length - 1, step: 1, value: index, format: (i) => digits(rates[i]),
      change: (i) => {
        earlier.unshift(index);
        earlier.splice(3);
        index = i;
        walk.at < parts ? walk.go(parts) : view.redraw();
      } });
    const walk = player({ label: "parts of the training", last: () => parts, at: parts, ms: 260, show: () => view.redraw() });
    const view = frame(el, { name: "rate", label: "The learning rate, and the error during a short training",
      controls: [rate.element, ...walk.controls], height: (w) => (narrow(w) ? 580 : 320), draw });
    function draw(g, w, tall) {
      const flat = narrow(w), half = flat ? tall / 2 : tall, at = walk.at, top = 1.6;
      const left = { l: 40, r: flat ? w - 10 : w * 0.5, t: 30, b: half - 44 }, low = (v) => Math.min(v, top);
      const a = axes(g, left, { x: [0, parts * step], y: [0, top], xlabel: "images seen", ylabel: "mean error of the last images" });
      const points = (i, n = parts) => curves[i].slice(0, n).map((v, k) => [a.X((k + 1) * step), a.Y(low(v))]);
      for (const i of earlier) if (i !== index) curve(g, points(i), "quiet", 1.4, "4 3");
      curve(g, points(index, at), "fwd", 2.5);
      for (const p of points(index, at)) dot(g, ...p, "fwd", parts > 12 ? 3 : 5);
      const right = { l: flat ? 40 : w * 0.5 + 70, r: w - 10, t: (flat ? half : 0) + 30, b: tall - 44 }, logs = rates.map(Math.log10);
      const b = axes(g, right, { x: [logs[0], logs.at(-1)], y: [0, top], xlabel: "learning rate", ylabel: "error at the end", xtext: (v) => digits(10 ** v),
        xticks: range(Math.floor(logs.at(-1) + 1e-9) - Math.ceil(logs[0] - 1e-9) + 1).map((i) => Math.ceil(logs[0] - 1e-9) + i) });
      curve(g, rates.map((_, i) => [b.X(logs[i]), b.Y(low(curves[i].at(-1)))]), "line", 2);
      rates.forEach((_, i) => dot(g, b.X(logs[i]), b.Y(low(curves[i].at(-1))), "quiet", 3));
      dot(g, b.X(logs[index]), b.Y(low(curves[index].at(-1))), "back", 8);
      const shown = at ? fixed(curves[index][at - 1], 4) : "not known yet";
      view.say(`At rate ${digits(rates[index])}, after ${at * step} images, the error is ${shown}. Grey: the rates before. ` +
        `All ${rates.length} trainings ran when the cell ran, from the same first weights.`);
    }
    return view.close;
  },
};
