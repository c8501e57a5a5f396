// What is shown, as a table: tasks, units, links and themes, sorted by any column. This is also
// the way to everything for those who do not see the picture.
const PAGE = 50;
let pageStart = 0;

const spaced = (inside) => Array.isArray(inside) ? inside.flatMap((each, at) => at ? ["、", each] : [each]) : inside;
const joined = (list) => list.join("、");
const unitsIn = (task, role) => linksShown(task).filter((link) => link.role === role).map((link) => link.unit);
const firstDeadline = (task) => task.targets.map((target) => target.deadline).filter(Boolean).sort()[0] || "";

const TABLES = {
  tasks: {
    title: "tableTasks",
    rows: () => tableTasks(),
    columns: [
      ["number", (task) => task.number, (task) => `${String(task.document).padStart(6, "0")}${String(task.position).padStart(6, "0")}`],
      ["task", (task) => go(`k${task.n}`, cut(task.name, 60)), (task) => task.name],
      ...ROLES.map((role, at) => [role, (task) => unitsIn(task, at).map((n) => go(`u${n}`, unitTitle(n))), (task) => joined(unitsIn(task, at).map((n) => units[n].name))]),
      ["sector", (task) => joined(task.sectors.map(sectorName)), (task) => joined(task.sectors.map(sectorName))],
      ["theme", (task) => task.themes.map((n) => go(`t${n}`, themeName(n))), (task) => joined(task.themes.map(themeName))],
      ["targets", (task) => task.targets.map((target) => cut(targetText(target), 40)).join("；"), (task) => joined(task.targets.map(targetText))],
      ["deadline", (task) => firstDeadline(task), (task) => firstDeadline(task)],
      ["document", (task) => go(`d${task.document}`, cut(documents[task.document].name, 20)), (task) => documents[task.document].name],
    ],
    extra: [["sourceText", (task) => task.quote], ["issuer", (task) => documents[task.document].issuer]],
  },
  units: {
    title: "tableUnits",
    rows: () => [...figures.values()].filter((figure) => counted(figure.n)),
    columns: [
      ["unit", (row) => go(`u${row.n}`, unitTitle(row.n)), (row) => units[row.n].name],
      ["function", (row) => units[row.n].fn >= 0 ? functionName(units[row.n].fn) : "", (row) => units[row.n].fn >= 0 ? functionName(units[row.n].fn) : ""],
      ...ROLES.map((role, at) => [role, (row) => row.roles[at], (row) => row.roles[at]]),
      ["total", (row) => row.tasks.size, (row) => row.tasks.size],
      ["partners", (row) => row.partners.size, (row) => row.partners.size],
      ["themes", (row) => row.themes.size, (row) => row.themes.size],
      ["targets", (row) => row.targets, (row) => row.targets],
    ],
    extra: [["aliases", (row) => joined(units[row.n].aliases)], ["place", (row) => units[row.n].place]],
  },
  links: {
    title: "tableLinks",
    rows: () => [...scene.edges.values()],
    columns: [
      ["from", (edge) => go(edge.from, scene.nodes.get(edge.from).label), (edge) => scene.nodes.get(edge.from).label],
      ["role", (edge) => go(edge.id, edge.role === undefined ? t("pair") : t(ROLES[edge.role])), (edge) => edge.role === undefined ? t("pair") : t(ROLES[edge.role])],
      ["to", (edge) => go(edge.to, cut(scene.nodes.get(edge.to).label, 40)), (edge) => scene.nodes.get(edge.to).label],
      ["count", (edge) => edge.tasks.size, (edge) => edge.tasks.size],
      ["weight", (edge) => number(edge.weight || edge.links.length || edge.tasks.size), (edge) => Number((edge.weight || edge.links.length || edge.tasks.size).toFixed(4))],
    ],
    extra: [],
  },
  themes: {
    title: "tableThemes",
    rows: () => themeRows(),
    columns: [
      ["theme", (row) => go(`t${row.n}`, themeName(row.n)), (row) => themeName(row.n)],
      ["tasks", (row) => row.total, (row) => row.total],
      ["units", (row) => row.units.size, (row) => row.units.size],
      ["planA", (row) => row.counts[0], (row) => row.counts[0]],
      ["planB", (row) => row.counts[1], (row) => row.counts[1]],
      ["difference", (row) => row.counts[1] - row.counts[0], (row) => row.counts[1] - row.counts[0]],
    ],
    extra: [],
  },
};

function columnsOf(table) {
  if (table !== "themes" || S.view === "compare") return TABLES[table].columns;
  return TABLES[table].columns.slice(0, 3);
}

// In the world of one unit, theme or task the table holds what that world holds.
function tableTasks() {
  if (S.view === "compare") return shown.tasks.filter((task) => task.document === S.a || task.document === S.b);
  if (!S.focus) return shown.tasks;
  const n = Number(S.focus.slice(1));
  if (S.focus[0] === "u") return shown.tasks.filter((task) => linksShown(task).some((link) => link.unit === n));
  if (S.focus[0] === "t") return shown.tasks.filter((task) => taskFacets.theme(task).includes(n));
  return shown.tasks.filter((task) => task.n === n);
}

const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

function sortedRows() {
  const table = TABLES[S.table];
  const rows = table.rows();
  const [key, down] = S.sort.startsWith("-") ? [S.sort.slice(1), -1] : [S.sort, 1];
  const column = columnsOf(S.table).find(([name]) => name === key);
  if (!column) return rows;
  return rows.map((row, at) => [column[2](row), at, row])
    .sort((a, b) => (typeof a[0] === "number" ? a[0] - b[0] : a[0] === "" ? (b[0] === "" ? 0 : down) : b[0] === "" ? -down : collator.compare(a[0], b[0])) * down || a[1] - b[1])
    .map(([, , row]) => row);
}

function drawTable() {
  const place = byId("table");
  document.body.classList.toggle("with-table", !!S.table);
  const tabs = Object.keys(TABLES).map((key) => button(t(TABLES[key].title), () => { pageStart = 0; change({ table: key, sort: "" }); }, { "aria-pressed": S.table === key, kind: "tab" }));
  const toggle = button(S.table ? t("hideTable") : t("showTable"), () => { pageStart = 0; change({ table: S.table ? "" : "tasks", sort: "" }); }, { kind: "toggle", id: "table-toggle", "aria-expanded": !!S.table });
  if (!S.table) return place.replaceChildren(make("div.tabs", {}, toggle));
  const rows = sortedRows();
  if (pageStart >= rows.length) pageStart = 0;
  const columns = columnsOf(S.table);
  const head = columns.map(([key]) => {
    const state = S.sort === key ? "ascending" : S.sort === `-${key}` ? "descending" : "none";
    const numeric = rows.length && typeof columns.find(([name]) => name === key)[2](rows[0]) === "number";
    const turn = () => change({ sort: state === "none" ? (numeric ? `-${key}` : key) : state === "ascending" ? `-${key}` : key });
    return make("th", { scope: "col", "aria-sort": state }, make("button.sort", { type: "button", title: t("sortBy", t(key)), "data-sort": key, on: { click: turn } }, t(key), make("span.arrow", { "aria-hidden": "true" }, state === "ascending" ? "▲" : state === "descending" ? "▼" : "")));
  });
  const body = rows.slice(pageStart, pageStart + PAGE).map((row) => make("tr", {}, columns.map(([key, cell, plain]) => make(typeof plain(row) === "number" ? "td.figure" : "td", { "data-label": t(key) }, make("div.cell", { title: typeof plain(row) === "number" ? null : plain(row) }, spaced(cell(row)))))));
  const pager = make("div.pager", {},
    make("span", {}, t("page", number(rows.length ? pageStart + 1 : 0), number(Math.min(rows.length, pageStart + PAGE)), number(rows.length))),
    button(t("previous"), () => { pageStart = Math.max(0, pageStart - PAGE); drawTable(); }, { disabled: pageStart === 0, "data-page": "previous" }),
    button(t("next"), () => { pageStart += PAGE; drawTable(); }, { disabled: pageStart + PAGE >= rows.length, "data-page": "next" }));
  place.replaceChildren(make("div.tabs", {}, toggle, tabs, pager), make("div.rows", { tabindex: "0", role: "region", "aria-label": t("caption", t(TABLES[S.table].title)) },
    make("table", {}, make("caption.unseen", {}, t("caption", t(TABLES[S.table].title))), make("thead", {}, make("tr", {}, head)), make("tbody", {}, body))));
}
