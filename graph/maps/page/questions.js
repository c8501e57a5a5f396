// The questions that people ask first, each with its answer in a line, its ranking, and the
// picture that shows it.
const ranked = (list) => list.sort((a, b) => b.value - a.value || a.order - b.order);

const unitRows = (value, words) => ranked([...figures.values()].filter((figure) => counted(figure.n)).map((figure) => ({
  id: `u${figure.n}`, label: unitTitle(figure.n), value: value(figure), order: figure.n,
})).filter((row) => row.value > 0)).map((row) => ({ ...row, says: t(words, number(row.value)) }));

const QUESTIONS = [
  {
    key: "lead",
    title: "qLead",
    none: "nobodyLeads",
    rows: () => unitRows((figure) => figure.roles[0], "nLed"),
    role: 0,
    state: () => ({ view: "responsibility", focus: "", trail: [], selected: "" }),
  },
  {
    key: "partners",
    title: "qPartners",
    none: "noPairs",
    rows: () => unitRows((figure) => [...figure.partners.keys()].filter(counted).length, "nPartners"),
    state: () => ({ view: "network", focus: "", trail: [], selected: "" }),
  },
  {
    key: "themes",
    title: "qThemes",
    none: "nobody",
    rows: () => {
      const found = new Map();
      for (const task of shown.tasks) {
        for (const theme of taskFacets.theme(task)) {
          if (theme === NO_THEME) continue;
          if (!found.has(theme)) found.set(theme, new Set());
          for (const link of linksShown(task)) if (counted(link.unit)) found.get(theme).add(link.unit);
        }
      }
      return ranked([...found].map(([n, set]) => ({ id: `t${n}`, label: themeName(n), value: set.size, order: n })).filter((row) => row.value))
        .map((row) => ({ ...row, says: t("nUnits", number(row.value)) }));
    },
    state: () => ({ view: "responsibility", focus: "", trail: [], selected: "" }),
  },
  {
    key: "pairs",
    title: "qPairs",
    none: "noPairs",
    rows: () => ranked([...figures.values()].filter((figure) => counted(figure.n)).flatMap((figure) => [...figure.partners].filter(([other]) => other > figure.n && counted(other)).map(([other, count]) => ({
      id: `u${figure.n}|u${other}`, label: `${units[figure.n].name} — ${units[other].name}`, value: count, order: figure.n,
    })))).slice(0, 200).map((row) => ({ ...row, says: t("nShared", number(row.value)) })),
    state: () => ({ view: "network", focus: "", trail: [], selected: "" }),
  },
  {
    key: "deadlines",
    title: "qDeadlines",
    none: "noDeadlines",
    rows: () => {
      const today = new Date().toISOString().slice(0, 10);
      const due = targets.filter((target) => target.deadline && (target.task < 0 ? !filtered() : shown.taskOn[target.task]));
      due.sort((a, b) => (a.deadline < today) - (b.deadline < today) || (a.deadline < today ? b.deadline.localeCompare(a.deadline) : a.deadline.localeCompare(b.deadline)) || a.n - b.n);
      return due.map((target) => ({ id: target.task < 0 ? `d${target.document}` : `k${target.task}`, label: targetText(target), value: 0, says: `${target.deadline}${target.deadline < today ? ` ${t("past")}` : ""}` }));
    },
    state: () => ({ view: "responsibility", focus: "", trail: [], selected: "", filters: { ...S.filters, target: ["dated"] } }),
    leave: (filters) => ({ ...filters, target: filters.target.filter((value) => value !== "dated") }),
  },
  {
    key: "unnamed",
    title: "qUnnamed",
    none: "allNamed",
    rows: () => shown.tasks.filter((task) => !task.links.length).map((task) => ({ id: `k${task.n}`, label: taskLabel(task), value: 0, says: documents.length > 1 ? cut(documents[task.document].name, 16) : "" })),
    headline: (rows) => `${t("nTasks", number(rows.length))}${tasks.length ? LANGUAGE ? `, ${t("shareOf", share(rows.length))}` : `，${t("shareOf", share(rows.length))}` : ""}`,
    state: () => ({ view: "responsibility", focus: "", trail: [], selected: "", filters: { ...S.filters, role: [UNNAMED] } }),
    leave: (filters) => ({ ...filters, role: filters.role.filter((value) => value !== UNNAMED) }),
  },
];

// Of all tasks that pass the reader's own filters, whether or not the question has set its own.
function share(count) {
  const question = QUESTIONS.find((each) => each.key === S.question);
  const all = question && question.leave ? shownBy(question.leave(S.filters)).tasks.length : shown.tasks.length;
  return `${Math.round(100 * count / Math.max(1, all))}%`;
}

// What a ranking points to in the picture: the nodes of its first rows, by what they are drawn as.
function answered() {
  const question = QUESTIONS.find((each) => each.key === S.question);
  if (!question || question.leave || S.selected) return null;
  const by = unitsAs();
  const drawnAs = (id) => scene.nodes.has(id) ? id : id[0] === "u" && groupings[by] ? `g:${by}:${groupings[by].of[Number(id.slice(1))]}` : "";
  const found = new Set(question.rows().slice(0, 10).flatMap((row) => row.id.split("|").map(drawnAs)).filter((id) => scene.nodes.has(id)));
  return found.size ? { nodes: found, role: question.role } : null;
}

function ask(question) {
  const before = QUESTIONS.find((each) => each.key === S.question);
  const filters = before && before.leave ? before.leave(S.filters) : S.filters;
  S = { ...S, filters };
  refilter();
  const rows = question.rows();
  change({ ...question.state(rows.length ? rows[0].id : ""), question: question.key });
}

function leaveQuestion() {
  const before = QUESTIONS.find((each) => each.key === S.question);
  change({ question: "", selected: "", filters: before && before.leave ? before.leave(S.filters) : S.filters });
}

function questionCards() {
  const cards = QUESTIONS.map((question) => {
    const rows = question.rows();
    const top = rows[0];
    const answer = !top ? t(question.none) : question.headline ? question.headline(rows) : top.label;
    return make("li", {}, make("button.card", { type: "button", "data-question": question.key, on: { click: () => ask(question) } },
      make("span.asked", {}, t(question.title)),
      make("span.answer", {}, cut(answer, 34)),
      top && !question.headline ? make("span.figure", {}, top.says) : null));
  });
  return make("div.questions", {}, make("h2", {}, t("questionsTitle")), make("p.hint", {}, t("questionsIntro")), make("ol.cards", {}, cards));
}

let rankShown = 10;

function groupsSwitch() {
  const some = units.filter((unit) => unit.collective).length;
  if (!some) return null;
  return make("label.switch", {}, make("input", { type: "checkbox", checked: S.groups, id: "groups", on: { change: () => change({ groups: !S.groups }) } }), t("withGroups", number(some)));
}

const unitTitle = (n) => units[n].collective ? `${units[n].name}${t("collectiveMark")}` : units[n].name;

function questionPanel(question) {
  const rows = question.rows();
  const most = Math.max(1, ...rows.map((row) => row.value));
  const list = rows.slice(0, rankShown).map((row, at) => make(row.id === S.selected ? "li.current" : "li", {},
    make("button.row", { type: "button", "aria-pressed": row.id === S.selected, on: { click: () => { change({ selected: row.id }); } } },
      make("span.place", {}, at + 1), make("span.label", {}, row.label), make("span.figure", {}, row.says), row.value ? bar(row.value / most) : null)));
  return make("div.answers", {},
    button(t("backToQuestions"), leaveQuestion, { kind: "back" }),
    make("h2", {}, t(question.title)),
    question.leave ? null : groupsSwitch(),
    rows.length ? make("p.hint", {}, question.headline ? question.headline(rows) : t("rankNote")) : make("p", {}, t(question.none)),
    make("ol.ranking", {}, list),
    rows.length > rankShown ? button(t("more", number(rows.length - rankShown)), () => { rankShown += 100; drawPanel(); }, { kind: "link" }) : null);
}
