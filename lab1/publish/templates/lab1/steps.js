// Lets the reader go through the steps of a figure: its picture shows one, a canvas on it any.
"use strict";
for (const figure of document.querySelectorAll("figure[data-steps]")) {
  const GRID = 200; // points along each side of a coloured plane
  const INK = "#222222";
  const FILLS = ["#E69F00", "#0072B2"]; // of the labels 0 and 1
  const steps = JSON.parse(figure.dataset.steps);
  const colors = steps.colors.map((hex) => parseInt(hex.slice(5) + hex.slice(3, 5) + hex.slice(1, 3), 16) | 0xff000000);
  const ink = parseInt(INK.slice(1), 16) | 0xff000000;
  const image = figure.querySelector("img");
  const canvas = make("canvas", { "aria-hidden": "true" });
  const range = make("input", { type: "range", min: 0, max: steps.texts.length - 1, value: steps.shown ?? 0, "aria-label": steps.label });
  const reading = make("output", {});
  build();
  new ResizeObserver(paint).observe(image);

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function build() {
    const stage = make("div", { class: "stage" });
    image.replaceWith(stage);
    stage.append(image, canvas);
    const controls = [range, button("Anterior", -1), button("Siguiente", 1), reading];
    stage.after(make("div", { class: "stepper", role: "group", "aria-label": "Recorrer la figura" }, ...controls));
    range.addEventListener("input", paint);
  }

  function button(text, by) {
    const element = make("button", { type: "button" }, text);
    element.addEventListener("click", () => {
      range.valueAsNumber += by;
      paint();
    });
    return element;
  }

  function paint() {
    const k = range.valueAsNumber;
    reading.textContent = steps.texts[k];
    range.setAttribute("aria-valuetext", steps.texts[k]);
    canvas.width = image.clientWidth * devicePixelRatio;
    canvas.height = image.clientHeight * devicePixelRatio;
    for (const network of steps.networks) {
      const net = read(network.parameters[k]);
      paintPlane(network.plane, net.output, steps.points);
      paintPlane(network.hidden, net.units > 2 ? null : net.answer, steps.points.map(net.hidden));
      const [left, top] = network.marks[k];
      mark("o", left * canvas.width, top * canvas.height, 5, "#ffffff");
    }
  }

  // The network of one step: W1, b1, W2 and b2 in one list, as `lab1.forward` computes it.
  function read(p) {
    const units = (p.length - 1) / 4;
    const unit = (h, x) => (h < units ? Math.tanh(p[2 * h] * x[0] + p[2 * h + 1] * x[1] + p[2 * units + h]) : 0);
    const sigmoid = (z) => 0.5 * (1 + Math.tanh(0.5 * z));
    const weight = (h) => (h < units ? p[3 * units + h] : 0);
    return {
      units,
      hidden: (x) => [unit(0, x), unit(1, x)],
      answer: (h) => sigmoid(weight(0) * h[0] + weight(1) * h[1] + p[4 * units]),
      output: (x) => {
        let z = p[4 * units];
        for (let h = 0; h < units; h++) z += weight(h) * unit(h, x);
        return sigmoid(z);
      },
    };
  }

  function paintPlane({ box, limits }, output, points) {
    const [left, top, width, height] = box.map((share, i) => share * (i % 2 ? canvas.height : canvas.width));
    const [x0, x1, y0, y1] = limits;
    const pen = canvas.getContext("2d");
    if (output) {
      const at = (i, j) => [x0 + ((i + 0.5) / GRID) * (x1 - x0), y1 - ((j + 0.5) / GRID) * (y1 - y0)];
      pen.drawImage(colored((i, j) => output(at(i, j))), left, top, width, height);
    } else {
      pen.fillStyle = "#ffffff";
      pen.fillRect(left, top, width, height);
    }
    const size = points.length > 8 ? 0.5 : 1;
    for (const label of [0, 1]) {
      points.forEach(([x, y], i) => {
        const across = left + ((x - x0) / (x1 - x0)) * width;
        const down = top + ((y1 - y) / (y1 - y0)) * height;
        if (steps.labels[i] === label) mark("os"[label], across, down, size * (label ? 4 : 7), FILLS[label]);
      });
    }
  }

  // A small canvas in the colours of the outputs, with a line where they cross one half.
  function colored(output) {
    const outputs = new Float64Array(GRID * GRID);
    for (let i = 0; i < outputs.length; i++) outputs[i] = output(i % GRID, Math.floor(i / GRID));
    const pixels = new Uint32Array(outputs.length);
    for (let i = 0; i < outputs.length; i++) {
      const yes = outputs[i] > 0.5;
      const column = i % GRID;
      const beside = [column ? i - 1 : i, column + 1 < GRID ? i + 1 : i, i - GRID, i + GRID];
      const crosses = beside.some((j) => j in outputs && outputs[j] > 0.5 !== yes);
      pixels[i] = crosses ? ink : colors[Math.min(Math.floor(outputs[i] * colors.length), colors.length - 1)];
    }
    const small = make("canvas", { width: GRID, height: GRID });
    small.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), GRID), 0, 0);
    return small;
  }

  function mark(shape, x, y, radius, fill) {
    const pen = canvas.getContext("2d");
    const r = (radius * canvas.width) / 640; // as large as the picture draws them
    pen.beginPath();
    if (shape === "o") pen.arc(x, y, r, 0, 2 * Math.PI);
    else pen.rect(x - r, y - r, 2 * r, 2 * r);
    pen.fillStyle = fill;
    pen.fill();
    pen.strokeStyle = INK;
    pen.lineWidth = (1.3 * canvas.width) / 640;
    pen.stroke();
  }
}
