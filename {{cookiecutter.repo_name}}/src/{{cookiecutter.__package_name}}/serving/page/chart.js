// Small pictures in SVG. All text goes in as text, so that no name can become markup.

const SPACE = "http://www.w3.org/2000/svg";
const ROW = 40;
const WIDTH = 360;

export function element(name, attributes, text = "") {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

function draw(svg, height, title, nodes) {
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
  svg.setAttribute("aria-label", title);
  svg.replaceChildren(...nodes);
}

// A bar from 0 to 1 for each part; `cutoff` is a line across the first.
export function drawShares(svg, parts, cutoff, format) {
  const nodes = [];
  const named = parts.length > 1;
  const step = named ? 34 : 14;
  parts.forEach(({ name, share }, place) => {
    const y = place * step + (named ? 18 : 2);
    if (named) {
      nodes.push(element("text", { x: 0, y: y - 4 }, short(name, 40)));
      nodes.push(element("text", { x: WIDTH, y: y - 4, "text-anchor": "end", class: "soft" }, format(share)));
    }
    nodes.push(element("rect", { x: 0, y, width: WIDTH, height: 8, rx: 4, class: "track" }));
    nodes.push(element("rect", { x: 0, y, width: Math.max(2, WIDTH * share), height: 8, rx: 4, class: "value" }));
  });
  if (cutoff !== null) {
    const x = WIDTH * cutoff;
    nodes.push(element("line", { x1: x, x2: x, y1: -2, y2: 14, class: "cutoff" }));
  }
  draw(svg, parts.length * step, parts.map(({ name, share }) => `${name}: ${format(share)}`).join(", "), nodes);
}

// Bars to the left and right of a middle line, the longest as long as there is room.
export function drawContributions(svg, bars, format) {
  const most = Math.max(...bars.map(({ amount }) => Math.abs(amount)));
  const half = WIDTH / 2;
  const nodes = [];
  bars.forEach(({ name, amount }, place) => {
    const y = place * ROW;
    const length = Math.max(1, (half - 4) * Math.abs(amount) / most);
    nodes.push(element("text", { x: 0, y: y + 14 }, short(name, 38)));
    nodes.push(element("text", { x: WIDTH, y: y + 14, "text-anchor": "end", class: "soft" }, format(amount)));
    nodes.push(element("line", { x1: half, x2: half, y1: y + 18, y2: y + 32, class: "axis" }));
    nodes.push(element("rect", {
      x: amount < 0 ? half - length : half, y: y + 20, width: length, height: 10, rx: 2,
      class: amount < 0 ? "away" : "towards",
    }));
  });
  draw(svg, bars.length * ROW, bars.map(({ name, amount }) => `${name}: ${format(amount)}`).join(", "), nodes);
}

function short(text, most) {
  const letters = [...text];
  return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text;
}
