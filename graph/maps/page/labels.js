// Names on the picture, at one size whatever the zoom, and never one over another: what matters
// more is written first, and what has no room waits until the reader comes nearer.
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const RANK = { document: 6, theme: 4, group: 4, unit: 3, rest: 2, task: 0 };

function wantedLabels(scene, zoom, marked) {
  const wanted = [];
  for (const node of scene.nodes.values()) {
    const asked = marked.has(node.id);
    if (node.dim && !asked) continue;
    if (node.kind === "task" && !asked && !node.central) {
      if (zoom < 1.7) continue;
    }
    const first = asked ? 20 : node.central ? 15 : RANK[node.kind];
    const size = node.kind === "task" ? 11 : node.kind === "theme" || node.kind === "group" || node.central ? 13 : 12;
    const bold = asked || node.kind === "theme" || node.kind === "group" || node.kind === "document" || node.central;
    wanted.push({ node, first, size, bold, text: asked || node.central || node.wide ? clip(node.label, 60) : clip(node.short || node.label, node.kind === "task" ? 32 : 36) });
  }
  return wanted.sort((a, b) => b.first - a.first || b.node.count - a.node.count || (a.node.id < b.node.id ? -1 : 1));
}

// Chooses which labels are written and where: [{ text, x, y, size, bold, align }] in screen pixels.
function placeLabels(scene, toScreen, zoom, marked, measure, bounds) {
  const placed = [];
  const taken = [];
  const discs = [...scene.nodes.values()].filter((node) => node.kind !== "task" && !node.dim).map((node) => [node, ...toScreen(node.x, node.y), node.r * zoom]);
  const covers = (box, own) => discs.some(([node, x, y, r]) => node !== own && box[0] < x + r && x - r < box[2] && box[1] < y + r && y - r < box[3]);
  const hits = (box) => taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
  for (const hull of scene.hulls) {
    if (!hull.label) continue;
    const top = hull.points ? hull.points.reduce((a, b) => b[1] < a[1] ? b : a) : [hull.x, hull.y - hull.ry];
    const [x, y] = toScreen(...top);
    const width = measure(hull.label, 13, true);
    taken.push([x - width / 2, y - 16, x + width / 2, y]);
    placed.push({ text: hull.label, x, y: y - 8, size: 13, bold: true, align: "center", colour: INK.soft });
  }
  for (const { node, first, size, bold, text } of wantedLabels(scene, zoom, marked)) {
    const [x, y] = toScreen(node.x, node.y);
    const r = node.r * zoom;
    if (bounds && (x < -60 || y < -40 || x > bounds[0] + 60 || y > bounds[1] + 40)) continue;
    const width = measure(text, size, bold);
    const high = size + 3;
    const under = ["center", x, y + r + high / 2 + 2];
    const over = ["center", x, y - r - high / 2 - 2];
    const right = ["left", x + r + 4, y];
    const left = ["right", x - r - 4, y];
    const spots = node.left ? [left] : node.right ? [right] : node.above ? [over, right, left] : [under, over, right, left];
    const boxes = spots.map(([align, atX, atY]) => {
      const from = align === "center" ? atX - width / 2 : align === "left" ? atX : atX - width;
      return { align, atX, atY, box: [from - 2, atY - high / 2, from + width + 2, atY + high / 2] };
    });
    const open = first >= 20 ? boxes : boxes.filter(({ box }) => !hits(box));
    const inside = ({ box }) => !bounds || (box[0] > 0 && box[2] < bounds[0]);
    const spot = open.find((each) => inside(each) && !covers(each.box, node)) || open.find(inside) || (first >= 15 ? open[0] : null);
    if (!spot) continue;
    taken.push(spot.box);
    placed.push({ text, x: spot.atX, y: spot.atY, size, bold, align: spot.align, id: node.id, colour: node.kind === "theme" ? INK.themeEdge : node.kind === "task" || node.kind === "rest" ? INK.soft : INK.text });
  }
  return placed;
}

const widths = new Map();
function measureOn(context) {
  return (text, size, bold) => {
    const key = `${size}${bold ? "b" : ""}${text}`;
    if (!widths.has(key)) {
      if (widths.size > 20000) widths.clear();
      context.font = `${bold ? "600 " : ""}${size}px ${FONT}`;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
}

function drawLabels(context, scene, network, marked) {
  const ratio = context.canvas.width / context.canvas.clientWidth || 1;
  const zoom = network.getScale();
  const centre = network.getViewPosition();
  const [width, height] = [context.canvas.clientWidth, context.canvas.clientHeight];
  const toScreen = (x, y) => [(x - centre.x) * zoom + width / 2, (y - centre.y) * zoom + height / 2];
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const node of scene.nodes.values()) {
    if (node.kind !== "group" && node.kind !== "rest") continue;
    const [x, y] = toScreen(node.x, node.y);
    if (node.r * zoom < 9) continue;
    context.font = `600 11px ${FONT}`;
    context.textAlign = "center";
    context.fillStyle = node.kind === "group" && !dark ? "#fff" : INK.text;
    context.fillText(node.kind === "rest" ? "…" : String(node.count), x, y + 0.5);
  }
  const placed = placeLabels(scene, toScreen, zoom, marked, measureOn(context), [width, height]);
  for (const label of placed) {
    context.font = `${label.bold ? "600 " : ""}${label.size}px ${FONT}`;
    context.textAlign = label.align;
    context.lineWidth = 3.5;
    context.strokeStyle = INK.paper;
    context.strokeText(label.text, label.x, label.y);
    context.fillStyle = label.colour;
    context.fillText(label.text, label.x, label.y);
  }
  context.restore();
  return placed;
}

function drawHulls(context, scene) {
  for (const hull of scene.hulls) {
    context.beginPath();
    if (hull.points) {
      hull.points.forEach(([x, y], at) => at ? context.lineTo(x, y) : context.moveTo(x, y));
      context.closePath();
      const colour = communityColour(hull.n);
      context.globalAlpha = dark ? 0.14 : 0.1;
      context.fillStyle = colour;
      context.fill();
      context.globalAlpha = 0.6;
      context.strokeStyle = colour;
      context.lineWidth = 1.5;
      context.stroke();
      context.globalAlpha = 1;
      continue;
    }
    context.ellipse(hull.x, hull.y, hull.rx, hull.ry, 0, 0, 2 * Math.PI);
    context.fillStyle = INK.cloud;
    context.fill();
    context.strokeStyle = INK.cloudEdge;
    context.lineWidth = 1;
    context.stroke();
  }
}
