// The canvas: vis-network draws nodes and links where the scene says; we draw clouds and names.
let scene = emptyScene();
let network = null;
let nodeSet = null;
let edgeSet = null;
let hovered = "";
let neighbours = new Map();

function startPicture() {
  nodeSet = new vis.DataSet();
  edgeSet = new vis.DataSet();
  network = new vis.Network(byId("canvas"), { nodes: nodeSet, edges: edgeSet }, SETTINGS);
  network.on("beforeDrawing", (context) => drawHulls(context, scene));
  network.on("afterDrawing", (context) => {
    const named = answered();
    window.zerenMap.labels = drawLabels(context, scene, network, new Set([S.selected, hovered, ...(named ? named.nodes : [])].filter(Boolean)));
    if (!window.zerenMap.drawn) {
      window.zerenMap.drawn = performance.now();
      document.documentElement.dataset.drawn = "yes";
    }
  });
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node) choose(node);
    else if (edge) choose(edge);
    else if (S.selected) change({ selected: "" });
  });
  network.on("doubleClick", ({ nodes: [node] }) => { if (node) enter(node); });
  network.on("hoverNode", ({ node }) => { hovered = node; network.canvas.body.container.style.cursor = "pointer"; });
  network.on("blurNode", () => { hovered = ""; network.canvas.body.container.style.cursor = ""; });
  const canvas = byId("canvas").querySelector("canvas");
  canvas.setAttribute("role", "img");
  for (const inner of byId("canvas").querySelectorAll("[tabindex]")) inner.tabIndex = -1;
}

// A click: a unit, theme or task is selected and its details open; the rest opens the table.
function choose(id) {
  const node = scene.nodes.get(id);
  if (node && node.kind === "rest") return change({ selected: id });
  change({ selected: id });
  return showPane("panel");
}

// A double click or Enter: groups and closed themes expand, the others become the middle.
function enter(id) {
  const node = scene.nodes.get(id);
  if (!node) return;
  if (node.kind === "group") toggleOpen(node.id);
  else if (node.kind === "theme" && !S.focus && S.view === "responsibility" && S.tasks === "theme") toggleOpen(node.id);
  else if (node.kind === "theme" && S.focus && S.focus[0] === "u") toggleOpen(node.id);
  else if (node.kind === "document") toggleFilter("document", node.n);
  else if (node.kind !== "rest") focusOn(baseId(id));
}

const baseId = (id) => id.split("@")[0]; // in a comparison a unit may stand on both sides

function toggleOpen(id) {
  change({ open: S.open.includes(id) ? S.open.filter((each) => each !== id) : [...S.open, id], selected: id });
}

let sceneKey = "";

function drawPicture() {
  const key = JSON.stringify([S.view, S.focus, unitsAs(), S.tasks, S.open, S.steps, S.a, S.b, [...scene.nodes.keys()].length]);
  const moved = key !== sceneKey;
  sceneKey = key;
  paint();
  if (moved) fitAll();
  const name = t("pictureName", heading(), number(scene.nodes.size), number(scene.edges.size));
  byId("canvas").querySelector("canvas").setAttribute("aria-label", name);
  const notice = byId("notice");
  const alone = S.focus && filtered() && !(scene.edges.size > 0);
  if (alone) {
    notice.replaceChildren(t("nothingLeft", nodeLabel(S.focus)), " ", button(t("clearAll"), () => change({ filters: plainState().filters }), { kind: "link" }));
    notice.hidden = false;
    return;
  }
  notice.textContent = !scene.nodes.size ? (S.view === "compare" && documents.length < 2 ? t("needTwo") : t("nothing")) : scene.capped ? t("capped") : "";
  notice.hidden = !notice.textContent;
}

// Colours and lines by what is selected: its neighbours stand out, the rest steps back.
function paint() {
  neighbours = new Map([...scene.nodes.keys()].map((id) => [id, new Set()]));
  for (const edge of scene.edges.values()) {
    neighbours.get(edge.from)?.add(edge.to);
    neighbours.get(edge.to)?.add(edge.from);
  }
  readPalette();
  const answer = answered();
  const chosen = S.selected;
  const edge = scene.edges.get(chosen);
  const centre = S.focus && chosen === S.focus;
  const near = edge ? new Set([edge.from, edge.to]) : scene.nodes.has(chosen) ? new Set([chosen, ...neighbours.get(chosen)]) : null;
  if (near && !edge) for (const node of scene.nodes.values()) if (node.home === chosen) { near.add(node.id); for (const other of neighbours.get(node.id)) near.add(other); }
  const quiet = near && !centre;
  for (const node of scene.nodes.values()) {
    const home = scene.nodes.get(node.id)?.home;
    node.dim = quiet ? !near.has(node.id) && !(node.kind === "theme" && [...near].some((id) => scene.nodes.get(id)?.home === node.id)) : false;
    if (home && chosen === home) node.dim = false;
  }
  if (answer) for (const node of scene.nodes.values()) node.dim = node.kind !== "theme" && !answer.nodes.has(node.id);
  for (const each of scene.edges.values()) {
    const own = edge ? each === edge : near && (each.from === chosen || each.to === chosen || scene.nodes.get(each.to)?.home === chosen);
    each.strong = quiet ? own : false;
    each.dim = quiet ? !own : false;
    if (!answer) continue;
    const both = answer.nodes.has(each.from) && answer.nodes.has(each.to);
    each.strong = each.role === undefined ? both : (answer.nodes.has(each.from) || answer.nodes.has(each.to)) && (answer.role === undefined || each.role === answer.role);
    each.dim = !each.strong;
    if (each.strong) for (const id of [each.from, each.to]) if (scene.nodes.get(id)?.kind === "task") scene.nodes.get(id).dim = false;
  }
  const wanted = [...scene.nodes.values()].map((node) => ({ id: node.id, x: node.x, y: node.y, ...nodeLook(node) }));
  const lines = [...scene.edges.values()].filter((each) => !each.minor || each.strong || each === edge).map((each) => ({ id: each.id, from: each.from, to: each.to, ...edgeLook(each) }));
  network.unselectAll();
  refill(nodeSet, wanted);
  refill(edgeSet, lines);
  if (scene.nodes.has(chosen)) network.selectNodes([chosen], false);
  else if (edge) network.setSelection({ edges: [chosen], nodes: [] }, { highlightEdges: false });
}

function refill(set, items) {
  const ids = new Set(items.map((item) => item.id));
  const gone = set.getIds().filter((id) => !ids.has(id));
  if (gone.length) set.remove(gone);
  if (items.length) set.update(items);
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// The whole picture into the room that there is; not nearer than names need.
function fitAll() {
  if (!scene.nodes.size || !byId("canvas").clientHeight) return; // nothing, or not to be seen now
  network.redraw();
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const canvas = byId("canvas");
  const under = byId("legend").offsetHeight + 8; // the legend lies over the lower edge
  const most = canvas.clientWidth < 500 ? 60 : 170; // a narrow screen has no room for whole names
  let scale = 1;
  const take = (x, y, before, after, ry) => {
    box[0] = Math.min(box[0], x - before); box[1] = Math.min(box[1], y - ry);
    box[2] = Math.max(box[2], x + after); box[3] = Math.max(box[3], y + ry);
  };
  for (let round = 0; round < 4; round += 1) { // names keep their size, so they need more room when all is small
    box.splice(0, 4, Infinity, Infinity, -Infinity, -Infinity);
    for (const node of scene.nodes.values()) {
      const name = node.kind === "task" ? 0 : Math.min(most, textWidth(node.short || node.label) + 6) / scale;
      const high = node.r + (node.kind === "task" ? 4 : 20 / scale);
      if (node.left) take(node.x, node.y, node.r + name, node.r, high);
      else if (node.right) take(node.x, node.y, node.r, node.r + name, high);
      else take(node.x, node.y, Math.max(node.r, name / 2), Math.max(node.r, name / 2), high);
    }
    for (const hull of scene.hulls) for (const [x, y] of hull.points || []) take(x, y, 0, 0, hull.label ? 18 / scale : 0);
    for (const hull of scene.hulls) if (hull.rx) take(hull.x, hull.y, hull.rx, hull.rx, hull.ry + 12);
    scale = Math.min(1.6, canvas.clientWidth / (box[2] - box[0]), (canvas.clientHeight - under) / (box[3] - box[1]));
  }
  network.moveTo({ position: { x: (box[0] + box[2]) / 2, y: (box[1] + box[3] + under / scale) / 2 }, scale, animation: false });
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: calm() ? false : { duration: 120, easingFunction: "easeOutQuad" } });
}

function bringIntoView(id) {
  const node = scene.nodes.get(id);
  if (!node) return;
  const at = network.canvasToDOM({ x: node.x, y: node.y });
  const canvas = byId("canvas");
  const inside = at.x > 30 && at.y > 30 && at.x < canvas.clientWidth - 30 && at.y < canvas.clientHeight - 30;
  if (!inside) network.moveTo({ position: { x: node.x, y: node.y }, animation: calm() ? false : { duration: 200, easingFunction: "easeInOutQuad" } });
}
