import { axes, clamp, curve, dot, fixed, frame, line, narrow, power, range, select, short, sigmoid, slider, text } from "./common.js";

// name: [the function, its slope, the function at (a + ib), its imaginary part].
export const FUNCTIONS = {
  "sin x": [Math.sin, Math.cos, (a, b) => Math.cos(a) * Math.sinh(b)],
  "e to the x": [Math.exp, Math.exp, (a, b) => Math.exp(a) * Math.sin(b)],
  "sigmoid of x": [sigmoid, (x) => sigmoid(x) * (1 - sigmoid(x)),
    (a, b) => Math.sin(b) / (2 * (Math.cosh(a) + Math.cos(b)))],
};
export const ROUTES = ["one-sided", "central", "complex step"];

// The slope of f at x that a route measures with step h; round: to the precision in use.
export function measure(route, [f, , imaginary], x, h, round = (v) => v) {
  const r = round, F = (v) => r(f(r(v)));
  if (route === "one-sided") return r(r(F(r(x) + r(h)) - F(x)) / r(h));
  if (route === "central") return r(r(F(r(x) + r(h)) - F(r(x) - r(h))) / r(2 * r(h)));
  return r(r(imaginary(x, r(h))) / r(h));
}

export default {
  render({ model, el }) {
    const at = 1, exponents = range(65).map((i) => -16 + i / 4), redo = () => view.redraw();
    const same = (names) => Object.fromEntries(names.map((n) => [n, n]));
    const step = slider({ label: "step h", min: -16, max: 0, step: 0.25, value: -5, format: (e) => short(10 ** e), change: redo });
    const route = select({ label: "route", options: same(ROUTES), value: "central", change: redo });
    const what = select({ label: "function", options: same(Object.keys(FUNCTIONS)), value: "sin x", change: redo });
    const precision = select({ label: "precision", options: same(["float64", "float32"]), value: "float64", change: redo });
    const view = frame(el, { name: "step-size", label: "The step size of a numerical slope, and its error",
      controls: [step.element, route.element, what.element, precision.element], height: (w) => (narrow(w) ? 640 : 340), draw });
    function draw(g, w, tall) {
      const flat = narrow(w), half = flat ? tall / 2 : tall, right = flat ? 0 : w * 0.54, h = 10 ** step.value;
      const f = FUNCTIONS[what.value], round = precision.value === "float32" ? Math.fround : (v) => v, truth = f[1](at);
      const error = (name, e) => Math.log10(clamp(Math.abs(measure(name, f, at, 10 ** e, round) - truth), 1e-17, 10));
      const box = { l: 50, r: flat ? w - 8 : w * 0.47, t: 50, b: half - 44 };
      const { X, Y } = axes(g, box, { x: [-16, 0], y: [-17, 1], xlabel: "step h", ylabel: "", xtext: power, ytext: power,
        xticks: [-16, -12, -8, -4, 0], yticks: [-16, -12, -8, -4, 0] });
      text(g, 0, 12, "error of the measured slope", "soft", "start");
      ROUTES.forEach((name, i) => {
        const mine = name === route.value, color = mine ? "fwd" : "quiet";
        curve(g, exponents.map((e) => [X(e), Y(error(name, e))]), color, mine ? 2.8 : 1.6, [undefined, "7 4", "2 4"][i]);
        const x = box.l + (i * (box.r - box.l)) / 3;
        curve(g, [[x, 34], [x + 20, 34]], color, mine ? 2.8 : 1.6, [undefined, "7 4", "2 4"][i]);
        text(g, x + 25, 34, name === "complex step" ? "complex" : name, mine ? "small bold fwd" : "small soft", "start");
      });
      line(g, [X(step.value), box.t], [X(step.value), box.b], "back", 1.2, "4 4");
      dot(g, X(step.value), Y(error(route.value, step.value)), "back", 8);
      const measured = measure(route.value, f, at, h, round), lens = { l: right + 44, r: w - 8, t: (flat ? half : 0) + 50, b: tall - 44 };
      const m = axes(g, lens, { x: [-2, 2], y: [-2, 2], xlabel: "distance from x, in steps h", ylabel: "", xticks: [-2, -1, 0, 1, 2], yticks: [-2, -1, 0, 1, 2] });
      text(g, right + 44, lens.t - 38, `f, enlarged ${short(1 / h)} times`, "soft", "start");
      text(g, right + 44, lens.t - 18, "dashed: the true slope, orange: the measured", "soft small", "start");
      const base = round(f[0](round(at))), rise = (d) => (round(f[0](round(round(at) + d * h))) - base) / h;
      const inside = (points) => points.map(([x, y]) => [m.X(x), m.Y(clamp(y, -2, 2))]);
      curve(g, inside(range(401).map((i) => [i / 100 - 2, rise(i / 100 - 2)])), "fwd", 2);
      const ray = (k) => inside([[-1, 1]].flatMap(() => range(41).map((i) => [i / 10 - 2, k * (i / 10 - 2)])).filter((p) => Math.abs(p[1]) <= 2));
      curve(g, ray(truth), "ink", 1.5, "5 4");
      curve(g, ray(measured), "back", 2.2);
      if (route.value !== "complex step")
        for (const d of route.value === "central" ? [-1, 1] : [0, 1]) if (Math.abs(rise(d)) <= 2) dot(g, m.X(d), m.Y(rise(d)), "back", 5);
      view.say(`h = ${short(h)}: the ${route.value} route measures ${fixed(measured, 10)}; the slope is ${fixed(truth, 10)}; the error is ${short(Math.abs(measured - truth))}.` +
        (route.value === "complex step" ? " It takes no difference, so nothing cancels." : ""));
    }
    return view.close;
  },
};
