import { axes, bar, button, clamp, fixed, floats, frame, h, line, motion, narrow, range, raster, s, select, sigmoid, slider, sum, text } from "./common.js";

const SHEET = 280, PEN = 22, SPEAKERS = 3;
const rint = (v) => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v));

// A picture is { values, height, width }, values from 0 to 1 in rows.

export function crop({ values, height, width }) {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let r = 0; r < height; r++)
    for (let c = 0; c < width; c++)
      if (values[r * width + c]) {
        [top, bottom] = [Math.min(top, r), Math.max(bottom, r)];
        [left, right] = [Math.min(left, c), Math.max(right, c)];
      }
  const rows = range(bottom - top + 1).map((r) => values.slice((top + r) * width + left, (top + r) * width + right + 1));
  return { values: Float32Array.from(rows.flatMap((row) => [...row])), height: rows.length, width: right - left + 1 };
}

// Bicubic weights that also smooth where the picture shrinks, as in Pillow: for each of
// the new places the first old one, and the weights from there on.
function kernels(before, after) {
  const scale = before / after, wide = Math.max(scale, 1);
  const cubic = (d) => (d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0);
  return range(after).map((i) => {
    const centre = (i + 0.5) * scale, first = Math.max(Math.trunc(centre - 2 * wide + 0.5), 0);
    const past = Math.min(Math.trunc(centre + 2 * wide + 0.5), before);
    const weights = range(past - first).map((k) => cubic(Math.abs((first + k - centre + 0.5) / wide)));
    const total = sum(weights);
    return { first, weights: weights.map((v) => v / total) };
  });
}

export function fit({ values, height, width }, side = 20) {
  const scale = side / Math.max(height, width), [tall, wide] = [height, width].map((n) => Math.max(1, rint(scale * n)));
  const rows = new Float32Array(height * wide), out = new Float32Array(tall * wide);
  kernels(width, wide).forEach(({ first, weights }, c) => {
    for (let r = 0; r < height; r++)
      rows[r * wide + c] = weights.reduce((a, v, k) => a + v * values[r * width + first + k], 0);
  });
  kernels(height, tall).forEach(({ first, weights }, r) => {
    for (let c = 0; c < wide; c++)
      out[r * wide + c] = weights.reduce((a, v, k) => a + v * rows[(first + k) * wide + c], 0);
  });
  return { values: out.map((v) => clamp(v, 0, 1)), height: tall, width: wide };
}

// The 784 pixels, 0 to 255, with the centre of mass in the middle.
export function mnistForm(picture) {
  const { values, height, width } = fit(crop(picture)), total = sum([...values]), pixels = new Array(784).fill(0);
  const mean = (place) => sum([...values].map((v, i) => v * place(i))) / total;
  const top = clamp(rint(14 - mean((i) => Math.floor(i / width))), 0, 28 - height);
  const left = clamp(rint(14 - mean((i) => i % width)), 0, 28 - width);
  values.forEach((v, i) => (pixels[28 * (top + Math.floor(i / width)) + left + (i % width)] = rint(255 * v)));
  return pixels;
}

// What the network makes of 784 pixels: hidden outputs, outputs, the answer, its shares.
export function read(pixels, V, W) {
  const m = V.length / 784, l = W.length / m, z = new Float64Array(m);
  pixels.forEach((pixel, i) => {
    const x = 0.01 + (0.99 * pixel) / 255;
    for (let j = 0; j < m; j++) z[j] += x * V[i * m + j];
  });
  const y = [...z].map(sigmoid), o = range(l).map((k) => sigmoid(sum(y.map((v, j) => v * W[j * l + k]))));
  const answer = o.indexOf(Math.max(...o));
  return { y, o, answer, shares: y.map((v, j) => v * W[j * l + answer]) };
}

export default {
  render({ model, el }) {
    const state = model.get("state"), V = floats(state.V), W = floats(state.W), m = V.length / 784;
    const sheet = h("canvas", { class: "ink sheet", width: SHEET, height: SHEET, role: "img",
      "aria-label": "a sheet to draw on; the list has drawings for the keyboard" });
    const pen = sheet.getContext("2d", { willReadFrequently: true });
    Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "black" });
    const names = { "": "draw your own", ...Object.fromEntries(Object.keys(state.examples).map((k) => [k, `a ${k}`])) };
    const example = select({ label: "drawing", options: names, value: Object.keys(state.examples)[0] ?? "",
      change: (name) => { copy(name); think(); flow(); } });
    const digits = { "": "...", ...Object.fromEntries(range(10).map((k) => [k, `a ${k}`])) };
    const keep = select({ label: "keep it as", options: digits, value: "", change: (name) => {
      keep.value = "";
      if (problem || !name) return;
      const kept = { ...model.get("kept"), [name]: strokes };
      model.set("kept", kept);
      model.save_changes();
      view.say(`Kept as a ${name}. Kept so far: ${Object.keys(kept).join(", ")}.`);
    } });
    const threshold = slider({ label: "answer only from", min: 0, max: 1, step: 0.01, value: 0, change: () => view.redraw() });
    const clear = button("Clear", () => { wipe(); example.value = ""; think(); });
    const watch = button("Watch it think", () => flow(), true);
    const view = frame(el, { name: "digit", label: "Draw a digit and see what the network makes of it",
      controls: [example.element, h("div", { class: "group" }, clear, watch), keep.element, threshold.element], height: (w) => places(w).tall, draw });
    const seen = raster(10, "ink"), units = range(2 * SPEAKERS).map(() => raster(10, "signed"));
    view.stage.append(sheet, seen.canvas, ...units.map((u) => u.canvas));
    let reading, problem, strokes = [], last = null, due = 0, p = 1, stop = () => {};

    const wipe = () => (pen.clearRect(0, 0, SHEET, SHEET), (strokes = []));
    function copy(name) {
      wipe();
      strokes = [...(state.examples[name] ?? [])];
      for (const stroke of strokes) stroke.forEach((point, i) => lineTo(stroke[Math.max(i - 1, 0)], point));
    }
    function lineTo([x, y], [u, v]) {
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(u, v + 0.01);
      pen.stroke();
    }
    const point = (e) => { const box = sheet.getBoundingClientRect();
      return [((e.clientX - box.left) * SHEET) / box.width, ((e.clientY - box.top) * SHEET) / box.height]; };
    sheet.style.touchAction = "none";
    sheet.onpointerdown = (e) => {
      sheet.setPointerCapture(e.pointerId);
      if (example.value) wipe(); // who draws, draws on an empty sheet
      example.value = "";
      strokes.push([]);
      stroke(last = point(e));
    };
    sheet.onpointermove = (e) => last && stroke(point(e));
    sheet.onpointerup = sheet.onpointercancel = () => (last = null);
    function stroke(to) {
      lineTo(last, to);
      strokes.at(-1).push(to);
      last = to;
      due ||= requestAnimationFrame(() => { due = 0; think(); });
    }
    function flow() {
      stop();
      stop = motion(1200, (q) => ((p = q), view.redraw()));
    }
    function think() {
      stop();
      p = 1;
      const { data } = pen.getImageData(0, 0, SHEET, SHEET);
      const values = Float32Array.from({ length: SHEET * SHEET }, (_, i) => (data[4 * i + 3] > 127 ? 1 : 0));
      const picture = { values, height: SHEET, width: SHEET }, ink = values.includes(1) ? crop(picture) : null;
      problem = !ink ? "The sheet is empty: draw a digit with the mouse or a finger." :
        Math.max(ink.height, ink.width) < 2 * PEN ? "That is only a dot: draw a digit that fills the sheet." : "";
      const pixels = problem ? new Array(784).fill(0) : mnistForm(picture);
      reading = read(pixels, V, W);
      seen.paint(pixels, 255);
      view.redraw();
    }
    function places(w) {
      const flat = narrow(w), S = flat ? Math.min(w - 2, 280) : clamp(w * 0.3, 180, 280), cell = flat ? Math.min((w - 122) / 16, 11) : 10;
      const middle = flat ? 0 : S + 30, small = flat ? (w - 2 * 10) / 3 : Math.min((w - 5 * 12 - 24) / 6, 140);
      const seenAt = flat ? [0, S + 58] : [middle, 24], hidden = flat ? [118, S + 58] : [middle, 182];
      const bars = flat ? { l: 24, r: w - 44, t: S + 200, b: S + 200 + 230 } : { l: middle + 210, r: w - 48, t: 26, b: 26 + Math.max(S, 246) };
      const under = (flat ? bars.b : Math.max(24 + S, 290)) + 40, step = small + (flat ? 10 : 12);
      const at = (i) => (flat ? [(i % 3) * step, under + Math.floor(i / 3) * (small + 54)] : [i * step + (i > 2 ? 20 : 0), under]);
      return { S, cell, seenAt, hidden, bars, small, at, tall: at(5)[1] + small + 24 };
    }
    const put = (canvas, [x, y], size) => (canvas.style.cssText += `; position: absolute; left: ${x}px; top: ${y}px;
      width: ${size}px; height: ${size}px; border: 1px solid var(--edge, #8a949e); border-radius: 6px`);
    function draw(g, w) {
      const { S, cell, seenAt, hidden, bars, small, at } = places(w), { y, o, answer, shares } = reading ?? read(new Array(784).fill(0), V, W);
      put(sheet, [0, 24], S);
      text(g, 0, 10, "draw here", "", "start");
      put(seen.canvas, seenAt, 100);
      text(g, seenAt[0], seenAt[1] - 14, "what it sees", "", "start");
      text(g, hidden[0], hidden[1] - 14, `${m} hidden units`, "", "start");
      const order = range(m).sort((a, b) => shares[b] - shares[a]), most = order.slice(0, SPEAKERS), least = order.slice(-SPEAKERS).reverse();
      y.forEach((v, j) => g.append(s("rect", { x: hidden[0] + (j % 16) * cell, y: hidden[1] + Math.floor(j / 16) * cell, width: cell - 1.5,
        height: cell - 1.5, rx: 2, fill: "var(--fwd)", "fill-opacity": problem ? 0.08 : 0.06 + 0.94 * v * clamp(32 * p - (j % 16), 0, 1) })));
      const limit = threshold.value, gap = (bars.b - bars.t) / o.length, X = (v) => bars.l + v * (bars.r - bars.l);
      text(g, bars.l, bars.t - 14, "outputs; dashed: answer only from here", "", "start");
      o.forEach((v, k) => {
        const Y = bars.t + k * gap + 3, said = !problem && k === answer;
        bar(g, bars.l, Y, X(1) - bars.l, gap - 6, "wash");
        bar(g, bars.l, Y, problem ? 0 : (X(v) - bars.l) * clamp(2 * p - 1, 0, 1), gap - 6, said ? (v >= limit ? "fwd" : "back") : "quiet");
        text(g, bars.l - 12, Y + gap / 2 - 3, k, said ? "bold" : "soft");
        text(g, X(1) + 24, Y + gap / 2 - 3, problem ? "" : fixed(v), said ? "bold small" : "soft small");
      });
      line(g, [X(limit), bars.t], [X(limit), bars.b], "ink", 1.5, "4 4");
      text(g, 0, at(0)[1] - 16, problem ? "" : `speak loudest for ${answer}`, "", "start");
      text(g, at(3)[0], at(3)[1] - 16, problem ? "" : `speak against ${answer}`, "", "start");
      [...most, ...least].forEach((j, i) => {
        const weights = Float32Array.from({ length: 784 }, (_, p) => V[p * m + j]);
        units[i].paint(weights, weights.reduce((a, v) => Math.max(a, Math.abs(v)), 0));
        units[i].canvas.style.visibility = problem ? "hidden" : "";
        put(units[i].canvas, at(i), small);
        if (!problem) text(g, at(i)[0] + small / 2, at(i)[1] + small + 13, `unit ${j + 1}: ${fixed(shares[j], 1, true)}`, "small");
      });
      view.say(problem || (o[answer] >= limit ? `It reads a ${answer}: its output is ${fixed(o[answer])}.` :
        `None of them: the largest output, ${fixed(o[answer])} for the ${answer}, is below ${fixed(limit)}.`));
    }
    copy(example.value);
    think();
    return view.close;
  },
};
