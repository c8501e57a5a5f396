// What the reader has chosen. All of it stands in the address after "#", so that a link brings
// another reader to the same picture, also from disk.
const FACETS = ["sector", "theme", "role", "function", "document", "level", "target", "basis"];
const SIZES = ["tasks", "lead", "responsible", "cooperating", "partners", "targets"];
const COLOURS = ["role", "function", "community", "sector"];
const LIMITS = { nodes: 300, dots: 600, world: 80, side: 22, middle: 18, partners: 60, lines: 300 };

function plainState() {
  return {
    view: "responsibility", // responsibility, network, compare
    focus: "", // a node: u3, t5, k77
    steps: 2,
    units: "", // single units or a grouping; empty for what suits the view
    tasks: RAW.open.tasks,
    open: [], // groups and themes that are expanded
    filters: Object.fromEntries(FACETS.map((key) => [key, []])),
    min: 0, // least shared tasks of a link; 0 for automatic
    a: 0,
    b: documents.length > 1 ? 1 : 0,
    selected: "",
    question: "",
    table: "",
    sort: "",
    size: "tasks", // what the size of a unit says
    colour: "", // what its colour says; empty for what suits the view
    groups: false, // whether collectives stand in rankings and pictures
    trail: [], // where the reader came from: focuses, outermost first
  };
}

let S = plainState();
const listeners = [];

function change(patch, { quiet = false } = {}) {
  const before = S;
  const steps = ["view", "focus", "question"];
  S = { ...S, ...patch };
  const turned = steps.some((key) => before[key] !== S[key]);
  writeAddress(turned && !quiet);
  for (const each of listeners) each(before);
}

function setFilter(key, values) {
  change({ filters: { ...S.filters, [key]: values } });
}

function toggleFilter(key, value) {
  const now = S.filters[key];
  setFilter(key, now.includes(value) ? now.filter((each) => each !== value) : [...now, value]);
}

const filtered = () => FACETS.some((key) => S.filters[key].length > 0);

function focusOn(node, patch) {
  if (!node) return change({ focus: "", trail: [], selected: "", ...patch });
  if (node === S.focus) return change({ ...patch });
  const at = S.trail.indexOf(node);
  const trail = at >= 0 ? S.trail.slice(0, at) : S.focus ? [...S.trail, S.focus] : S.trail;
  const view = node[0] === "u" && S.view === "network" ? "network" : "responsibility";
  return change({ focus: node, trail: trail.slice(-6), selected: node, view, question: "", ...patch });
}

function goBack() {
  if (S.selected && S.selected !== S.focus) return change({ selected: S.focus });
  if (!S.focus) return S.question ? change({ question: "" }) : change({ selected: "" });
  const trail = S.trail.slice();
  const last = trail.pop() || "";
  return change({ focus: last, trail, selected: last });
}

// Nodes in the address by names that stay the same when the map is made again.
function nameOf(node) {
  const n = Number(node.slice(1));
  if (node[0] === "u") return units[n].id;
  if (node[0] === "t") return n === NO_THEME ? "theme#none" : themes[n].id;
  if (node[0] === "k") return `task/${taskId(tasks[n])}`;
  return node;
}

// A link is named by its ends and its role; in a comparison a unit by itself, not by its side.
const partsOf = (id) => id.split("|").map((part) => part.split("@")[0]);
const selectionName = (id) => partsOf(id).map((part) => /^[utk]\d+$/.test(part) ? nameOf(part) : part).join("|");
const selectionOf = (name) => {
  const parts = name.split("|").map((part) => /^\d$/.test(part) ? part : nodeOf(part));
  return parts.every(Boolean) ? parts.join("|") : "";
};

function nodeOf(name) {
  if (unitNumbers.has(name)) return `u${unitNumbers.get(name)}`;
  if (themeNumbers.has(name)) return `t${themeNumbers.get(name)}`;
  if (name === "theme#none") return `t${NO_THEME}`;
  if (name.startsWith("task/")) {
    const n = taskNumbers.get(name.slice(5));
    return n === undefined ? "" : `k${n}`;
  }
  return /^g:\w+:\d+$/.test(name) ? name : "";
}

const LEVELS = ["national", "province", "city", "county", "township"];
const oneOf = (list, value) => list.includes(value) ? value : undefined;

const facetIds = {
  role: [(v) => ROLES[v] || "none", (v) => v === "none" ? UNNAMED : ROLES.includes(v) ? ROLES.indexOf(v) : undefined],
  sector: [(v) => v === NO_SECTOR ? "none" : sectors[v].id, (v) => v === "none" ? NO_SECTOR : sectorNumbers.get(v)],
  theme: [(v) => v === NO_THEME ? "none" : themes[v].id, (v) => v === "none" ? NO_THEME : themeNumbers.get(v)],
  function: [(v) => v < 0 ? "none" : functions[v].id, (v) => v === "none" ? -1 : byName(functions).get(v)],
  document: [(v) => documents[v].id, (v) => documentNumbers.get(v)],
  level: [(v) => v || "none", (v) => v === "none" ? "" : oneOf(LEVELS, v)],
  target: [(v) => v, (v) => oneOf(["yes", "dated", "no"], v)],
  basis: [(v) => v, (v) => oneOf(["explicit", "inherited"], v)],
};

function address() {
  const plain = plainState();
  const found = new URLSearchParams();
  const put = (key, value, usual) => { if (value !== usual && value !== "") found.set(key, value); };
  put("view", S.view, plain.view);
  if (S.focus) put("focus", nameOf(S.focus));
  put("steps", String(S.steps), "2");
  put("units", S.units, "");
  put("tasks", S.tasks, plain.tasks);
  if (S.open.length) put("open", S.open.map(nameOf).join("|"));
  for (const key of FACETS) {
    if (S.filters[key].length) put(key, S.filters[key].map(facetIds[key][0]).join("|"));
  }
  put("min", String(S.min), "0");
  if (S.view === "compare") {
    put("a", documents[S.a].id);
    put("b", documents[S.b].id);
  }
  if (S.selected && S.selected !== S.focus && /^[utk]/.test(S.selected)) put("at", selectionName(S.selected));
  put("question", S.question, "");
  put("table", S.table, "");
  put("sort", S.sort, "");
  put("size", S.size, plain.size);
  put("colour", S.colour, "");
  if (S.groups) put("groups", "yes", "");
  put("lang", LANGUAGE ? "en" : "zh", START.lang);
  return found.toString() || (S.question ? "" : "view=responsibility");
}

function stateFrom(text) {
  const found = new URLSearchParams(text);
  const state = plainState();
  const get = (key) => found.get(key) || "";
  const one = (key, values, usual) => values.includes(get(key)) ? get(key) : usual;
  state.view = one("view", ["responsibility", "network", "compare"], state.view);
  state.focus = nodeOf(get("focus"));
  state.steps = get("steps") === "1" ? 1 : 2;
  state.units = one("units", ["unit", ...Object.keys(groupings)], "");
  state.tasks = one("tasks", ["task", "theme"], state.tasks);
  state.open = get("open").split("|").map(nodeOf).filter(Boolean);
  for (const key of FACETS) {
    const values = get(key) ? get(key).split("|").map(facetIds[key][1]) : [];
    state.filters[key] = values.filter((value) => value !== undefined);
  }
  state.min = Number(get("min")) || 0;
  if (documentNumbers.has(get("a"))) state.a = documentNumbers.get(get("a"));
  if (documentNumbers.has(get("b"))) state.b = documentNumbers.get(get("b"));
  state.selected = selectionOf(get("at")) || state.focus;
  state.question = get("question");
  state.table = one("table", ["tasks", "units", "links", "themes"], "");
  state.sort = get("sort");
  state.size = one("size", SIZES, "tasks");
  state.colour = one("colour", COLOURS, "");
  state.groups = get("groups") === "yes";
  const language = get("lang") || START.lang;
  LANGUAGE = language === "en" ? 1 : 0;
  return state;
}

// How the map was asked to open, by the command that made it.
function startState() {
  const state = stateFrom("");
  state.focus = START.focus ? nodeOf(START.focus) : "";
  const busiest = (kind) => kind === "u"
    ? units.reduce((best, unit) => unit.links.length > best.links.length ? unit : best, units[0])
    : themes.reduce((best, theme) => tasksOfTheme[theme.n].length > tasksOfTheme[best.n].length ? theme : best, themes[0]);
  if (!state.focus && START.view === "department" && units.length) state.focus = `u${busiest("u").n}`;
  if (!state.focus && START.view === "theme" && themes.length) state.focus = `t${busiest("t").n}`;
  if (START.view === "network" || (START.view === "compare" && documents.length > 1)) state.view = START.view;
  if (START.compare) [state.a, state.b] = START.compare.map((id) => documentNumbers.get(id));
  state.selected = state.focus;
  // The first question is answered before anybody asks.
  if (!state.focus && START.view === "responsibility" && units.length) state.question = "lead";
  return state;
}

function writeAddress(step) {
  const text = address();
  if (text === location.hash.slice(1)) return;
  try {
    const target = text ? `#${text}` : location.href.split("#")[0];
    history[step ? "pushState" : "replaceState"]({ trail: S.trail }, "", target);
  } catch { /* a frame without an address of its own, as in a notebook */ }
}

function readAddress() {
  const text = location.hash.slice(1);
  S = text && text.includes("=") ? stateFrom(text) : startState();
}
