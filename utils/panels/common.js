// What all panels share: numbers, elements, colours, controls, motion, axes, networks.
// The Python class of a panel puts this text in front of the panel's own module.

// Mathematics. Vectors are arrays of numbers, matrices arrays of rows.

export const sigmoid = (z) => 0.5 * (1 + Math.tanh(0.5 * z));
export const sum = (v) => v.reduce((a, b) => a + b, 0);
export const times = (x, V) => V[0].map((_, j) => sum(x.map((a, i) => a * V[i][j])));
export const across = (W, d) => W.map((row) => sum(row.map((w, k) => w * d[k])));
export const outer = (a, b) => a.map((p) => b.map((q) => p * q));
export const range = (n) => Array.from({ length: n }, (_, i) => i);
export const clamp = (v, low, high) => Math.min(Math.max(v, low), high);

export function network(x, t, V, W) {
  const y = times(x, V).map(sigmoid), o = times(y, W).map(sigmoid);
  const off = o.map((v, k) => v - t[k]), E = sum(off.map((v) => (v * v) / 2));
  const delta_o = o.map((v, k) => off[k] * v * (1 - v));
  const delta_y = across(W, delta_o).map((v, j) => v * y[j] * (1 - y[j]));
  return { y, o, E, off, delta_o, delta_y, dV: outer(x, delta_y), dW: outer(y, delta_o) };
}

// float32 numbers: bytes of the kernel (DataView), or of a page (base64 of int16).
export function floats(data) {
  if (data.int16 === undefined)
    return new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  const bytes = Uint8Array.from(atob(data.int16), (c) => c.charCodeAt(0));
  return Float32Array.from(new Int16Array(bytes.buffer), (v) => v * data.scale);
}

// Text

export function fixed(v, digits = 2, sign = false) {
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const text = v.toFixed(digits), zero = Number(text) === 0;
  const plain = zero ? text.replace("-", "") : text.replace("-", "−");
  return sign && !zero && v > 0 ? `+${plain}` : plain;
}
const raised = (n) => String(n).replace(/[-\d]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
export const power = (n) => `10${raised(n)}`;
export function short(v, digits = 1) {
  if (v === 0 || !Number.isFinite(v)) return v === 0 ? "0" : fixed(v);
  const size = Math.abs(v);
  if (size >= 0.01 && size < 1e4) return fixed(v, clamp(digits - Math.floor(Math.log10(size)), 0, 6));
  const [a, b] = v.toExponential(digits).split("e");
  return `${a.replace("-", "−")} · ${power(Number(b))}`;
}
export const sub = (letter, ...at) =>
  letter + at.map((i) => String(i + 1).replace(/\d/g, (c) => "₀₁₂₃₄₅₆₇₈₉"[c])).join("");

// Elements: h makes HTML, s makes SVG.

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
export const h = (tag, attributes, ...children) =>
  fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const DARK = `--paper: #15181c; --ink: #e9ecef; --soft: #a9b3bd; --line: #3a424b;
  --quiet: #626c76; --wash: #22272d; --fwd: #74bdf5; --back: #ff9d52; --good: #45d3a4;
  --flip: invert(1); color-scheme: dark;`;
const STYLE = `
.bp { --paper: #ffffff; --ink: #1c2228; --soft: #57616b; --line: #d3d9df; --quiet: #a2abb4;
  --wash: #f1f4f7; --fwd: #005f9e; --back: #b04500; --good: #00704f; --flip: none;
  color-scheme: light; container-type: inline-size; box-sizing: border-box; max-width: 1000px;
  margin: 4px 0; padding: 14px 16px 10px; border: 1px solid var(--line); border-radius: 12px;
  background: var(--paper); color: var(--ink); font: 14px/1.4 system-ui, "Segoe UI", sans-serif;
  font-variant-numeric: tabular-nums; text-align: left; }
body[data-jp-theme-light="false"] .bp, body.vscode-dark .bp, [data-theme="dark"] .bp { ${DARK} }
@media (prefers-color-scheme: dark) {
  body:not([data-jp-theme-light], [data-theme="light"], .vscode-light) .bp { ${DARK} } }
.bp *, .bp *::before { box-sizing: border-box; }
.bp .controls { display: flex; flex-wrap: wrap; gap: 8px 22px; align-items: end; margin: 0 0 10px; }
.bp label { display: flex; flex-direction: column; gap: 2px; flex: 1 1 170px; max-width: 300px;
  margin: 0; color: var(--soft); font-size: 13px; font-weight: 400; }
.bp label.pick { flex: 0 1 auto; }
.bp label.tick { flex: 0 1 auto; flex-direction: row; align-items: center; gap: 7px; min-height: 34px; }
.bp label b { color: var(--ink); font-weight: 600; padding-left: 6px; }
.bp input[type="range"] { width: 100%; height: 26px; margin: 0; padding: 0; accent-color: var(--fwd);
  cursor: pointer; background: none; }
.bp input[type="checkbox"] { width: 18px; height: 18px; margin: 0; accent-color: var(--fwd); }
.bp button, .bp select { font: inherit; min-height: 34px; padding: 4px 13px; color: var(--ink);
  background: var(--wash); border: 1px solid var(--line); border-radius: 8px; cursor: pointer;
  margin: 0; width: auto; }
.bp button:hover, .bp select:hover { border-color: var(--fwd); }
.bp button.main { min-width: 68px; background: var(--fwd); border-color: var(--fwd); color: var(--paper);
  font-weight: 600; }
.bp button:disabled { color: var(--soft); cursor: default; border-color: var(--line); }
.bp :focus-visible { outline: 3px solid var(--fwd); outline-offset: 2px; }
.bp .group { display: flex; gap: 6px; flex: 0 0 auto; }
.bp .stage { position: relative; width: 100%; }
.bp svg { display: block; width: 100%; overflow: visible; }
.bp text { font: 13px system-ui, "Segoe UI", sans-serif; font-variant-numeric: tabular-nums;
  fill: var(--ink); }
.bp .soft { fill: var(--soft); } .bp .fwd { fill: var(--fwd); } .bp .back { fill: var(--back); }
.bp .good { fill: var(--good); } .bp .bold { font-weight: 700; } .bp text.small { font-size: 12px; }
.bp .status { margin: 8px 0 0; min-height: 2.8em; color: var(--ink); font-size: 14px; }
.bp .status .f { color: var(--fwd); } .bp .status .b { color: var(--back); }
.bp canvas { image-rendering: pixelated; } .bp canvas.ink { filter: var(--flip); }
@container (max-width: 420px) { .bp label { flex-basis: 100%; max-width: none; } .bp .status { min-height: 4.2em; } }
`;

// The frame of a panel: controls above, a stage that is drawn anew, a line that speaks.
//
// options: name; label, for those who cannot see it; controls; height(width) in pixels;
// draw(svg, width, height), called on an empty svg. Returns { root, stage, redraw, say }.
export function frame(el, { name, label, controls, height, draw }) {
  const svg = s("svg", { role: "img", "aria-label": label });
  const stage = h("div", { class: "stage" }, svg);
  const status = h("p", { class: "status", role: "status" });
  const root = h("div", { class: `bp bp-${name}`, role: "group", "aria-label": label },
    h("style", {}, STYLE), h("div", { class: "controls" }, ...controls), stage, status);
  const redraw = () => {
    const width = stage.clientWidth, tall = height(width);
    if (width === 0) return;
    svg.setAttribute("height", tall);
    svg.setAttribute("viewBox", `0 0 ${width} ${tall}`);
    svg.replaceChildren();
    draw(svg, width, tall);
  };
  const observer = new ResizeObserver(redraw);
  observer.observe(stage);
  el.append(root);
  const say = (text) => status.textContent === text || (status.textContent = text);
  return { root, stage, svg, redraw, say, close: () => observer.disconnect() };
}

// Controls. Each has .element, and .value.

export function slider({ label, min, max, step, value, format = fixed, change }) {
  const shown = h("b", { "aria-hidden": "true" });
  const input = h("input", { type: "range", min, max, step, value, "aria-label": label,
    oninput: () => (show(), change(Number(input.value))) });
  const element = h("label", {}, h("span", {}, label, shown), input);
  function show() {
    shown.textContent = format(Number(input.value));
    input.setAttribute("aria-valuetext", shown.textContent);
  }
  show();
  return { element, input, get value() { return Number(input.value); },
    set value(v) { input.value = v; show(); } };
}

export function select({ label, options, value, change }) {
  const input = h("select", { "aria-label": label, onchange: () => change(input.value) },
    ...Object.entries(options).map(([key, text]) => h("option", { value: key }, text)));
  input.value = value;
  return { element: h("label", { class: "pick" }, label, input), input,
    get value() { return input.value; }, set value(v) { input.value = v; } };
}

export function tick({ label, value, change }) {
  const input = h("input", { type: "checkbox", onchange: () => change(input.checked) });
  input.checked = value;
  return { element: h("label", { class: "tick" }, input, label), get value() { return input.checked; } };
}

export const button = (text, press, main = false) =>
  h("button", { type: "button", class: main ? "main" : "", onclick: press }, text);

// Motion: frame(p) for p from 0 to 1; returns a function that stops it. Readers who ask
// for less motion get frame(1) alone.
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export function motion(ms, frame, done = () => {}) {
  let id = 0, start;
  const tick = (now) => {
    start ??= now;
    const p = Math.min((now - start) / ms, 1);
    frame(p);
    if (p < 1) id = requestAnimationFrame(tick);
    else done();
  };
  if (still()) {
    frame(1);
    id = setTimeout(done, ms);
    return () => clearTimeout(id);
  }
  id = requestAnimationFrame(tick);
  return () => cancelAnimationFrame(id);
}

// Steps 0 to last(), by buttons and a slider: show(step, p), p = 1 when it has arrived.
export function player({ label = "step", last, show, ms = 600, at = 0 }) {
  let stop = () => {}, playing = false;
  const bar = slider({ label, min: 0, max: last(), step: 1, value: at,
    format: (v) => `${v} of ${last()}`, change: (v) => (halt(), go(v)) });
  const back = button("Back", () => (halt(), go(at - 1)));
  const next = button("Next", () => (halt(), go(at + 1, true)));
  const play = button("Play", () => (playing ? halt() : run()), true);
  function halt() {
    stop();
    playing = false;
    play.textContent = "Play";
  }
  function go(step, moving = false, done) {
    at = clamp(step, 0, last());
    bar.value = at;
    back.disabled = at === 0;
    next.disabled = at === last();
    stop();
    if (moving) stop = motion(ms, (p) => show(at, p), done);
    else show(at, 1);
  }
  function run() {
    playing = true;
    play.textContent = "Stop";
    const on = () => (at < last() ? go(at + 1, true, on) : halt());
    if (at === last()) go(0);
    on();
  }
  const element = h("div", { class: "group" }, back, play, next);
  return { controls: [element, bar.element], go: (step) => (halt(), go(step)), halt,
    get at() { return at; }, resize: () => { bar.input.max = last(); } };
}

// Axes in a box {l, t, r, b} of pixels; returns {X, Y} from numbers to pixels.

export function ticks(low, high, about = 5) {
  const raw = (high - low) / about, size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((m) => m * size >= raw * 0.999) * size;
  return range(Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1)
    .map((i) => (Math.ceil(low / step - 1e-9) + i) * step);
}

// The text of round numbers in a range: as many digits as its ticks need.
const tidy = ([low, high]) => (v) => fixed(v, clamp(Math.ceil(-Math.log10((high - low) / 4)), 0, 6));

export function axes(g, box, { x, y, xlabel, ylabel, xticks, yticks, xtext = tidy(x), ytext = tidy(y) }) {
  const X = (v) => box.l + ((v - x[0]) / (x[1] - x[0])) * (box.r - box.l);
  const Y = (v) => box.b - ((v - y[0]) / (y[1] - y[0])) * (box.b - box.t);
  const across = clamp(Math.floor((box.r - box.l) / 70), 2, 8);
  for (const v of yticks ?? ticks(...y, 4)) {
    line(g, [box.l, Y(v)], [box.r, Y(v)], "line");
    text(g, box.l - 7, Y(v), ytext(v), "soft small", "end");
  }
  for (const v of xticks ?? ticks(...x, across)) {
    line(g, [X(v), box.b], [X(v), box.b + 4], "line");
    text(g, X(v), box.b + 14, xtext(v), "soft small");
  }
  text(g, (box.l + box.r) / 2, box.b + 33, xlabel, "soft");
  text(g, box.l, box.t - 14, ylabel, "soft", "start");
  return { X, Y };
}

export const path = (points) =>
  points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
export function curve(g, points, color, width = 2, dash) {
  const parts = points.filter((p) => p.every(Number.isFinite));
  g.append(s("path", { d: path(parts), fill: "none", stroke: `var(--${color})`, "stroke-width": width,
    "stroke-dasharray": dash, "stroke-linejoin": "round", "stroke-linecap": "round" }));
}
export function line(g, [x1, y1], [x2, y2], color, width = 1, dash) {
  g.append(s("line", { x1, y1, x2, y2, stroke: `var(--${color})`, "stroke-width": width,
    "stroke-dasharray": dash, "stroke-linecap": "round" }));
}
export function dot(g, x, y, color, r = 6) {
  g.append(s("circle", { cx: x, cy: y, r, fill: `var(--${color})`, stroke: "var(--paper)", "stroke-width": 2 }));
}
export function text(g, x, y, words, style = "", anchor = "middle") {
  g.append(s("text", { x, y, dy: "0.35em", class: style, "text-anchor": anchor }, words));
}
export function bar(g, x, y, width, height, color, outline) {
  g.append(s("rect", { x, y, width: Math.max(width, 0), height: Math.max(height, 0), rx: 2,
    fill: color ? `var(--${color})` : "none", stroke: outline && `var(--${outline})` }));
}

// Networks: units in columns, or in rows where the page is narrow.

const UNIT = [82, 46];
export const narrow = (width) => width < 720;

// Return the centres of the units, [layer][number] -> [x, y].
export function centres(width, height, sizes) {
  const most = Math.max(...sizes), flat = narrow(width);
  const along = (flat ? height - UNIT[1] : width - UNIT[0]) - 4, side = flat ? width - 4 : height - 8;
  return sizes.map((n, a) => range(n).map((i) => {
    const p = 2 + UNIT[flat ? 1 : 0] / 2 + (along * a) / (sizes.length - 1);
    const q = side / 2 + 2 + (i - (n - 1) / 2) * (side / most);
    return flat ? [q, p] : [p, q];
  }));
}

// The two ends of the edge between two units, at their borders; flat: layers are rows.
export function ends(a, b, flat) {
  const w = flat ? 0 : (UNIT[0] / 2) * Math.sign(b[0] - a[0]), h = flat ? (UNIT[1] / 2) * Math.sign(b[1] - a[1]) : 0;
  return [[a[0] + w, a[1] + h], [b[0] - w, b[1] - h]];
}
export const between = ([x, y], [u, v], p) => [x + p * (u - x), y + p * (v - y)];

// A unit: its name and value, and below what flows back. lit: the colour of its border.
export function unit(g, [x, y], name, value, below = "", lit = "quiet") {
  g.append(s("rect", { x: x - UNIT[0] / 2, y: y - UNIT[1] / 2, width: UNIT[0], height: UNIT[1], rx: 13,
    fill: "var(--paper)", stroke: `var(--${lit})`, "stroke-width": lit === "quiet" ? 1.2 : 2.5 }));
  g.append(s("text", { x, y: y - (below ? 9 : 0), dy: "0.35em", "text-anchor": "middle" },
    s("tspan", {}, `${name} `), s("tspan", { class: "fwd" }, value)));
  text(g, x, y + 10, below, "back");
}

// Write labels {a, b, text, at, style} on their edges from a to b, each at the place near
// at (0 to 1) where it covers no unit (centres in taken) and no other label.
export function spots(labels, taken) {
  const boxes = taken.map(([x, y]) => [x, y, UNIT[0] / 2, UNIT[1] / 2]);
  const hits = (p, w) => sum(boxes.map(([x, y, u, v]) =>
    Math.max(0, w + u + 1 - Math.abs(p[0] - x)) * Math.max(0, 10 + v - Math.abs(p[1] - y))));
  return labels.map(({ a, b, text: words, at }) => {
    const half = words.length * 3.8 + 3, tries = range(41).map((i) =>
      between(a, b, clamp(at + Math.ceil(i / 2) * (i % 2 ? 0.025 : -0.025), 0.05, 0.95)));
    const place = tries.find((p) => hits(p, half) === 0) ??
      tries.reduce((p, q) => (hits(q, half) < hits(p, half) ? q : p));
    boxes.push([...place, half, 10]);
    return [...place, half];
  });
}
export function writeLabels(g, labels, taken) {
  spots(labels, taken).forEach(([x, y, half], i) => {
    g.append(s("rect", { x: x - half, y: y - 9, width: 2 * half, height: 18, rx: 6, fill: "var(--paper)" }));
    text(g, x, y, labels[i].text, labels[i].style);
  });
}

// Controls for one weight of V and W, and for input 1: at() is [layer, from, to].
export const weightNames = (V, W) => Object.fromEntries([["v", V], ["w", W]].flatMap(([letter, M]) =>
  M.flatMap((row, a) => row.map((_, b) => [`${letter}${a + 1}${b + 1}`, sub(letter, a, b)]))));
export const weightAt = (name) => ["vw".indexOf(name[0]), Number(name[1]) - 1, Number(name[2]) - 1];
export function dragWeights({ x, V, W }, start, redraw) {
  const at = () => weightAt(pick.value), row = () => [V, W][at()[0]][at()[1]];
  const pick = select({ label: "weight to drag", options: weightNames(V, W), value: start,
    change: () => { weight.value = row()[at()[2]]; redraw(); } });
  const weight = slider({ label: "its value", min: -6, max: 6, step: 0.05, value: row()[at()[2]],
    change: (v) => { row()[at()[2]] = v; redraw(); } });
  const input = slider({ label: "input x₁", min: 0, max: 1, step: 0.01, value: x[0],
    change: (v) => { x[0] = v; redraw(); } });
  return { at, controls: [pick.element, weight.element, input.element] };
}

// Pictures of 28 x 28 numbers: ink (0 to 1) black, signed ones orange + and purple -, as in figures.
export function raster(size, kind) {
  const canvas = h("canvas", { width: 28, height: 28, class: kind, "aria-hidden": "true",
    style: `width: ${size}px; height: ${size}px` });
  const context = canvas.getContext("2d"), image = context.createImageData(28, 28);
  const paint = (values, limit = 1) => {
    for (let i = 0; i < 784; i++) {
      const v = values[i] / limit, color = kind === "ink" ? [0, 0, 0] : v > 0 ? [224, 100, 10] : [125, 85, 200];
      image.data.set([...color, 255 * Math.min(Math.abs(v), 1)], 4 * i);
    }
    context.putImageData(image, 0, 0);
  };
  return { canvas, paint };
}
