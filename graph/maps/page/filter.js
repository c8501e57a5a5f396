// Which tasks and which assignments pass the filters; values of a facet are joined by "or",
// facets by "and". A facet's own counts leave its own choice aside.
const levelOf = (task) => documents[task.document].level;

const taskFacets = {
  sector: (task) => task.sectors.length ? task.sectors : [NO_SECTOR],
  theme: (task) => task.themes.length ? task.themes : [NO_THEME],
  document: (task) => [task.document],
  level: (task) => [levelOf(task)],
  target: (task) => !task.targets.length ? ["no"]
    : task.targets.some((target) => target.deadline) ? ["yes", "dated"] : ["yes"],
};

const linkFacets = {
  role: (link) => link.role,
  function: (link) => units[link.unit].fn,
  basis: (link) => inherited.has(link.n) ? "inherited" : "explicit",
};

function shownBy(filters) {
  const chosen = Object.fromEntries(FACETS.map((key) => [key, new Set(filters[key])]));
  const free = (key) => chosen[key].size === 0;
  const counts = Object.fromEntries(FACETS.map((key) => [key, new Map()]));
  const add = (key, value) => counts[key].set(value, (counts[key].get(value) || 0) + 1);
  const taskOn = new Uint8Array(tasks.length);
  const linkOn = new Uint8Array(links.length);
  const keys = Object.keys(taskFacets);
  const linkKeys = Object.keys(linkFacets);
  for (const task of tasks) {
    let failed = 0;
    let failing = "";
    for (const key of keys) {
      if (!free(key) && !taskFacets[key](task).some((value) => chosen[key].has(value))) {
        failed += 1;
        failing = key;
      }
    }
    if (failed > 1) continue;
    // Of each facet of links the values that pass the other ones, each once for the task.
    const seen = Object.fromEntries(linkKeys.map((key) => [key, new Set()]));
    let carried = false;
    for (const link of task.links) {
      const missed = linkKeys.filter((key) => !free(key) && !chosen[key].has(linkFacets[key](link)));
      if (missed.length > 1) continue;
      for (const key of missed.length ? missed : linkKeys) seen[key].add(linkFacets[key](link));
      if (missed.length) continue;
      carried = true;
      if (!failed) linkOn[link.n] = 1;
    }
    if (!task.links.length && free("function") && free("basis")) {
      seen.role.add(UNNAMED);
      if (free("role") || chosen.role.has(UNNAMED)) carried = true;
    }
    if (failed) {
      if (carried) for (const value of taskFacets[failing](task)) add(failing, value);
      continue;
    }
    for (const key of linkKeys) for (const value of seen[key]) add(key, value);
    if (!carried) continue;
    taskOn[task.n] = 1;
    for (const key of keys) for (const value of taskFacets[key](task)) add(key, value);
  }
  return {
    taskOn,
    linkOn,
    counts,
    tasks: tasks.filter((task) => taskOn[task.n]),
    links: links.filter((link) => linkOn[link.n]),
  };
}

let shown = null;
const linksShown = (task) => task.links.filter((link) => shown.linkOn[link.n]);

// Collectives (各县区 …) are names for many: they stand in rankings and pictures when asked for.
const counted = (n) => S.groups || !units[n].collective;

// Figures for questions, tables and details, over what is shown. They are those of `zeren workload`
// and of the pages: tasks that name the unit themselves, each once for a role. What a sentence says
// once for many tasks counts only where the filter asks for it.
function figuresOf(what) {
  const of = new Map();
  const get = (n) => {
    if (!of.has(n)) of.set(n, { n, roles: ROLES.map(() => 0), tasks: new Set(), partners: new Map(), themes: new Map(), sectors: new Map(), targets: 0, dated: 0 });
    return of.get(n);
  };
  const plainly = S.filters.basis.length === 0;
  for (const task of what.tasks) {
    const mine = task.links.filter((link) => what.linkOn[link.n] && !(plainly && inherited.has(link.n)));
    const team = [...new Set(mine.map((link) => link.unit))];
    for (const key of new Set(mine.map((link) => link.unit * ROLES.length + link.role))) get(Math.floor(key / ROLES.length)).roles[key % ROLES.length] += 1;
    for (const n of team) {
      const figure = get(n);
      figure.tasks.add(task.n);
      figure.targets += task.targets.length;
      figure.dated += task.targets.filter((target) => target.deadline).length;
      for (const sector of taskFacets.sector(task)) figure.sectors.set(sector, (figure.sectors.get(sector) || 0) + 1);
      for (const theme of taskFacets.theme(task)) figure.themes.set(theme, (figure.themes.get(theme) || 0) + 1);
      for (const other of team) if (other !== n) figure.partners.set(other, (figure.partners.get(other) || 0) + 1);
    }
  }
  return of;
}

let figures = new Map();

function refilter() {
  shown = shownBy(S.filters);
  figures = figuresOf(shown);
}
