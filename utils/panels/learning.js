import { axes, bar, curve, dot, fixed, frame, line, narrow, player, range, raster, text } from "./common.js";

// The answer after a step: the number of the largest output.
export const answer = (outputs) => outputs.indexOf(Math.max(...outputs));

export default {
  render({ model, el }) {
    const { errors, outputs, digit, x } = model.get("state"), last = errors.length - 1;
    const walk = player({ label: "steps taken", last: () => last, ms: 160, show: () => view.redraw() });
    const view = frame(el, { name: "learning", label: "A network learns one image, step by step",
      controls: walk.controls, height: (w) => (narrow(w) ? 560 : 300), draw });
    const picture = x && raster(84, "ink");
    if (x) {
      picture.paint(x);
      picture.canvas.style.cssText += "; position: absolute; right: 8px; top: 4px";
      view.stage.append(picture.canvas);
    }
    function draw(g, w, tall) {
      const at = walk.at, flat = narrow(w), half = flat ? tall / 2 : tall, side = x && !flat ? 110 : 0;
      const left = { l: 44, r: flat ? w - (x ? 110 : 10) : w * 0.46, t: 34, b: half - 44 };
      const right = { l: flat ? 44 : w * 0.46 + 60, r: w - 8 - side, t: (flat ? half : 0) + 34, b: tall - 44 };
      const top = Math.max(...errors) * 1.05;
      const e = axes(g, left, { x: [0, last], y: [0, top], xlabel: "steps", ylabel: "error E", xtext: String });
      curve(g, errors.map((v, i) => [e.X(i), e.Y(v)]), "line", 2);
      curve(g, errors.slice(0, at + 1).map((v, i) => [e.X(i), e.Y(v)]), "fwd", 2.5);
      for (const i of range(at)) dot(g, e.X(i), e.Y(errors[i]), "fwd", 4);
      dot(g, e.X(at), e.Y(errors[at]), "back", 7);
      const now = outputs[at], n = now.length, said = answer(now), gap = (right.r - right.l) / n;
      const o = axes(g, right, { x: [-0.5, n - 0.5], y: [0, 1.15], xlabel: "digit", ylabel: "output; dashed: the target",
        xticks: range(n), xtext: String, yticks: [0, 0.5, 1] });
      now.forEach((v, k) => {
        bar(g, o.X(k) - gap * 0.34, o.Y(v), gap * 0.68, o.Y(0) - o.Y(v), k === said ? "fwd" : "quiet");
        const t = o.Y(k === digit ? 0.99 : 0.01);
        line(g, [o.X(k) - gap * 0.45, t], [o.X(k) + gap * 0.45, t], "back", 2, "3 3");
      });
      text(g, o.X(said), o.Y(now[said]) - 10, fixed(now[said]), "small bold");
      view.say(`After ${at} ${at === 1 ? "step" : "steps"}: E = ${fixed(errors[at], 4)}, and the network says ${said}. ` +
        (said === digit ? "That is right." : `The image shows a ${digit}.`));
    }
    return view.close;
  },
};
