// The page put together: what is drawn again when the reader changes something.
function heading() {
  if (S.view === "compare") return t("viewCompare");
  const name = S.view === "network" ? t("viewNetwork") : t("viewResponsibility");
  if (!S.focus) return name;
  return nodeLabel(S.focus);
}

function nodeLabel(id) {
  const n = Number(baseId(id).slice(1));
  if (id[0] === "u") return units[n].name;
  if (id[0] === "t") return themeName(n);
  return id[0] === "k" ? taskLabel(tasks[n]) : id;
}

const busiest = () => [...figures.values()].filter((figure) => counted(figure.n)).concat([...figures.values()]).slice(0, Math.max(1, [...figures.values()].filter((figure) => counted(figure.n)).length)).sort((a, b) => b.tasks.size - a.tasks.size || a.n - b.n)[0];

function drawViews() {
  const now = S.view === "responsibility" && S.focus ? { u: "department", t: "theme", k: "" }[S.focus[0]] : S.view;
  const topTheme = () => [...shown.counts.theme].filter(([n]) => n !== NO_THEME).sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  const views = [
    ["responsibility", "viewResponsibility", () => change({ view: "responsibility", focus: "", trail: [], selected: "", question: "", units: S.units === "community" ? "" : S.units }), true],
    ["network", "viewNetwork", () => change({ view: "network", focus: "", trail: [], selected: "", question: "" }), true],
    ["department", "viewDepartment", () => { S = { ...S, view: "responsibility" }; focusOn(S.selected[0] === "u" ? baseId(S.selected).split("|")[0] : `u${busiest().n}`, { view: "responsibility" }); }, figures.size],
    ["theme", "viewTheme", () => { S = { ...S, view: "responsibility" }; focusOn(/^t\d+$/.test(S.selected) ? S.selected : `t${topTheme()[0]}`, { view: "responsibility" }); }, topTheme()],
    ["compare", "viewCompare", () => change({ view: "compare", focus: "", trail: [], selected: "", question: "" }), documents.length > 1],
  ];
  byId("views").replaceChildren(...views.map(([key, word, run, possible]) => button(t(word), run, { "data-view": key, "aria-pressed": key === now, disabled: !possible })));
}

function drawBar() {
  const crumbs = [];
  if (S.focus) {
    crumbs.push(button(t("back"), () => goBackTo(S.trail.length - 1), { kind: "back", id: "back" }));
    crumbs.push(button(t("whole"), () => focusOn(""), { kind: "link" }));
    S.trail.forEach((id, at) => crumbs.push(make("span", { "aria-hidden": "true" }, "›"), button(cut(nodeLabel(id), 12), () => goBackTo(at), { kind: "link" })));
    crumbs.push(make("span", { "aria-hidden": "true" }, "›"), make("strong", {}, cut(nodeLabel(S.focus), 24)));
  }
  byId("crumbs").replaceChildren(...crumbs);
  const settings = [];
  if (S.view === "compare" && documents.length > 1) {
    const list = documents.map((document) => [String(document.n), cut(document.name, 30)]);
    settings.push(choice(t("planA"), list, String(S.a), (value) => change({ a: Number(value) })), choice(t("planB"), list, String(S.b), (value) => change({ b: Number(value) })));
  } else if (S.focus) {
    const kind = S.focus[0];
    if (kind === "u" && units.length <= 3000) settings.push(choice(t("chooseUnit"), sortedNames([...new Set([...figures.keys(), Number(S.focus.slice(1))])], (n) => units[n].name).map(([n, name]) => [`u${n}`, cut(name, 24)]), S.focus, (value) => focusOn(value)));
    if (kind === "t") settings.push(choice(t("chooseTheme"), sortedNames([...new Set([...shown.counts.theme.keys(), Number(S.focus.slice(1))])], themeName).map(([n, name]) => [`t${n}`, name]), S.focus, (value) => focusOn(value)));
    settings.push(make("span.pair", { role: "group", "aria-label": t("steps") }, [1, 2].map((steps) => button(t(`step${steps}`), () => change({ steps }), { "aria-pressed": S.steps === steps, "data-steps": steps }))));
  } else {
    const ways = ["unit", ...Object.keys(groupings).filter((by) => by !== "community" || S.view === "network")];
    if (ways.length > 1) settings.push(choice(t("show"), ways.map((by) => [by, t(`by_${by}`)]), unitsAs(), (units) => change({ units, open: [] })));
    if (S.view === "responsibility") settings.push(choice(t("showTasks"), [["task", t("by_task")], ["theme", t("by_theme")]], S.tasks, (tasks) => change({ tasks, open: [] })));
  }
  if (S.view !== "compare" && (S.view === "network" || automaticMin > 1 || S.min)) settings.push(choice(t("minShared"), [["0", t("minAuto", automaticMin)], ...[1, 2, 3, 5, 10, 20, 50].map((n) => [String(n), t("minN", n)])], String(S.min), (value) => change({ min: Number(value) })));
  if (S.view !== "compare") {
    settings.push(choice(t("sizeBy"), SIZES.map((key) => [key, t(`size_${key}`)]), S.size, (size) => change({ size })));
    settings.push(choice(t("colourBy"), [["", t("colour_")], ...COLOURS.filter((key) => key === "role" || (key === "sector" ? sectors.length : groupings[key])).map((key) => [key, t(`colour_${key}`)])], S.colour, (colour) => change({ colour })));
  }
  byId("settings").replaceChildren(...settings);
}

const sortedNames = (list, name) => list.map((n) => [n, name(n)]).sort((a, b) => collator.compare(a[1], b[1]) || a[0] - b[0]);

function goBackTo(at) {
  if (at < 0) return focusOn("");
  const focus = S.trail[at];
  return change({ focus, trail: S.trail.slice(0, at), selected: focus });
}

function showPane(pane) {
  document.body.dataset.pane = pane;
  for (const each of byId("panes").children) each.setAttribute("aria-pressed", each.dataset.pane === pane);
  if (pane === "table" && !S.table) change({ table: "tasks" });
  if (pane === "picture") fitAll();
}

function drawPanes() {
  byId("panes").replaceChildren(...[["panel", "paneQuestions"], ["picture", "panePicture"], ["filters", "paneFilters"], ["table", "paneTable"]].map(([pane, word]) => button(t(word), () => showPane(pane), { "data-pane": pane, "aria-pressed": document.body.dataset.pane === pane })));
}

const SCENE = ["size", "colour", "groups", "view", "focus", "steps", "units", "tasks", "open", "min", "a", "b"];

function render(before) {
  const refiltered = !before || before.filters !== S.filters;
  if (refiltered) refilter();
  if (!refiltered && before.groups !== S.groups) drawFacets();
  const redrawn = refiltered || SCENE.some((key) => before[key] !== S[key]);
  if (redrawn) scene = makeScene();
  if (refiltered) { drawFacets(); drawChips(); } // before the picture, which takes the room that is left
  if (redrawn) { drawLegend(); drawViews(); drawBar(); pageStart = 0; drawPicture(); }
  else if (before.selected !== S.selected || before.question !== S.question) paint();
  if (!before || redrawn || before.selected !== S.selected || before.question !== S.question) drawPanel();
  if (!before || redrawn || before.table !== S.table || before.sort !== S.sort) drawTable();
  if (before && before.selected !== S.selected && S.selected && scene.nodes.has(S.selected)) bringIntoView(S.selected);
  if (before && !before.table !== !S.table) setTimeout(fitAll, 0);
  if (before && refiltered) announce(t("countedShown", number(shown.tasks.length), number(tasks.length)));
}

function renderAll() {
  fillWords();
  byId("language").textContent = t("language");
  byId("language").lang = LANGUAGE ? "zh" : "en";
  if (START.titled === false) {
    document.title = t("title", documents.length);
    document.querySelector("h1").textContent = document.title;
  }
  byId("counts").textContent = t("counted", number(documents.length), number(tasks.length), number(units.length), number(targets.length));
  sceneKey = "";
  drawPanes();
  render(null);
}

function start() {
  window.zerenMap = { state: () => S, scene: () => scene, network: () => network, change, svgText, csvText, figures: () => figures, drawn: 0 };
  readShade();
  readAddress();
  startPicture();
  renderAll();
  listeners.push(render);
  startSearch();
  startExport();
  startKeyboard();
  if (S.question) showPane("panel"); // on a narrow screen: the answer first
  byId("language").addEventListener("click", () => { LANGUAGE = 1 - LANGUAGE; writeAddress(false); renderAll(); });
  byId("shade").addEventListener("click", () => { document.documentElement.dataset.shade = dark ? "light" : "dark"; readShade(); renderAll(); });
  byId("ask").addEventListener("click", showKeys);
  for (const each of document.querySelectorAll("[data-zoom]")) each.addEventListener("click", () => each.dataset.zoom === "all" ? fitAll() : zoomBy(each.dataset.zoom === "in" ? 1.3 : 1 / 1.3));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readShade(); renderAll(); });
  addEventListener("popstate", (event) => {
    readAddress();
    if (event.state && event.state.trail) S = { ...S, trail: event.state.trail };
    renderAll();
  });
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(fitAll, 120); });
  window.zerenMap.ready = performance.now();
  document.documentElement.dataset.ready = "yes";
}

start();
