// The panel: the question that is asked, or all that is known of what is selected, with the
// words of the source behind every link.
function drawPanel() {
  const panel = byId("panel");
  const question = QUESTIONS.find((each) => each.key === S.question);
  const content = [];
  if (question) content.push(questionPanel(question));
  const details = S.selected ? detailsOf(S.selected) : null;
  if (details) {
    if (question) content.push(make("hr"));
    else content.push(button(t("backToQuestions"), () => change({ selected: "", question: "" }), { kind: "back" }));
    content.push(details);
  } else if (!question && S.view === "compare") content.push(compareDetails(), questionCards());
  else if (!question) content.push(questionCards());
  panel.replaceChildren(...content);
  if (question && details && S.question !== "deadlines" && S.question !== "unnamed") panel.scrollTop = 0;
}

function detailsOf(id) {
  const base = baseId(id);
  const n = Number(base.slice(1));
  const node = scene.nodes.get(id);
  if (/^u\d+\|u\d+$/.test(id)) return pairDetails(...id.split("|").map((each) => Number(each.slice(1))));
  if (scene.edges.has(id)) return edgeDetails(scene.edges.get(id));
  if (/^u\d+$/.test(base) && units[n]) return unitDetails(n);
  if (/^t\d+$/.test(base)) return themeDetails(n);
  if (/^k\d+$/.test(base) && tasks[n]) return taskDetails(tasks[n], null, true);
  if (/^d\d+$/.test(base) && documents[n]) return documentDetails(n);
  if (base.startsWith("g:")) return groupDetails(base);
  if (node && node.kind === "rest") return restDetails(node);
  return null;
}

function head(kind, name, actions) {
  return make("header", {}, make("p.kind", {}, kind), make("h2", {}, name), actions && actions.length ? make("div.actions", {}, actions) : null);
}

function pairs(list) {
  const kept = list.filter(([, value]) => value !== "" && value !== null && value !== undefined && value.length !== 0);
  return kept.length ? make("dl", {}, kept.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))) : null;
}

const go = (id, label, says) => make("button.link", { type: "button", on: { click: () => change({ selected: id }) } }, label, says ? make("span.figure", {}, ` ${says}`) : null);

function roleCounts(roles) {
  return make("div.roles", {}, [...ROLES.keys()].filter((role) => roles[role]).map((role) => make(`span.role.${ROLES[role]}`, {}, `${t(ROLES[role])} ${number(roles[role])}`)));
}

function rankList(title, rows, kept = 8) {
  if (!rows.length) return null;
  const most = Math.max(...rows.map(([, , value]) => value));
  const list = make("ul.bars", {});
  const fill = (count) => {
    list.replaceChildren(...rows.slice(0, count).map(([id, label, value]) => make("li", {}, go(id, label), make("span.figure", {}, number(value)), bar(value / most))));
    if (rows.length > count) list.append(make("li.more", {}, button(t("more", number(rows.length - count)), () => fill(count + 100), { kind: "link" })));
  };
  fill(kept);
  return make("section", {}, make("h3", {}, title), list);
}

// As a ranking, of what nothing on the picture stands for.
function rankedWords(title, rows) {
  if (!rows.length) return null;
  const most = Math.max(...rows.map(([, value]) => value));
  return make("section", {}, make("h3", {}, title), make("ul.bars", {}, rows.map(([label, value]) => make("li", {}, make("span.label", {}, label), make("span.figure", {}, number(value)), bar(value / most)))));
}

// A list of tasks, each opening to its source with the asked links marked.
function taskList(list, asked, title) {
  if (!list.length) return null;
  const items = make("ul.tasks", {});
  const fill = (from, to) => {
    for (const task of list.slice(from, to)) items.append(taskItem(task, asked));
    if (list.length > to) {
      const more = make("li.more", {}, button(t("more", number(list.length - to)), () => { more.remove(); fill(to, to + 100); }, { kind: "link" }));
      items.append(more);
    }
  };
  fill(0, 12);
  return make("section", {}, make("h3", {}, `${title || t("tasks")} ${number(list.length)}`), items);
}

function taskItem(task, asked) {
  const mine = asked ? task.links.filter(asked) : [];
  const roles = [...new Set(mine.map((link) => link.role))].sort();
  const body = make("div.body", {});
  const summary = make("summary", {}, roles.map((role) => make(`span.role.${ROLES[role]}`, {}, t(ROLES[role]))), make("span.label", {}, taskLabel(task)));
  const whole = make("details", { on: { toggle: () => { if (whole.open && !body.firstChild) body.append(taskDetails(task, asked, false)); } } }, summary, body);
  return make("li", {}, whole);
}

function taskDetails(task, asked, full) {
  const chosen = asked ? new Set(task.links.filter(asked).map((link) => link.n)) : null;
  const source = sourceText(task, chosen);
  const elsewhere = [...new Set(task.links.filter((link) => A.at[link.n] < 0).map((link) => A.words[A.written[link.n]]))];
  const rows = task.links.map((link) => make("li", {},
    make(`span.role.${ROLES[link.role]}`, {}, t(ROLES[link.role])), go(`u${link.unit}`, unitTitle(link.unit)),
    A.words[A.written[link.n]] !== units[link.unit].name ? make("span.hint", {}, ` ${A.words[A.written[link.n]]}`) : null,
    inherited.has(link.n) ? make("span.hint", {}, ` ${t("inherited")}`) : null,
    A.office[link.n] >= 0 ? make("span.hint", {}, ` ${t("office")}: ${A.words[A.office[link.n]]}`) : null,
    make("span.rule", { title: t("rule") }, A.rules[A.rule[link.n]])));
  const document = documents[task.document];
  const where = [
    [t("document"), go(`d${task.document}`, document.name)],
    [t("under"), task.under.map((n) => headings[n]).join(" › ")],
    [t("sector"), joined(task.sectors.map(sectorName))],
    [t("themes"), task.themes.map((n) => go(`t${n}`, themeName(n)))],
  ];
  const aims = task.targets.map((target) => make("li", {}, targetText(target), target.deadline ? make("span.hint", {}, ` ${target.deadline}`) : null));
  return make("article.task", {},
    full ? head(t("task"), taskLabel(task), [button(t("focusHere"), () => focusOn(`k${task.n}`), { kind: "action" })]) : null,
    task.damaged ? make("p.warning", {}, t("damaged")) : null,
    full ? make("h3", {}, t("source")) : null, source,
    elsewhere.length ? make("p.hint", {}, t("elsewhere", elsewhere.join("、"))) : null,
    full ? make("section", {}, make("h3", {}, t("units")), rows.length ? make("ul.duties", {}, rows) : make("p", {}, t("unnamed"))) : rows.length ? make("ul.duties", {}, rows) : null,
    aims.length ? make("section", {}, make("h3", {}, t("targets")), make("ul.aims", {}, aims)) : null,
    pairs(where),
    full ? null : button(t("focusHere"), () => focusOn(`k${task.n}`), { kind: "link" }));
}

function unitDetails(n) {
  const unit = units[n];
  const figure = figures.get(n);
  const by = groupings.community;
  const actions = [
    S.focus === `u${n}` && S.view !== "network" ? null : button(t("viewDepartment"), () => { S = { ...S, view: "responsibility" }; focusOn(`u${n}`, { view: "responsibility", focus: `u${n}` }); }, { kind: "action" }),
    S.focus === `u${n}` && S.view === "network" ? null : button(t("network"), () => { S = { ...S, view: "network" }; focusOn(`u${n}`, { view: "network", focus: `u${n}` }); }, { kind: "action" }),
  ].filter(Boolean);
  const list = unit.links.filter((link) => shown.linkOn[link.n]);
  const mine = [...new Set(list.map((link) => link.task))].sort((a, b) => a - b).map((task) => tasks[task]);
  const top = (map, id, label) => [...map].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([m, value]) => [id(m), label(m), value]);
  return make("article", {},
    head(unit.collective ? t("collective") : t("unit"), unit.name, actions),
    figure ? roleCounts(figure.roles) : null,
    pairs([
      [t("function"), unit.fn >= 0 ? functionName(unit.fn) : ""],
      [t("place"), unit.place],
      [t("aliases"), unit.aliases.join("、")],
      [t("targets"), figure && figure.targets ? number(figure.targets) : ""],
      [t("by_community"), by && by.ids[by.of[n]] !== "none" ? groupName("community", by.of[n]) : ""],
    ]),
    figure ? rankedWords(t("facetSector"), [...figure.sectors].filter(([m]) => m !== NO_SECTOR).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 6).map(([m, value]) => [sectorName(m), value])) : null,
    figure ? rankList(t("themes"), top(figure.themes, (m) => `t${m}`, themeName), 6) : null,
    figure ? rankList(t("partners"), top(figure.partners, (m) => `u${m}`, (m) => units[m].name), 6) : null,
    taskList(mine, (link) => link.unit === n));
}

function themeDetails(n) {
  const list = shown.tasks.filter((task) => taskFacets.theme(task).includes(n));
  const counts = new Map();
  for (const task of list) for (const m of new Set(linksShown(task).map((link) => link.unit))) counts.set(m, (counts.get(m) || 0) + 1);
  const rows = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([m, value]) => [`u${m}`, units[m].name, value]);
  const other = n !== NO_THEME ? (LANGUAGE ? themes[n].zh : themes[n].en) : "";
  const actions = [S.focus === `t${n}` ? null : button(t("focusHere"), () => focusOn(`t${n}`), { kind: "action" }), button(t("filterBy"), () => setFilter("theme", [n]), { kind: "action" })];
  if (S.view === "responsibility" && !S.focus && S.tasks === "theme") actions.push(button(t(S.open.includes(`t${n}`) ? "collapse" : "expand"), () => toggleOpen(`t${n}`), { kind: "action" }));
  return make("article", {}, head(t("theme"), themeName(n), actions),
    other && other !== themeName(n) ? make("p.hint", {}, other) : null,
    make("p", {}, `${t("nTasks", number(list.length))} · ${t("nUnits", number(rows.length))}`),
    rankList(t("units"), rows), taskList(list));
}

function documentDetails(n) {
  const document = documents[n];
  const list = shown.tasks.filter((task) => task.document === n);
  const aims = targets.filter((target) => target.document === n);
  return make("article", {}, head(t("document"), document.name, [button(t("filterBy"), () => setFilter("document", [n]), { kind: "action" })]),
    pairs([[t("issuer"), document.issuer], [t("place"), document.place], [t("issued"), document.issued], [t("documentNumber"), document.code]]),
    aims.length ? make("section", {}, make("h3", {}, t("ofDocument")), make("ul.aims", {}, aims.map((target) => make("li", { title: G.quote[target.n] }, targetText(target), target.deadline ? make("span.hint", {}, ` ${target.deadline}`) : null)))) : null,
    taskList(list));
}

function groupDetails(id) {
  const [, by, at] = id.split(":");
  const n = Number(at);
  if (!groupings[by] || !groupings[by].labels[n]) return null;
  const rows = [...figures.values()].filter((figure) => groupings[by].of[figure.n] === n)
    .sort((a, b) => b.tasks.size - a.tasks.size || a.n - b.n).map((figure) => [`u${figure.n}`, units[figure.n].name, figure.tasks.size]);
  const list = shown.tasks.filter((task) => linksShown(task).some((link) => groupings[by].of[link.unit] === n));
  return make("article", {}, head(`${t("group")} · ${t(`by_${by}`)}`, groupName(by, n), [button(t(S.open.includes(id) ? "collapse" : "expand"), () => toggleOpen(id), { kind: "action" })]),
    make("p", {}, `${t("nUnits", number(rows.length))} · ${t("nTasks", number(list.length))}`),
    rankList(t("members"), rows, 12), taskList(list, (link) => groupings[by].of[link.unit] === n));
}

function restDetails(node) {
  if (node.themes) return make("article", {}, head(t("themes"), node.label), make("ul.tasks", {}, node.themes.map((n) => make("li", {}, go(`t${n}`, themeName(n))))));
  const rows = node.list.map((n) => {
    const isGroup = node.id === `r:${unitsAs()}` && unitsAs() !== "unit" && !figures.has(n);
    const id = isGroup ? `g:${unitsAs()}:${n}` : `u${n}`;
    return [id, isGroup ? groupName(unitsAs(), n) : units[n].name, figures.has(n) ? figures.get(n).tasks.size : 0];
  });
  return make("article", {}, head(t("units"), node.label), rankList(t("members"), rows, 40));
}

function edgeDetails(edge) {
  const name = (id) => { const node = scene.nodes.get(id); return node ? node.label : id; };
  const list = [...edge.tasks].sort((a, b) => a - b).map((n) => tasks[n]);
  if (edge.role === undefined && /^u\d+$/.test(edge.from) && /^u\d+$/.test(edge.to)) return pairDetails(Number(edge.from.slice(1)), Number(edge.to.slice(1)));
  const mine = new Set(edge.links.map((link) => link.n));
  const asked = edge.links.length ? (link) => mine.has(link.n) : null;
  const kind = edge.role === undefined ? t("pair") : t(ROLES[edge.role]);
  const title = `${name(edge.from)} → ${name(edge.to)}`;
  if (list.length === 1) return make("article", {}, head(kind, title), taskDetails(list[0], asked, false));
  return make("article", {}, head(kind, title), taskList(list, asked));
}

function pairDetails(a, b) {
  if (!units[a] || !units[b]) return null;
  const list = shown.tasks.filter((task) => { const team = linksShown(task).map((link) => link.unit); return team.includes(a) && team.includes(b); });
  return make("article", {}, head(t("pair"), `${units[a].name} — ${units[b].name}`),
    make("p", {}, t("nShared", number(list.length))),
    make("p", {}, go(`u${a}`, units[a].name), " ", go(`u${b}`, units[b].name)),
    taskList(list, (link) => link.unit === a || link.unit === b));
}

function compareDetails() {
  if (documents.length < 2) return make("p", {}, t("needTwo"));
  const rows = themeRows();
  const only = (at) => rows.filter((row) => row.counts[at] && !row.counts[1 - at]).map((row) => go(`t${row.n}`, themeName(row.n)));
  const names = [t("planA"), t("planB")];
  const table = make("table.small", {}, make("caption", {}, t("tableThemes")),
    make("thead", {}, make("tr", {}, [t("theme"), ...names, t("difference")].map((each, at) => make("th", { scope: "col", class: at ? "figure" : null }, each)))),
    make("tbody", {}, rows.map((row) => make("tr", {}, make("td", {}, go(`t${row.n}`, themeName(row.n))), row.counts.map((count) => make("td.figure", {}, count)), make("td.figure", {}, row.counts[1] - row.counts[0])))));
  return make("article", {}, head(t("viewCompare"), `${documents[S.a].name} · ${documents[S.b].name}`),
    make("div.scroll", { tabindex: "0", role: "region", "aria-label": t("tableThemes") }, table),
    pairs([[t("onlyIn", names[0]), only(0)], [t("onlyIn", names[1]), only(1)]]));
}

function themeRows() {
  const rows = new Map();
  for (const task of shown.tasks) {
    for (const n of taskFacets.theme(task)) {
      if (!rows.has(n)) rows.set(n, { n, total: 0, counts: [0, 0], units: new Set() });
      const row = rows.get(n);
      row.total += 1;
      for (const link of linksShown(task)) row.units.add(link.unit);
      if (task.document === S.a) row.counts[0] += 1;
      if (task.document === S.b) row.counts[1] += 1;
    }
  }
  const list = [...rows.values()].sort((a, b) => b.total - a.total || a.n - b.n);
  return S.view === "compare" ? list.filter((row) => row.counts[0] + row.counts[1]) : list;
}
