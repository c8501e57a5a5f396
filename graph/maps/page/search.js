// Search by name, alias, pinyin or its initials; tasks by their words.
const MOST = 30;

function matches(text) {
  const asked = text.trim().toLowerCase();
  if (!asked) return [];
  const latin = /^[a-z0-9]+$/.test(asked);
  const found = [];
  const score = (name, keys) => {
    const low = name.toLowerCase();
    if (low === asked) return 0;
    if (low.startsWith(asked)) return 1;
    if (latin && keys.split(" ").some((key) => key.startsWith(asked))) return 2;
    if (low.includes(asked)) return 3;
    if (latin && keys.includes(asked)) return 4;
    return -1;
  };
  for (const unit of units) {
    let best = score(unit.name, unit.keys);
    let alias = "";
    for (const name of unit.aliases) {
      const mine = score(name, "");
      if (mine >= 0 && (best < 0 || mine < best)) { best = mine; alias = name; }
    }
    if (best >= 0) found.push({ id: `u${unit.n}`, kind: "unit", label: unit.name, alias, score: best, weight: unit.links.length });
  }
  for (const theme of themes) {
    const best = Math.max(score(theme.zh, theme.keys), score(theme.en, ""));
    if (best >= 0) found.push({ id: `t${theme.n}`, kind: "theme", label: themeName(theme.n), score: best, weight: tasksOfTheme[theme.n].length });
  }
  for (const document of documents) {
    if (document.name.toLowerCase().includes(asked)) found.push({ id: `d${document.n}`, kind: "document", label: document.name, score: 3, weight: 1 });
  }
  found.sort((a, b) => a.score - b.score || b.weight - a.weight || (a.id < b.id ? -1 : 1));
  const kept = found.slice(0, MOST - 10);
  for (const task of tasks) {
    if (kept.length >= MOST) break;
    if (taskLabel(task).toLowerCase().includes(asked) || task.quote.toLowerCase().includes(asked)) kept.push({ id: `k${task.n}`, kind: "task", label: taskLabel(task), score: 9, weight: 0 });
  }
  return kept;
}

let hitList = [];
let hitAt = -1;

function startSearch() {
  const field = byId("search");
  const list = byId("hits");
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    hitAt = -1;
  };
  const point = (at) => {
    hitAt = hitList.length ? (at + hitList.length) % hitList.length : -1;
    [...list.children].forEach((each, n) => each.setAttribute("aria-selected", n === hitAt));
    if (hitAt < 0) return;
    field.setAttribute("aria-activedescendant", `hit-${hitAt}`);
    list.children[hitAt].scrollIntoView({ block: "nearest" });
  };
  const take = (hit) => {
    close();
    field.value = "";
    field.blur();
    reach(hit.id);
  };
  field.addEventListener("input", () => {
    hitList = matches(field.value);
    list.replaceChildren(...hitList.map((hit, n) => make("li", { id: `hit-${n}`, role: "option", "aria-selected": false, "data-id": hit.id, on: { mousedown: (event) => { event.preventDefault(); take(hit); } } },
      make("span.kind", {}, t(hit.kind)), make("span.label", {}, hit.label), hit.alias ? make("span.hint", {}, hit.alias) : null)));
    if (!hitList.length && field.value.trim()) list.replaceChildren(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("noHits")));
    list.hidden = !field.value.trim();
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (hitList.length) point(0);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") point(hitAt + 1);
    else if (event.key === "ArrowUp") point(hitAt - 1);
    else if (event.key === "Enter" && hitList[hitAt]) take(hitList[hitAt]);
    else if (event.key === "Escape") { close(); field.value = ""; byId("canvas").focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== field) close(); }, 100));
}

// Brings something into the picture wherever it stands: as a node that is there, else by its world.
function reach(id) {
  const task = id[0] === "k" ? tasks[Number(id.slice(1))] : null;
  const hidden = (task && !shown.taskOn[task.n]) || (id[0] === "u" && !figures.has(Number(id.slice(1))));
  if (hidden) change({ filters: plainState().filters });
  if (id[0] === "d") change({ selected: id });
  else if (scene.nodes.has(id)) change({ selected: id });
  else focusOn(id);
  bringIntoView(id);
  showPane("picture");
}
