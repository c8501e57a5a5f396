// One department's world, one theme's, one task's: what is asked for in the middle, its tasks
// around it in sectors of a theme each, the other units on the outer ring.
function worldScene() {
  sizeFor([...figures.values()].map((figure) => figure.tasks.size));
  const n = Number(S.focus.slice(1));
  if (S.focus[0] === "t") return themeWorld(n);
  if (S.focus[0] === "k") return taskWorld(tasks[n]);
  return S.view === "network" ? partnerWorld(n) : unitWorld(n);
}

function unitWorld(n) {
  const scene = emptyScene();
  const centre = putUnit(scene, n);
  centre.r = Math.max(centre.r, 16);
  centre.central = true;
  const mine = shown.tasks.filter((task) => linksShown(task).some((link) => link.unit === n));
  const byTheme = new Map();
  for (const task of mine) {
    const theme = homeTheme(task);
    if (!byTheme.has(theme)) byTheme.set(theme, []);
    byTheme.get(theme).push(task);
  }
  const single = mine.length <= LIMITS.world;
  const sectors = [...byTheme].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const weight = ([id, list]) => single || S.open.includes(`t${id}`) ? 0.9 + list.length : 1.6;
  const total = sectors.reduce((sum, sector) => sum + weight(sector), 0);
  const inner = Math.max(110, total * 22 / (2 * Math.PI) * 0.72);
  const taskNode = new Map();
  const angleOf = new Map();
  let outer = inner;
  let turn = -Math.PI / 2;
  for (const sector of sectors) {
    const [id, list] = sector;
    const width = weight(sector) / total * 2 * Math.PI;
    const middle = turn + width / 2;
    const open = single || S.open.includes(`t${id}`);
    const theme = putTheme(scene, id, list.length);
    if (open) {
      list.slice(0, LIMITS.dots).forEach((task, at) => {
        const angle = turn + width * (at + 0.9) / (list.length + 0.8);
        const radius = inner + (list.length > 3 && at % 2 ? 22 : 0);
        putTask(scene, task, { x: Math.round(radius * ROUND * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) });
        taskNode.set(task.n, `k${task.n}`);
        angleOf.set(task.n, angle);
      });
    }
    const radius = open ? inner + 62 : inner + 10;
    outer = Math.max(outer, radius);
    theme.x = Math.round(radius * ROUND * Math.cos(middle));
    theme.y = Math.round(radius * Math.sin(middle));
    theme.r = open ? 7 : theme.r;
    aside(theme, middle);
    for (const task of list) {
      if (!taskNode.has(task.n)) { taskNode.set(task.n, theme.id); angleOf.set(task.n, middle); }
      else scene.edges.set(`${theme.id}|k${task.n}`, { id: `${theme.id}|k${task.n}`, from: theme.id, to: `k${task.n}`, tasks: new Set([task.n]), links: [], width: 0.6, faint: 0.25, plain: true });
    }
    turn += width;
  }
  for (const task of mine) {
    for (const link of linksShown(task)) {
      if (link.unit === n) putEdge(scene, centre.id, taskNode.get(task.n), link.role, link, task);
    }
  }
  if (S.steps === 2) addOthers(scene, mine, new Set([n]), (task) => taskNode.get(task.n), (task) => angleOf.get(task.n), outer + 120);
  return finish(scene);
}

// The other units of some tasks on a ring, each at the mean angle of its tasks.
function addOthers(scene, list, known, nodeOfTask, angle, radius) {
  const angles = new Map();
  for (const task of list) {
    for (const n of new Set(linksShown(task).map((link) => link.unit))) {
      if (known.has(n)) continue;
      if (!angles.has(n)) angles.set(n, []);
      angles.get(n).push(angle(task));
    }
  }
  const ranked = [...angles].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const drawn = ranked.slice(0, LIMITS.partners);
  const others = ranked.slice(LIMITS.partners).map(([n]) => n);
  const ring = drawn.map(([n]) => putUnit(scene, n));
  const id = "r:others";
  if (others.length) ring.push(putRest(scene, id, t("rest", others.length), others));
  const room = Math.max(radius, ring.length * 44 / (2 * Math.PI));
  onRing(ring, (node) => node.kind === "rest" ? Math.PI / 2 : meanAngle(angles.get(node.n)), room, 40);
  for (const node of ring) { node.x = Math.round(node.x); node.y = Math.round(node.y); }
  const left = new Set(others);
  for (const task of list) {
    for (const link of linksShown(task)) {
      if (known.has(link.unit)) continue;
      const edge = putEdge(scene, left.has(link.unit) ? id : `u${link.unit}`, nodeOfTask(task), link.role, link, task);
      edge.second = true;
    }
  }
}

function themeWorld(n) {
  const scene = emptyScene();
  const centre = putTheme(scene, n, 0);
  const mine = shown.tasks.filter((task) => taskFacets.theme(task).includes(n));
  centre.count = mine.length;
  const single = mine.length <= LIMITS.nodes;
  if (!single) return crowdedTheme(scene, centre, mine);
  const taskNode = new Map();
  const drawn = single ? mine : mine.slice().sort((a, b) => b.links.length - a.links.length || a.n - b.n).slice(0, LIMITS.nodes - 60);
  const cloud = Math.max(60, 13 * Math.sqrt(drawn.length) + 24);
  if (!single) scene.capped = true;
  drawn.forEach((task, at) => {
    const [x, y] = seedPoint(at + 1, 13);
    putTask(scene, task, { x: Math.round(x * ROUND), y: Math.round(y), r: 5.5 });
    taskNode.set(task.n, `k${task.n}`);
  });
  if (!single) for (const task of mine) if (!taskNode.has(task.n)) taskNode.set(task.n, centre.id);
  centre.y = Math.round(-cloud - 4);
  centre.r = 12;
  centre.above = true;
  centre.central = true;
  scene.hulls.push({ kind: "cloud", id: centre.id, x: 0, y: 0, rx: cloud * ROUND, ry: cloud });
  const angle = (task) => {
    const node = scene.nodes.get(taskNode.get(task.n));
    return Math.atan2(node.y, node.x / ROUND);
  };
  if (S.steps === 2 || single) addOthers(scene, mine, new Set(), (task) => taskNode.get(task.n), angle, cloud + 110);
  return finish(scene);
}

// A theme of more tasks than can be drawn: itself in the middle, the units with most of its tasks
// all around it. Its tasks stand in the table.
function crowdedTheme(scene, centre, mine) {
  centre.r = 30;
  centre.central = true;
  scene.capped = true;
  const load = new Map();
  for (const task of mine) for (const n of new Set(linksShown(task).map((link) => link.unit).filter(counted))) load.set(n, (load.get(n) || 0) + 1);
  const ranked = [...load].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([n]) => n);
  const drawn = ranked.slice(0, LIMITS.partners);
  const others = ranked.slice(LIMITS.partners);
  const nodeOf = new Map(drawn.map((n) => [n, putUnit(scene, n).id]));
  const ring = drawn.map((n) => scene.nodes.get(`u${n}`));
  if (others.length) {
    ring.push(putRest(scene, "r:others", t("rest", number(others.length)), others));
    for (const n of others) nodeOf.set(n, "r:others");
  }
  const radius = Math.max(190, ring.length * 34 / (2 * Math.PI));
  ring.forEach((node, at) => {
    const turn = -Math.PI / 2 + 2 * Math.PI * at / ring.length;
    const out = radius + (at % 2 ? 46 : 0); // two rows, so that names have room
    node.x = Math.round(ROUND * out * Math.cos(turn));
    node.y = Math.round(out * Math.sin(turn));
    aside(node, turn);
  });
  for (const task of mine) {
    for (const link of linksShown(task)) putEdge(scene, nodeOf.get(link.unit), centre.id, link.role, link, task);
  }
  return finish(scene);
}

function taskWorld(task) {
  const scene = emptyScene();
  const centre = putTask(scene, task, { r: 12, central: true });
  const mine = linksShown(task).length ? linksShown(task) : task.links;
  const ring = [...new Set(mine.map((link) => link.unit))].map((n) => putUnit(scene, n));
  const about = taskFacets.theme(task).map((n) => putTheme(scene, n, tasksOfTheme[n].filter((each) => shown.taskOn[each.n]).length));
  for (const node of about) node.r = Math.min(node.r, 14);
  const all = [...ring, ...about];
  all.forEach((node, at) => {
    const turn = -Math.PI / 2 + 2 * Math.PI * (at + 0.5) / all.length;
    const radius = Math.max(130, all.length * 13);
    node.x = Math.round(1.4 * radius * Math.cos(turn));
    node.y = Math.round(radius * Math.sin(turn));
  });
  for (const link of mine) putEdge(scene, `u${link.unit}`, centre.id, link.role, link, task);
  for (const node of about) scene.edges.set(`${node.id}|${centre.id}`, { id: `${node.id}|${centre.id}`, from: node.id, to: centre.id, tasks: new Set([task.n]), links: [], width: 1, faint: 0.5, plain: true });
  if (S.steps === 2) {
    const team = new Set(ring.map((node) => node.n));
    const wanted = shown.tasks.filter((each) => each !== task && new Set(linksShown(each).map((link) => link.unit).filter((n) => team.has(n))).size > 1);
    const near = wanted.slice(0, LIMITS.world);
    if (near.length < wanted.length) scene.capped = true;
    const radius = Math.max(240, all.length * 13 + 120);
    const dots = near.map((each) => putTask(scene, each));
    onRing(dots, (node) => meanAngle(tasks[node.n].links.filter((link) => team.has(link.unit)).map((link) => {
      const unit = scene.nodes.get(`u${link.unit}`);
      return Math.atan2(unit.y, unit.x / 1.4);
    })), radius, 18);
    for (const each of near) {
      for (const link of linksShown(each)) if (team.has(link.unit)) putEdge(scene, `u${link.unit}`, `k${each.n}`, link.role, link, each).second = true;
    }
  }
  return finish(scene);
}

// The units that one unit shares tasks with, and with two steps those that they share tasks with.
function partnerWorld(n) {
  const scene = emptyScene();
  const centre = putUnit(scene, n);
  centre.r = Math.max(centre.r, 16);
  centre.central = true;
  const by = groupings.community;
  const partners = figures.has(n) ? [...figures.get(n).partners].sort((a, b) => b[1] - a[1] || a[0] - b[0]) : [];
  const drawn = partners.slice(0, LIMITS.partners).map(([m]) => m);
  if (drawn.length < partners.length) scene.capped = true;
  const close = drawn.map((m) => putUnit(scene, m));
  const order = close.slice().sort((a, b) => (by ? by.of[a.n] - by.of[b.n] : 0) || b.count - a.count || a.n - b.n);
  const radius = Math.max(170, order.length * 40 / (2 * Math.PI));
  order.forEach((node, at) => {
    const turn = -Math.PI / 2 + 2 * Math.PI * at / order.length;
    node.x = Math.round(ROUND * radius * Math.cos(turn));
    node.y = Math.round(radius * Math.sin(turn));
    node.angle = turn;
    aside(node, turn);
  });
  if (S.steps === 2) {
    const known = new Set([n, ...drawn]);
    const found = new Map();
    for (const node of close) {
      for (const [m, count] of figures.get(node.n).partners) {
        if (known.has(m)) continue;
        if (!found.has(m)) found.set(m, { count: 0, angles: [] });
        found.get(m).count += count;
        found.get(m).angles.push(node.angle);
      }
    }
    const ranked = [...found].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
    if (ranked.length > LIMITS.partners) scene.capped = true;
    const far = ranked.slice(0, LIMITS.partners).map(([m]) => putUnit(scene, m));
    onRing(far, (node) => meanAngle(found.get(node.n).angles), Math.max(radius + 130, far.length * 44 / (2 * Math.PI)), 40);
    for (const node of far) { node.x = Math.round(node.x); node.y = Math.round(node.y); }
  }
  const drawnIds = (m) => scene.nodes.has(`u${m}`) ? `u${m}` : "";
  const pairs = pairsOf(shown.tasks, drawnIds);
  const own = pairs.filter((pair) => pair.from === centre.id || pair.to === centre.id);
  const others = pairs.filter((pair) => !own.includes(pair));
  addPairs(scene, [...own, ...others]);
  paintCommunities(scene, false);
  return finish(scene);
}
