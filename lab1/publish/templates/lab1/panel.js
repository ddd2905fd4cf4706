// Trains the network that the reader's controls describe, in the page, and draws how it went.
// All words, rules and colours come with the figure, which stays where no script may run.
"use strict";
for (const figure of document.querySelectorAll("figure[data-panel]")) {
  const GRID = 120; // points along each side of a coloured plane
  const PAIRS = 300; // of neighbours on a curve, so that to and fro shows
  const BESIDE = 46; // pixels beside curves, for their names
  const SLICE = 25; // milliseconds of training before what there is so far is shown
  const SVG = new Set(["svg", "path", "text", "tspan", "circle", "rect"]);
  const panel = JSON.parse(figure.dataset.panel);
  const { points, labels, rules } = panel;
  const controls = Object.fromEntries(panel.controls.map((about) => [about.name, control(about)]));
  const message = make("output", { class: "message", "aria-live": "polite" });
  const plots = make("div", { class: "plots", role: "img" });
  const settings = make("p", { class: "settings" });
  const holders = Object.fromEntries(["cost", "outputs", "plane", "hidden"].map((name) => [name, holder(name)]));
  let run = null; // none while a control has moved and nothing is trained for it yet
  let isWaiting = false;
  build();

  function make(name, attributes, ...children) {
    const element = SVG.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // As the documents write numbers.
  function numberText(value) {
    const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
    const digits = text.replace("-", "").length;
    return (Number.isInteger(value) && digits > 4 ? text.replace(/\B(?=(\d{3})+$)/g, "\u202f") : text).replace("-", "−");
  }

  // Controls

  function control({ label, value, options, slides, min = 0, max }) {
    const isSelect = options && !slides;
    const place = options ? options.findIndex(([, option]) => option === value) : value;
    const input = isSelect
      ? make("select", {}, ...options.map(([text], i) => make("option", { value: i }, text)))
      : make("input", { type: "range", min, max: options ? options.length - 1 : max, autocomplete: "off" });
    input.value = place;
    const shown = make("b", { "aria-hidden": "true" });
    const element = make("label", {}, make("span", {}, label, " ", ...(isSelect ? [] : [shown])), input);
    const text = () => (options ? options[input.value][0] : input.value);
    const tell = () => {
      shown.textContent = text();
      if (!isSelect) input.setAttribute("aria-valuetext", text());
    };
    input.addEventListener("input", () => {
      tell();
      run = null;
      answerSoon();
    });
    tell();
    return { element, input, text, place: () => Number(input.value), value: () => (options ? options[input.value][1] : Number(input.value)) };
  }

  function values() {
    return Object.fromEntries(Object.entries(controls).map(([name, { value }]) => [name, value()]));
  }

  function build() {
    figure.style.setProperty("--label-0", panel.colors[0]);
    figure.style.setProperty("--label-1", panel.colors[1]);
    plots.append(...Object.values(holders).map((holder) => holder.element));
    const box = make("div", { class: "controls", role: "group", "aria-label": panel.group });
    box.append(...Object.values(controls).map(({ element }) => element));
    const image = figure.querySelector("img");
    const before = document.createComment("");
    image.before(before);
    image.replaceWith(box, message, plots, settings);
    try {
      measure();
      answer();
    } catch (error) {
      for (const element of [box, message, plots, settings]) element.remove();
      before.replaceWith(image);
      throw error;
    }
    new ResizeObserver(() => {
      measure();
      if (run) {
        drawCurves();
        drawPlanes();
      }
    }).observe(plots);
  }

  // Moves until the next frame join one answer.
  function answerSoon() {
    if (!isWaiting) requestAnimationFrame(answer);
    isWaiting = true;
  }

  function answer() {
    isWaiting = false;
    const now = values();
    for (const [name, methods] of Object.entries(panel.idle)) controls[name].input.disabled = methods.includes(now.method);
    run ??= training(points, labels, now);
    const isDone = advance(run, SLICE);
    message.textContent = isDone ? sentence() : panel.working;
    plots.setAttribute("aria-label", fill(panel.alt, { message: message.textContent }));
    settings.textContent = fill(panel.settings, {
      start: panel.starts[now.method][controls.scale.place()],
      drawn: panel.idle.seed.includes(now.method) ? "" : fill(panel.drawn, now),
      units: now.n_hidden > 1 ? fill(panel.units, { n: now.n_hidden }) : panel.unit,
      loss: controls.loss.text(),
      rate: controls.learning_rate.text(),
    });
    drawCurves();
    if (isDone) drawPlanes();
    else answerSoon();
  }

  // The sentence, by the rules of lab1/report/trial.py

  function sentence() {
    const { costs, outputs, n } = run;
    const right = outputs.filter((path, i) => path[n] > 0.5 === (labels[i] === 1)).length;
    const below = solvedAt(run, rules.solved_below);
    const state = plateau();
    const words = { below: numberText(below), cost: costs[n].toFixed(4), right, total: labels.length, n: numberText(n), state: panel.states[state]?.words };
    return fill(panel.sentences[ending(below, state)], words);
  }

  function ending(below, state) {
    const { costs, n } = run;
    const last = costs[n];
    const isSettled = last > rules.settled * costs[Math.floor(rules.late * n)];
    if (last < rules.solved_below) return "solved";
    if (below >= 0) return "lost";
    if (costs.every((cost) => cost === costs[0])) return "unmoved";
    if (oscillates()) return "oscillating";
    if (state === undefined) return isSettled ? "settled" : "falling";
    if (!isSettled) return "passing";
    return last >= panel.states[state].cost ? "held" : "leaving";
  }

  function plateau() {
    const wrong = run.outputs.map((path, i) => Math.abs(path[run.n] - labels[i])).sort((a, b) => a - b);
    const isNear = ([, { distances }]) => wrong.every((distance, i) => Math.abs(distance - distances[i]) < rules.tolerance);
    return Object.entries(panel.states).find(isNear)?.[0];
  }

  function oscillates() {
    const { outputs, n } = run;
    return n > 1 && outputs.some((path) => {
      const [there, back] = [path[n - 1] - path[n - 2], path[n] - path[n - 1]];
      return there * back < 0 && Math.min(Math.abs(there), Math.abs(back)) > rules.jump;
    });
  }

  // Drawing

  // Widths are asked for only where they may have changed: the browser has to lay the page out.
  function measure() {
    for (const holder of Object.values(holders)) holder.width = Math.max(holder.element.clientWidth, 120);
  }

  function drawCurves() {
    drawCost();
    drawOutputs();
  }

  function drawPlanes() {
    const units = run.net.b1.length;
    drawPlane(holders.plane, panel.plane, points, (x, A1) => logit(run.net, hidden(run.net, x, A1)));
    const more = units > 2 ? fill(panel.hidden.two_of, { n: units }) : "";
    const answers = points.map((x) => hidden(run.net, x));
    drawPlane(
      holders.hidden,
      { ...panel.hidden, title: panel.hidden.title + more },
      answers.map(([h1, h2 = 0]) => [h1, h2]),
      units > 2 ? null : (h) => logit(run.net, h),
    );
  }

  function drawCost() {
    const highest = run.costs.subarray(Math.floor(run.n / 10), run.next).reduce((a, b) => Math.max(a, b), 0);
    const top = highest <= 1.5 ? 1.5 : 10 ** Math.ceil(Math.log10(highest)); // a high start may leave the panel
    const at = frame(holders.cost, panel.cost, [0, run.n, 0, top], BESIDE);
    for (const [name, cost] of top > 1.5 ? [] : Object.entries(panel.plateaus)) {
      at.add("path", { class: "level", d: at.line([[0, cost], [run.n, cost]]) });
      at.add("text", { class: "level", x: at.right + 5, y: at.y(cost) + 4 }, name);
    }
    at.add("path", { class: "curve", d: at.line(curve(run.costs)) });
  }

  function drawOutputs() {
    const isNamed = labels.length <= panel.most_named;
    const at = frame(holders.outputs, panel.outputs, [0, run.n, -0.05, 1.05], BESIDE);
    at.add("path", { class: "level", d: at.line([[0, 0.5], [run.n, 0.5]]) });
    run.outputs.forEach((path, i) => at.add("path", { class: `curve label-${labels[i]}${isNamed ? "" : " thin"}`, d: at.line(curve(path)) }));
    if (!isNamed) return;
    const ends = run.outputs.map((path) => at.y(path[run.next - 1]));
    apart(ends, 13, at.y(1.05), at.y(-0.05)).forEach((y, i) => {
      at.add("text", { class: `name label-${labels[i]}`, x: at.x(run.next - 1) + 5, y: y + 4 }, `(${points[i].map(numberText).join(", ")})`);
    });
  }

  function curve(path) {
    const step = Math.max(2, run.n / PAIRS);
    const shown = [];
    for (let i = 0; Math.floor(i * step) < run.next; i++) {
      const t = Math.floor(i * step);
      shown.push([t, path[t]]);
      if (t + 1 < run.next) shown.push([t + 1, path[t + 1]]);
    }
    return shown;
  }

  // Move heights as little as it takes to be a gap apart from each other, within a range.
  function apart(heights, gap, lowest, highest) {
    const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
    const up = order.map((i, rank) => heights[i] - gap * rank);
    const down = [...up];
    for (let k = 1; k < up.length; k++) up[k] = Math.max(up[k], up[k - 1]);
    for (let k = down.length - 2; k >= 0; k--) down[k] = Math.min(down[k], down[k + 1]);
    const moved = [];
    order.forEach((i, rank) => {
      const middle = (up[rank] + down[rank]) / 2 + gap * rank;
      moved[i] = Math.min(Math.max(middle, lowest + gap * rank), highest - gap * (order.length - 1 - rank));
    });
    return moved;
  }

  function drawPlane(holder, words, places, logits) {
    const at = frame(holder, words, words.limits);
    holder.canvas.hidden = !logits;
    if (logits) {
      const outputs = onGrid(words.limits, logits);
      paint(holder.canvas, outputs);
      at.put(holder.canvas);
      at.add("path", { class: "boundary", d: boundary(outputs, at, words.limits) });
    }
    const size = labels.length > panel.most_named ? 0.5 : 1;
    for (const label of [0, 1]) {
      places.forEach(([x, y], i) => {
        if (labels[i] !== label) return;
        const r = size * (label ? 4 : 6.5);
        if (label) at.add("rect", { class: "example label-1", x: at.x(x) - r, y: at.y(y) - r, width: 2 * r, height: 2 * r });
        else at.add("circle", { class: "example label-0", cx: at.x(x), cy: at.y(y), r });
      });
    }
  }

  function onGrid([x0, x1, y0, y1], logits) {
    const outputs = new Float64Array(GRID * GRID);
    const A1 = [];
    for (let j = 0; j < GRID; j++) {
      const y = y1 - ((j + 0.5) / GRID) * (y1 - y0);
      for (let i = 0; i < GRID; i++) outputs[j * GRID + i] = sigmoid(logits([x0 + ((i + 0.5) / GRID) * (x1 - x0), y], A1));
    }
    return outputs;
  }

  // Bands of the labels' colours, the less opaque the less decided: they suit a dark page, too.
  function paint(canvas, outputs) {
    const bands = panel.opacities.map((opacity, band) => {
      const hex = panel.colors[band < panel.opacities.length / 2 ? 0 : 1];
      const [red, green, blue] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
      return ((Math.round(255 * opacity) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    });
    const pixels = Uint32Array.from(outputs, (output) => bands[Math.min(Math.floor(output * bands.length), bands.length - 1)]);
    canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), GRID), 0, 0);
  }

  // The line where the outputs cross one half: a piece for each square of four points on it.
  function boundary(outputs, at, [x0, x1, y0, y1]) {
    const value = (i, j) => outputs[j * GRID + i];
    const pieces = [];
    for (let j = 0; j + 1 < GRID; j++) {
      for (let i = 0; i + 1 < GRID; i++) {
        const above = (value(i, j) > 0.5) + (value(i + 1, j) > 0.5) + (value(i, j + 1) > 0.5) + (value(i + 1, j + 1) > 0.5);
        if (above % 4 === 0) continue; // all or none
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        corners.forEach((a, side) => {
          const b = corners[(side + 1) % 4];
          const [low, high] = [value(...a), value(...b)];
          if (low > 0.5 === high > 0.5) return;
          const share = (0.5 - low) / (high - low);
          const [column, row] = [0, 1].map((axis) => (a[axis] + share * (b[axis] - a[axis]) + 0.5) / GRID);
          pieces.push([x0 + column * (x1 - x0), y1 - row * (y1 - y0)]);
        });
      }
    }
    return pieces.map((point, i) => `${i % 2 ? "L" : "M"}${at.place(point)}`).join("");
  }

  function holder(name) {
    const svg = make("svg", {});
    const canvas = make("canvas", { width: GRID, height: GRID });
    const isPlane = name === "plane" || name === "hidden";
    return { isPlane, svg, canvas, element: make("div", { class: isPlane ? "plane" : "curves" }, ...(isPlane ? [canvas] : []), svg) };
  }

  // Title, axes and ticks of a plot, drawn anew; returns how to place things in it.
  function frame({ isPlane, svg, width }, { title, xlabel, ylabel = "" }, [x0, x1, y0, y1], space = isPlane ? 8 : 18) {
    const [left, top] = [36, isPlane ? 38 : 26];
    const across = isPlane ? Math.min(width - left - space, 260) : width - left - space;
    const down = isPlane ? (across * (y1 - y0)) / (x1 - x0) : 150;
    const [right, bottom, height] = [left + across, top + down, top + down + 36];
    const x = (value) => left + ((value - x0) / (x1 - x0)) * across;
    const y = (value) => bottom - ((value - y0) / (y1 - y0)) * down;
    const place = (point) => `${x(point[0]).toFixed(1)} ${Math.max(y(point[1]), -1e4).toFixed(1)}`;
    const line = (all) => `M${all.map(place).join("L")}`;
    const add = (name, attributes, ...children) => svg.append(make(name, attributes, ...children));
    const put = (canvas) => {
      const shares = { left: left / width, top: top / height, width: across / width, height: down / height };
      for (const [side, share] of Object.entries(shares)) canvas.style[side] = `${100 * share}%`;
    };
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren();
    const heading = make("text", { class: "title", x: 0, y: 13 }, title);
    if (ylabel && !isPlane) heading.append(make("tspan", { class: "quiet", dx: 8 }, ylabel));
    svg.append(heading);
    for (const tick of ticks(x0, x1, across / (isPlane ? 45 : 70))) {
      if (!isPlane) add("path", { class: "grid", d: `M${x(tick)} ${top}V${bottom}` });
      add("text", { x: x(tick), y: bottom + 15, "text-anchor": "middle" }, numberText(tick));
    }
    for (const tick of ticks(y0, y1, down / 35)) {
      if (!isPlane) add("path", { class: "grid", d: `M${left} ${y(tick)}H${right}` });
      add("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, numberText(tick));
    }
    add("path", { class: "axes", d: isPlane ? `M${left} ${top}H${right}V${bottom}H${left}Z` : `M${left} ${top}V${bottom}H${right}` });
    add("text", { class: "quiet", x: right, y: bottom + 30, "text-anchor": "end" }, xlabel);
    if (isPlane) add("text", { class: "quiet", x: left - 6, y: top - 4, "text-anchor": "end" }, ylabel);
    return { x, y, right, place, line, add, put };
  }

  // Round numbers from low to high, about as many as asked for.
  function ticks(low, high, most) {
    const rough = (high - low) / Math.max(most, 1);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough * 0.999);
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(Number((k * step).toPrecision(6)));
    return found;
  }
}
