import { fixed, floats, frame, narrow, range, raster, short, slider, text } from "./common.js";

// The slopes of one unit's 784 weights, and the largest of all in size.
export const ofUnit = (slopes, unit) => slopes.subarray(784 * unit, 784 * (unit + 1));
export const largest = (values) => values.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-30);

export default {
  render({ model, el }) {
    const { x, slopes: data } = model.get("state"), slopes = floats(data), limit = largest(slopes), units = range(slopes.length / 784);
    const pick = slider({ label: "hidden unit", min: 0, max: units.length - 1, step: 1, value: 0,
      format: (i) => `${units[i] + 1}`, change: () => view.redraw() });
    const view = frame(el, { name: "image-wants", label: "What one image wants of the weights into a hidden unit",
      controls: [pick.element], height: (w) => places(w).tall, draw });
    const ink = raster(10, "ink"), wants = raster(10, "signed"), minis = units.map(() => raster(10, "signed"));
    ink.paint(x);
    minis.forEach((m, i) => {
      m.paint(ofUnit(slopes, i).map((v) => -v), limit);
      m.canvas.onclick = () => { pick.value = i; view.redraw(); };
    });
    view.stage.append(ink.canvas, wants.canvas, ...minis.map((m) => m.canvas));
    function places(w) {
      const flat = narrow(w), big = flat ? (w - 24) / 2 : Math.min(240, w * 0.27), cells = flat ? 6 : 4;
      const left = flat ? 0 : 2 * big + 64, size = Math.min((w - left - 8 * (cells - 1)) / cells, 74);
      const at = (i) => [left + (i % cells) * (size + 8), (flat ? big + 64 : 30) + Math.floor(i / cells) * (size + 26)];
      return { big, size, at, second: flat ? big + 24 : big + 32, tall: Math.max(at(units.length - 1)[1] + size + 26, big + 40) };
    }
    const put = (canvas, x0, y0, size, on) => (canvas.style.cssText = `position: absolute; left: ${x0}px; top: ${y0}px;
      width: ${size}px; height: ${size}px; border-radius: 6px; border: ${on ? 2 : 1}px solid var(--${on ? "fwd" : "line"})`);
    function draw(g, w) {
      const { big, size, at, second } = places(w), i = pick.value, own = ofUnit(slopes, i);
      wants.paint(own.map((v) => -v), largest(own));
      put(ink.canvas, 0, 30, big);
      put(wants.canvas, second, 30, big);
      text(g, 0, 14, "the image", "", "start");
      text(g, second, 14, `wishes of unit ${units[i] + 1}`, "", "start");
      minis.forEach((m, k) => {
        put(m.canvas, ...at(k), size, k === i);
        m.canvas.style.cursor = "pointer";
        text(g, at(k)[0] + size / 2, at(k)[1] + size + 12, units[k] + 1, `small ${k === i ? "bold" : "soft"}`);
      });
      const most = range(784).reduce((p, q) => (Math.abs(own[q]) > Math.abs(own[p]) ? q : p), 0);
      view.say(`Orange: this weight should grow. Purple: it should shrink. The strongest wish of unit ${units[i] + 1} is ` +
        `${short(-own[most], 2)} for the pixel in row ${Math.floor(most / 28) + 1}, column ${(most % 28) + 1}, where the ink is ${fixed(x[most])}.`);
    }
    return view.close;
  },
};
