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
  const discs = [...scene.nodes.values()].filter((node) => !node.dim).map((node) => [node, ...toScreen(node.x, node.y), node.r * zoom]);
  const covers = (box, own) => discs.some(([node, x, y, r]) => node !== own && box[0] < x + r && x - r < box[2] && box[1] < y + r && y - r < box[3]);
  const hits = (box) => taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
  for (const hull of scene.hulls) {
    if (!hull.label) continue;
    const width = measure(hull.label, 13, true);
    const spot = hullSpots(hull, toScreen).map(([x, y]) => [x, y, [x - width / 2, y - 8, x + width / 2, y + 8]]).find((each, at, all) => !hits(each[2]) || at === all.length - 1);
    taken.push(spot[2]);
    placed.push({ text: hull.label, x: spot[0], y: spot[1], size: 13, bold: true, align: "center", colour: INK.soft });
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
    const inside = ({ box }) => !bounds || (box[0] > 0 && box[2] < bounds[0] && box[1] > 0 && box[3] < bounds[1]);
    const free = (each) => !hits(each.box) && !covers(each.box, node);
    let spot = boxes.find((each) => inside(each) && free(each)) || boxes.find(free);
    // Who is named keeps the name: further out, with a line to the node, where there is room.
    if (!spot && first >= 15) spot = furtherOut(x, y, r, width, high).find((each) => inside(each) && free(each)) || boxes.find(inside) || boxes[0];
    if (!spot) continue;
    taken.push(spot.box);
    placed.push({ text, box: spot.box, lead: spot.lead, x: spot.atX, y: spot.atY, size, bold, align: spot.align, id: node.id, colour: node.kind === "theme" ? INK.themeEdge : node.kind === "task" || node.kind === "rest" ? INK.soft : INK.text });
  }
  return placed;
}

// Places for the name of a group: over it, else under it or beside it.
function hullSpots(hull, toScreen) {
  const ends = hull.points
    ? [(a, b) => b[1] < a[1], (a, b) => b[1] > a[1], (a, b) => b[0] < a[0], (a, b) => b[0] > a[0]].map((further) => hull.points.reduce((a, b) => further(a, b) ? b : a))
    : [[hull.x, hull.y - hull.ry], [hull.x, hull.y + hull.ry], [hull.x - hull.rx, hull.y], [hull.x + hull.rx, hull.y]];
  const out = [[0, -8], [0, 10], [-16, 0], [16, 0]];
  return ends.map((point, at) => toScreen(...point).map((value, axis) => value + out[at][axis]));
}

// Places for a name around its node, nearer ones first.
function furtherOut(x, y, r, width, high) {
  return [16, 32, 52, 76, 104].flatMap((out) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((at) => {
    const turn = Math.PI / 2 + at * Math.PI / 6;
    const atX = x + (r + out + width / 2 * Math.abs(Math.cos(turn))) * Math.cos(turn);
    const atY = y + (r + out) * Math.sin(turn);
    return { align: "center", atX, atY, lead: [x, y], box: [atX - width / 2 - 2, atY - high / 2, atX + width / 2 + 2, atY + high / 2] };
  }));
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
    if (label.lead) {
      context.beginPath();
      context.moveTo(...label.lead);
      context.lineTo(label.x, label.y);
      context.lineWidth = 1;
      context.strokeStyle = INK.soft;
      context.stroke();
    }
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
