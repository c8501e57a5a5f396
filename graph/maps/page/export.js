// Taking it along: the picture as SVG drawn from the scene, as PNG, and what is shown as CSV.
const SVG = "http://www.w3.org/2000/svg";

function svgOf() {
  const draw = (name, attributes, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const nodes = [...scene.nodes.values()];
  const zoom = 1;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (x, y, rx, ry) => { box[0] = Math.min(box[0], x - rx); box[1] = Math.min(box[1], y - ry); box[2] = Math.max(box[2], x + rx); box[3] = Math.max(box[3], y + ry); };
  for (const node of nodes) take(node.x, node.y, Math.max(node.r, node.left || node.right ? 200 : 90), node.r + 26);
  for (const hull of scene.hulls) if (hull.rx) take(hull.x, hull.y, hull.rx, hull.ry + 18);
  if (!nodes.length) box.splice(0, 4, 0, 0, 200, 50);
  const [top, bottom] = [56, 54];
  const [width, height] = [Math.max(480, box[2] - box[0]), box[3] - box[1]];
  const left = (box[0] + box[2]) / 2 - width / 2;
  const svg = draw("svg", { xmlns: SVG, viewBox: `${left} ${box[1] - top} ${width} ${height + top + bottom}`, width, height: height + top + bottom, "font-family": FONT });
  svg.append(draw("title", {}, `${document.title} · ${heading()}`));
  svg.append(draw("rect", { x: left, y: box[1] - top, width, height: height + top + bottom, fill: INK.paper }));
  for (const hull of scene.hulls) {
    svg.append(hull.points
      ? draw("polygon", { points: hull.points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), fill: communityColour(hull.n), "fill-opacity": 0.1, stroke: communityColour(hull.n), "stroke-opacity": 0.6 })
      : draw("ellipse", { cx: hull.x, cy: hull.y, rx: hull.rx, ry: hull.ry, fill: INK.cloud, stroke: INK.cloudEdge }));
  }
  for (const edge of scene.edges.values()) {
    const [a, b] = [scene.nodes.get(edge.from), scene.nodes.get(edge.to)];
    const look = edgeLook(edge);
    const bend = edge.bend || 0;
    const [x, y] = [(a.x + b.x) / 2 - (b.y - a.y) * bend, (a.y + b.y) / 2 + (b.x - a.x) * bend];
    const line = draw("path", { d: `M${a.x} ${a.y}Q${x.toFixed(1)} ${y.toFixed(1)} ${b.x} ${b.y}`, fill: "none", stroke: look.color.color, "stroke-opacity": look.color.opacity, "stroke-width": look.width.toFixed(2) });
    if (look.dashes) line.setAttribute("stroke-dasharray", look.dashes.join(" "));
    svg.append(line);
  }
  for (const node of nodes) {
    const look = nodeLook(node);
    const paint = { fill: look.color.background, stroke: look.color.border, "stroke-width": look.borderWidth, opacity: look.opacity };
    const r = node.r;
    const corners = (list) => list.map(([x, y]) => `${(node.x + r * x).toFixed(1)},${(node.y + r * y).toFixed(1)}`).join(" ");
    if (look.shape === "dot") svg.append(draw("circle", { cx: node.x, cy: node.y, r, ...paint }));
    else if (look.shape === "square") svg.append(draw("rect", { x: node.x - r, y: node.y - r, width: 2 * r, height: 2 * r, ...paint }));
    else {
      const shape = { diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]], triangle: [[0, -1], [1, 0.8], [-1, 0.8]], hexagon: [0, 1, 2, 3, 4, 5].map((at) => [Math.cos(at * Math.PI / 3), Math.sin(at * Math.PI / 3)]) }[look.shape];
      svg.append(draw("polygon", { points: corners(shape), ...paint }));
    }
  }
  const measure = measureOn(document.createElement("canvas").getContext("2d"));
  for (const label of placeLabels(scene, (x, y) => [x, y], zoom, new Set([S.selected]), measure, null)) {
    svg.append(draw("text", { x: label.x.toFixed(1), y: (label.y + label.size * 0.36).toFixed(1), "font-size": label.size, "font-weight": label.bold ? 600 : 400, "text-anchor": { center: "middle", left: "start", right: "end" }[label.align], fill: label.colour, stroke: INK.paper, "stroke-width": 3, "paint-order": "stroke" }, label.text));
  }
  svg.append(draw("text", { x: left + 16, y: box[1] - top + 26, "font-size": 17, "font-weight": 600, fill: INK.text }, document.title));
  svg.append(draw("text", { x: left + 16, y: box[1] - top + 46, "font-size": 12, fill: INK.soft }, [heading(), ...FACETS.flatMap((key) => S.filters[key].map((value) => `${facetTitle(key)}: ${facetLabel[key](value)}`))].join(" · ")));
  let at = left + 16;
  const foot = box[3] + bottom - 20;
  for (const role of ROLES.keys()) {
    if (![...scene.edges.values()].some((edge) => edge.role === role)) continue;
    const line = draw("line", { x1: at, x2: at + 30, y1: foot - 4, y2: foot - 4, stroke: roleColour(role), "stroke-width": ROLE_LOOK[role].width + 0.6 });
    if (ROLE_LOOK[role].dashes) line.setAttribute("stroke-dasharray", ROLE_LOOK[role].dashes.join(" "));
    svg.append(line, draw("text", { x: at + 36, y: foot, "font-size": 12, fill: INK.text }, t(ROLES[role])));
    at += 100;
  }
  svg.append(draw("text", { x: left + width - 16, y: foot, "font-size": 11, "text-anchor": "end", fill: INK.soft }, "Zeren 责任"));
  return svg;
}

const svgText = () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svgOf())}\n`;

function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const fileName = (kind) => `zeren-${S.view}${S.focus ? `-${heading().replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 40)}` : ""}.${kind}`;

function exportSvg() {
  save(new Blob([svgText()], { type: "image/svg+xml;charset=utf-8" }), fileName("svg"));
}

function exportPng() {
  const text = svgText();
  const image = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml;charset=utf-8" }));
  image.onload = () => {
    const most = 8000;
    const scale = Math.min(2, most / Math.max(image.width, image.height));
    const canvas = make("canvas", { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    canvas.toBlob((blob) => save(blob, fileName("png")), "image/png");
  };
  image.src = address;
}

// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
function csvCell(value) {
  const text = typeof value === "number" ? String(value) : String(value).replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function csvText() {
  const before = S;
  if (!S.table) S = { ...S, table: S.view === "network" ? "links" : "tasks", sort: "" };
  const columns = [...columnsOf(S.table).map(([key, , plain]) => [key, key === "number" ? (row) => row.number : plain]), ...TABLES[S.table].extra];
  const lines = [columns.map(([key]) => csvCell(t(key))), ...sortedRows().map((row) => columns.map(([, plain]) => csvCell(plain(row))))];
  const name = fileName("csv").replace("zeren-", `zeren-${S.table}-`);
  S = before;
  return [`\ufeff${lines.map((line) => line.join(",")).join("\r\n")}\r\n`, name];
}

function exportCsv() {
  const [text, name] = csvText();
  save(new Blob([text], { type: "text/csv;charset=utf-8" }), name);
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(t("copied"));
    return t("copied");
  } catch {
    announce(t("copyFailed"));
    return t("copyFailed");
  }
}

function startExport() {
  const opener = byId("export");
  const menu = byId("exports");
  const close = () => { menu.hidden = true; opener.setAttribute("aria-expanded", "false"); };
  const fill = () => menu.replaceChildren(...[["exportPng", exportPng], ["exportSvg", exportSvg], ["exportCsv", exportCsv], ["copyLink", copyLink]].map(([word, run]) => make("li", {}, make("button", {
    type: "button", "data-export": word, on: { click: async (event) => {
      const said = await run();
      if (typeof said === "string") { event.target.textContent = said; setTimeout(close, 900); } else close();
    } },
  }, t(word)))));
  opener.addEventListener("click", () => {
    fill();
    menu.hidden = !menu.hidden;
    opener.setAttribute("aria-expanded", String(!menu.hidden));
    if (!menu.hidden) menu.querySelector("button").focus();
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".menu")) close(); });
  menu.parentElement.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); opener.focus(); event.stopPropagation(); } });
}
