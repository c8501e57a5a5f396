// What is in the picture: nodes and links made from the tasks that pass the filters.
// A scene is { nodes, edges, hulls, note }; a node's id says what it stands for: u3 a unit, t5 a
// theme, k77 a task, g:function:2 a group, d0 a document, r:… the rest that has no room.
const unitsAs = () => S.units || RAW.open[S.view === "network" ? "network" : "units"];

function emptyScene() {
  return { nodes: new Map(), edges: new Map(), hulls: [], capped: false };
}

function putUnit(scene, n, place) {
  const id = `u${n}`;
  if (!scene.nodes.has(id)) {
    const unit = units[n];
    const count = figures.has(n) ? figures.get(n).tasks.size : 0;
    scene.nodes.set(id, { id, kind: "unit", n, label: unit.name, short: unit.short, count, r: unitRadius(sizeOf(n)), collective: unit.collective, x: 0, y: 0, ...place });
  }
  return scene.nodes.get(id);
}

function putGroup(scene, by, n, count, place) {
  const id = `g:${by}:${n}`;
  if (!scene.nodes.has(id)) {
    scene.nodes.set(id, { id, kind: "group", by, n, label: groupName(by, n), count, r: unitRadius(count), x: 0, y: 0, ...place });
  }
  return scene.nodes.get(id);
}

function putTheme(scene, n, count, place) {
  const id = `t${n}`;
  if (!scene.nodes.has(id)) {
    scene.nodes.set(id, { id, kind: "theme", n, label: themeName(n), count, r: unitRadius(count), x: 0, y: 0, ...place });
  }
  return scene.nodes.get(id);
}

function putTask(scene, task, place) {
  const id = `k${task.n}`;
  if (!scene.nodes.has(id)) {
    scene.nodes.set(id, { id, kind: "task", n: task.n, label: taskLabel(task), count: task.links.length, r: DOT - 0.5, carried: task.links.length > 0, x: 0, y: 0, ...place });
  }
  return scene.nodes.get(id);
}

function putRest(scene, id, label, list, place) {
  scene.nodes.set(id, { id, kind: "rest", label, list, count: list.length, r: 11, x: 0, y: 0, ...place });
  scene.capped = true;
  return scene.nodes.get(id);
}

function putEdge(scene, from, to, role, link, task) {
  if (!from || !to) return {}; // a collective that is not drawn
  const id = role === undefined ? `${from}|${to}` : `${from}|${to}|${role}`;
  if (!scene.edges.has(id)) scene.edges.set(id, { id, from, to, role, links: [], tasks: new Set() });
  const edge = scene.edges.get(id);
  if (link) edge.links.push(link);
  edge.tasks.add(task.n);
  return edge;
}

const placeOf = (picture, side, n) => PLACES.get(`${picture}/${side}/${n}`);

// Which node each unit is drawn as, for a picture; the nodes are put where Python placed them.
function unitNodes(scene, picture, by, involved) {
  const grouped = by !== "unit" && groupings[by];
  const counts = new Map();
  for (const task of shown.tasks) {
    const keys = new Set(linksShown(task).filter((link) => counted(link.unit)).map((link) => grouped ? groupings[by].of[link.unit] : link.unit));
    for (const key of keys) counts.set(key, (counts.get(key) || 0) + 1);
  }
  sizeFor([...(grouped ? counts.values() : [...counts.keys()].map(sizeOf)), ...(picture === "map" ? shown.counts.theme.values() : [])]);
  const nodeOf = new Map();
  const left = [];
  const rest = [];
  for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const at = placeOf(`${picture}:${by}`, "left", key);
    if (!at) { rest.push(key); continue; }
    const place = { x: at[0], y: at[1] };
    left.push(grouped ? putGroup(scene, by, key, count, place) : putUnit(scene, key, place));
  }
  const restId = `r:${by}`;
  for (const n of involved) {
    const key = grouped ? groupings[by].of[n] : n;
    const open = grouped && S.open.includes(`g:${by}:${key}`);
    nodeOf.set(n, rest.includes(key) ? restId : open ? `u${n}` : grouped ? `g:${by}:${key}` : `u${n}`);
  }
  if (rest.length) {
    const list = grouped ? [...involved].filter((n) => rest.includes(groupings[by].of[n])) : rest;
    const low = Math.max(0, ...left.map((node) => node.y)) + 60;
    left.push(putRest(scene, restId, t("rest", number(rest.length)), list, { x: 0, y: low }));
  }
  const opened = left.filter((node) => node.kind === "group" && S.open.includes(node.id));
  for (const group of opened) {
    scene.nodes.delete(group.id);
    const mine = [...involved].filter((n) => groupings[by].of[n] === group.n)
      .sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
    const room = Math.max(24, Math.min(LIMITS.world, LIMITS.nodes - left.length));
    group.members = mine.slice(0, room).map((n) => putUnit(scene, n));
    const others = mine.slice(room);
    if (others.length) {
      group.members.push(putRest(scene, `r:${group.id}`, t("rest", number(others.length)), others));
      for (const n of others) nodeOf.set(n, `r:${group.id}`);
    }
    const size = 2 * 40 * Math.sqrt(group.members.length) + 60;
    group.w = size * 1.3;
    group.h = size;
    group.opened = true;
  }
  return { nodeOf, left };
}

function settle(scene, base) {
  const boxes = base.map((node) => ({ node, x: node.x, y: node.y, w: (node.w || Math.max(textWidth(node.short || node.label), 2 * node.r)) + 8, h: (node.h || 2 * node.r + 18) + 8 }));
  apart(boxes);
  const [wide, high] = stretch(boxes);
  for (const box of boxes) {
    box.x *= wide;
    box.y *= high;
    box.node.x = Math.round(box.x);
    box.node.y = Math.round(box.y);
    if (!box.node.opened) continue;
    box.node.members.forEach((member, at) => {
      const [x, y] = seedPoint(at, 40);
      member.x = Math.round(box.x + x * 1.3);
      member.y = Math.round(box.y + y);
    });
    const spread = 40 * Math.sqrt(box.node.members.length) + 26;
    scene.hulls.push({ kind: "group", id: box.node.id, label: box.node.label, x: box.x, y: box.y, rx: spread * 1.3, ry: spread });
  }
}

// How much wider and higher the picture may stand to fill the room that the window has.
function stretch(boxes) {
  const canvas = byId("canvas");
  const span = (at) => Math.max(...boxes.map((box) => box[at])) - Math.min(...boxes.map((box) => box[at])) || 1;
  const lack = (canvas.clientWidth / Math.max(1, canvas.clientHeight)) / (span("x") / span("y"));
  return boxes.length < 3 ? [1, 1] : [Math.min(1.6, Math.max(1, lack)), Math.min(1.4, Math.max(1, 1 / lack))];
}

// Who carries which tasks: units, and tasks in the cloud of their first theme.
function responsibilityScene() {
  const scene = emptyScene();
  const involved = new Set(shown.links.map((link) => link.unit).filter(counted));
  const { nodeOf, left } = unitNodes(scene, "map", unitsAs(), involved);
  const byTheme = new Map();
  for (const task of shown.tasks) {
    const theme = homeTheme(task);
    if (!byTheme.has(theme)) byTheme.set(theme, []);
    byTheme.get(theme).push(task);
  }
  const dots = [...byTheme].filter(([n]) => S.tasks === "task" || S.open.includes(`t${n}`));
  const all = dots.reduce((sum, [, list]) => sum + list.length, 0);
  const share = Math.min(1, LIMITS.dots / Math.max(1, all));
  const taskNode = new Map();
  const right = [];
  for (const [n, list] of [...byTheme].sort((a, b) => a[0] - b[0])) {
    const at = placeOf(`map:${unitsAs()}`, "right", n) || [0, 0];
    const node = putTheme(scene, n, list.length, { x: at[0], y: at[1] });
    right.push(node);
    if (!dots.some(([open]) => open === n)) {
      for (const task of list) taskNode.set(task.n, node.id);
      continue;
    }
    const few = share < 1 ? list.slice().sort((a, b) => b.links.length - a.links.length || a.n - b.n).slice(0, Math.max(3, Math.floor(list.length * share))) : list;
    node.dots = few;
    node.cloud = cloudRadius(Math.max(2, few.length));
    node.w = Math.max(textWidth(node.label), 2 * node.cloud);
    node.h = 2 * node.cloud + 22;
    for (const task of list) taskNode.set(task.n, node.id);
    for (const task of few) taskNode.set(task.n, `k${task.n}`);
    if (few.length < list.length) scene.capped = true;
  }
  settle(scene, [...left, ...right]);
  for (const theme of right.filter((node) => node.dots)) {
    theme.dots.forEach((task, at) => {
      const [x, y] = seedPoint(at, 2 * DOT * 0.9);
      putTask(scene, task, { x: Math.round(theme.x + x), y: Math.round(theme.y + 10 + y), home: theme.id });
    });
    scene.hulls.push({ kind: "cloud", id: theme.id, x: theme.x, y: theme.y + 10, rx: theme.cloud, ry: theme.cloud });
    theme.y = Math.round(theme.y + 10 - theme.cloud);
    theme.r = 7;
    theme.above = true;
  }
  for (const task of shown.tasks) {
    for (const link of linksShown(task)) putEdge(scene, nodeOf.get(link.unit), taskNode.get(task.n), link.role, link, task);
  }
  return finish(scene);
}

// The theme whose cloud a task stands in: its first, or the first that the filter asks for.
function homeTheme(task) {
  const asked = S.filters.theme;
  if (!asked.length || asked.includes(task.theme)) return task.theme;
  const found = task.themes.find((theme) => asked.includes(theme));
  return found === undefined ? task.theme : found;
}

// Who works with whom: a link for each two units that share tasks, by Newman's weight.
function pairsOf(list, nodeOf) {
  const found = new Map();
  for (const task of list) {
    const team = [...new Set(linksShown(task).map((link) => link.unit))].sort((a, b) => a - b);
    for (let i = 0; i < team.length; i += 1) {
      for (let j = i + 1; j < team.length; j += 1) {
        let [a, b] = [nodeOf(team[i]), nodeOf(team[j])];
        if (!a || !b || a === b) continue;
        if (a > b) [a, b] = [b, a];
        const id = `${a}|${b}`;
        if (!found.has(id)) found.set(id, { id, from: a, to: b, weight: 0, tasks: new Set(), links: [] });
        const pair = found.get(id);
        pair.weight += 1 / (team.length - 1);
        pair.tasks.add(task.n);
      }
    }
  }
  return [...found.values()];
}

// Links of fewer tasks than the least are not drawn until one of their ends is selected; each
// node keeps its strongest. They all stand in the table.
function thin(scene) {
  const edges = [...scene.edges.values()].filter((edge) => !edge.plain && edge.to[0] !== "k");
  automaticMin = 1;
  while (edges.filter((edge) => edge.tasks.size >= automaticMin).length > LIMITS.lines) automaticMin += 1;
  const least = S.min || automaticMin;
  const strongest = new Map();
  for (const edge of edges) {
    edge.minor = edge.tasks.size < least;
    for (const id of [edge.from, edge.to]) {
      const best = strongest.get(id);
      if (!best || edge.tasks.size > best.tasks.size) strongest.set(id, edge);
    }
  }
  if (!S.min) for (const edge of strongest.values()) edge.minor = false;
}

let automaticMin = 1;

function networkScene() {
  const scene = emptyScene();
  const involved = new Set(shown.links.map((link) => link.unit).filter(counted));
  const { nodeOf, left } = unitNodes(scene, "network", unitsAs(), involved);
  settle(scene, left);
  const pairs = pairsOf(shown.tasks, (n) => nodeOf.get(n));
  addPairs(scene, pairs);
  paintCommunities(scene, true);
  return finish(scene);
}

function addPairs(scene, pairs) {
  const most = Math.max(1, ...pairs.map((pair) => pair.weight));
  for (const pair of pairs) {
    scene.edges.set(pair.id, { ...pair, width: 0.8 + 6 * Math.sqrt(pair.weight / most), faint: 0.25 + 0.5 * Math.sqrt(pair.weight / most) });
  }
}

function paintCommunities(scene, hulls) {
  const by = groupings.community;
  if (!by) return;
  const members = new Map();
  for (const node of scene.nodes.values()) {
    if (node.kind === "unit") node.community = by.of[node.n];
    else if (node.kind === "group" && node.by === "community") node.community = node.n;
    else continue;
    if (!members.has(node.community)) members.set(node.community, []);
    members.get(node.community).push(node);
  }
  if (!hulls) return;
  for (const [n, list] of members) {
    const alone = by.ids[n] === "none";
    const drawn = list.filter((node) => node.kind === "unit");
    if (alone || drawn.length < 3) continue;
    const points = drawn.flatMap((node) => [0, 1, 2, 3, 4, 5, 6, 7].map((turn) => {
      const angle = turn * Math.PI / 4;
      return [node.x + (node.r + 16) * Math.cos(angle), node.y + 4 + (node.r + 16) * Math.sin(angle)];
    }));
    scene.hulls.push({ kind: "community", id: `community${n}`, n, label: t("communityNumber", by.ids[n]), points: hullOf(points) });
  }
}

// Two plans side by side: the units of each at its side, the themes of both between them.
function compareScene() {
  const scene = emptyScene();
  if (documents.length < 2) return finish(scene);
  const side = (n) => shown.tasks.filter((task) => task.document === n);
  const lists = [side(S.a), side(S.b)];
  const totals = new Map();
  lists.forEach((list, at) => {
    for (const task of list) {
      for (const theme of taskFacets.theme(task)) { // as the table counts: a task at each of its themes
        if (!totals.has(theme)) totals.set(theme, [0, 0]);
        totals.get(theme)[at] += 1;
      }
    }
  });
  const every = [...totals].sort((a, b) => b[1][0] + b[1][1] - a[1][0] - a[1][1] || a[0] - b[0]);
  const middle = every.length > LIMITS.middle ? every.slice(0, LIMITS.middle - 1) : every;
  const row = 34;
  middle.forEach(([n, [a, b]], at) => {
    const node = putTheme(scene, n, a + b, { x: 0, y: Math.round((at - (middle.length - 1) / 2) * row) });
    node.r = 6 + Math.min(9, Math.sqrt(a + b) * 1.5);
    node.label = `${themeName(n)}  ${a} | ${b}`;
    node.right = true;
  });
  const more = every.slice(middle.length);
  const themeNode = (n) => scene.nodes.has(`t${n}`) ? `t${n}` : "r:themes";
  if (more.length) {
    putRest(scene, "r:themes", t("restThemes", more.length), [], { x: 0, y: Math.round((middle.length - (middle.length - 1) / 2) * row), right: true });
    scene.nodes.get("r:themes").themes = more.map(([n]) => n);
  }
  lists.forEach((list, at) => {
    const x = at ? 430 : -430;
    const load = new Map();
    const heights = new Map();
    for (const task of list) {
      for (const n of new Set(linksShown(task).map((link) => link.unit).filter(counted))) {
        load.set(n, (load.get(n) || 0) + 1);
        heights.set(n, (heights.get(n) || 0) + scene.nodes.get(themeNode(homeTheme(task))).y);
      }
    }
    const ranked = [...load].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const drawn = ranked.slice(0, LIMITS.side).map(([n]) => n).sort((a, b) => heights.get(a) / load.get(a) - heights.get(b) / load.get(b) || a - b);
    const others = ranked.slice(LIMITS.side).map(([n]) => n);
    const count = drawn.length + (others.length ? 1 : 0);
    const step = Math.max(row, middle.length * row / Math.max(1, count));
    const y = (place) => Math.round((place - (count - 1) / 2) * step);
    const nodeOf = new Map();
    drawn.forEach((n, place) => {
      const id = `u${n}@${at}`;
      scene.nodes.set(id, { id, kind: "unit", n, label: units[n].name, short: units[n].short, count: load.get(n), r: Math.min(15, unitRadius(load.get(n))), collective: units[n].collective, x, y: y(place), right: at === 1, left: at === 0 });
      nodeOf.set(n, id);
    });
    if (others.length) {
      const id = `r:side${at}`;
      putRest(scene, id, t("rest", others.length), others, { x, y: y(drawn.length), right: at === 1, left: at === 0 });
      for (const n of others) nodeOf.set(n, id);
    }
    const document = documents[at ? S.b : S.a];
    const top = Math.min(-(middle.length / 2) * row, -(count / 2) * step) - 64;
    scene.nodes.set(`d${document.n}`, { id: `d${document.n}`, kind: "document", n: document.n, label: `${t(at ? "planB" : "planA")} ${document.name}`, count: list.length, r: 9, x, y: Math.round(top), wide: true });
    for (const task of list) {
      for (const theme of taskFacets.theme(task)) {
        for (const link of linksShown(task)) putEdge(scene, nodeOf.get(link.unit), themeNode(theme), link.role, link, task);
      }
    }
  });
  return finish(scene);
}

// Last touches: parallel roles apart from each other, widths by the number of tasks.
function finish(scene) {
  const pairs = new Map();
  for (const edge of scene.edges.values()) {
    if (edge.role === undefined) continue;
    const key = `${edge.from}|${edge.to}`;
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(edge);
  }
  for (const parallel of pairs.values()) {
    parallel.sort((a, b) => a.role - b.role).forEach((edge, at) => {
      if (parallel.length > 1) edge.bend = [0, 0.12, 0.22, 0.3][at];
    });
  }
  const most = Math.max(1, ...[...scene.edges.values()].map((edge) => edge.role === undefined ? 1 : edge.tasks.size));
  for (const edge of scene.edges.values()) {
    if (edge.role === undefined) continue;
    const count = edge.tasks.size;
    edge.width = ROLE_LOOK[edge.role].width * (most > 1 ? 0.6 + 2.2 * Math.sqrt((count - 1) / most) : 0.9) * (S.focus && !edge.second ? 1.3 : 1);
    if (edge.faint) continue;
    edge.faint = (count > 1 ? 0.55 : 0.42) * (edge.second || S.view === "compare" ? 0.65 : S.focus ? 1.6 : 1);
  }
  thin(scene);
  return scene;
}

function makeScene() {
  if (S.view === "compare") return compareScene();
  if (S.focus) return worldScene();
  return S.view === "network" ? networkScene() : responsibilityScene();
}
