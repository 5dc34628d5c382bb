import { axes, curve, dot, fixed, frame, line, select, slider, sum, text, tick } from "./common.js";

const NAMES = ["framework", "batch", "loss", "optimizer"];

const tight = (width) => width < 860; // the list of tries stands below

// A cell is { framework, batch, loss, optimizer, rate, tests (one for each seed) }.
export const mean = ({ tests }) => sum(tests) / tests.length;
export const spread = ({ tests }) => Math.max(...tests) - Math.min(...tests);
export const curveOf = (cells, chosen) =>
  cells.filter((cell) => NAMES.every((name) => String(cell[name]) === chosen[name])).sort((a, b) => a.rate - b.rate);
export const changes = (before, now) => [...NAMES, "rate"].filter((name) => before[name] !== now[name]);

export default {
  render({ model, el }) {
    const { cells, start } = model.get("state"), rates = [...new Set(cells.map((c) => c.rate))].sort((a, b) => a - b);
    const levels = (name) => Object.fromEntries([...new Set(cells.map((c) => String(c[name])))].map((v) => [v, v === "1" ? "1 image" : v === "256" ? "256 images" : v]));
    const picks = NAMES.map((name) => select({ label: name, options: levels(name), value: String(start[name]), change: () => choose() }));
    const rate = slider({ label: "learning rate", min: 0, max: rates.length - 1, step: 1, value: rates.indexOf(start.rate),
      format: (i) => `${rates[i]}`, change: () => choose() });
    const zoom = tick({ label: "zoom in above 80 %", value: false, change: () => view.redraw() });
    const tries = [];
    const view = frame(el, { name: "play", label: "Play the experiment: five choices, and the accuracy that was measured",
      controls: [...picks.map((p) => p.element), rate.element, zoom.element], height: (w) => (tight(w) ? 500 : 330), draw });
    const now = () => ({ ...Object.fromEntries(NAMES.map((name, i) => [name, picks[i].value])), rate: rates[rate.value] });
    const found = (chosen) => curveOf(cells, chosen).find((cell) => cell.rate === chosen.rate);
    function choose() {
      const chosen = now();
      const slid = (p, q) => p && q && changes(p, q).join() === "rate";
      if (slid(tries[0], chosen) && slid(tries[1], tries[0])) tries[0] = chosen; // one drag, one try
      else if (tries.length === 0 || changes(tries[0], chosen).length) tries.unshift(chosen);
      tries.splice(5);
      view.redraw();
    }
    const points = (cell) => (cell ? `${fixed(100 * mean(cell), 1)} %` : "not run");
    function draw(g, w, tall) {
      const flat = tight(w), box = { l: 42, r: flat ? w - 12 : w * 0.56, t: 30, b: (flat ? 330 : tall) - 44 }, low = zoom.value ? 80 : 0;
      const { X, Y } = axes(g, box, { x: [-4.2, 0.2], y: [low, 100], xlabel: "learning rate", ylabel: "accuracy on the test images, %",
        xticks: [-4, -3, -2, -1, 0], xtext: (v) => `${10 ** v}`, yticks: zoom.value ? [80, 85, 90, 95, 100] : [0, 20, 40, 60, 80, 100] });
      const other = tries.find((t) => changes(t, tries[0]).some((name) => name !== "rate"));
      for (const [chosen, color] of other ? [[other, "quiet"], [tries[0], "fwd"]] : [[tries[0], "fwd"]]) {
        const row = curveOf(cells, chosen), at = (v) => Y(Math.max(100 * v, low));
        curve(g, row.map((c) => [X(Math.log10(c.rate)), at(mean(c))]), color, 2, color === "quiet" ? "5 4" : undefined);
        for (const cell of row) for (const v of cell.tests) if (100 * v >= low) dot(g, X(Math.log10(cell.rate)), at(v), color, 4);
      }
      const cell = found(tries[0]), last = tries[1];
      if (cell) dot(g, X(Math.log10(cell.rate)), Y(Math.max(100 * mean(cell), low)), "back", 9);
      else line(g, [X(Math.log10(tries[0].rate)), box.t], [X(Math.log10(tries[0].rate)), box.b], "back", 1.5, "4 4");
      const left = flat ? 0 : box.r + 36, top = flat ? 356 : 16;
      text(g, left, top, `newest first${other ? "; grey: the choice before" : ""}`, "soft", "start");
      tries.forEach((chosen, i) => {
        const y = top + 30 + i * (flat ? 27 : 40), where = [chosen.framework, chosen.batch, chosen.loss.replace("cross-entropy on", "CE").replace(" error", ""), chosen.optimizer, chosen.rate].join(" · ");
        text(g, left + 54, y, where, i ? "small soft" : "small", "start");
        text(g, left, y, points(found(chosen)), i ? "small" : "small bold back", "start");
      });
      const seeds = cell && `${cell.tests.length} seeds, ${fixed(100 * spread(cell), 1)} points apart`;
      const before = last && found(last);
      const what = last && changes(last, tries[0]);
      view.say(!cell ? "This was not run: the experiment is no full crossing. Try another rate, or one at a time with SGD." :
        `${points(cell)} of the test images are read (${seeds}).` + (!before ? " Change one thing." :
          ` Against the try before: ${fixed(100 * (mean(cell) - mean(before)), 1, true)} points; changed: ${what.join(", ")}${what.length > 1 ? " (so which of them was it?)" : ""}.`));
    }
    choose();
    return view.close;
  },
};
