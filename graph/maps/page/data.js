// What the page knows, unpacked from the columns that Python wrote.
const read = (id) => JSON.parse(byId(id).textContent);
const RAW = read("zeren-data");
const START = read("zeren-start");
const ROLES = RAW.assignments.roles; // lead, responsible, cooperating, guiding
const UNNAMED = ROLES.length;

const documents = RAW.documents.map(([id, name, issuer, place, level, issued, code, year], n) =>
  ({ n, id, name, issuer, place, level, issued, code, year }));
const themes = RAW.themes.map(([id, zh, en], n) => ({ n, id, zh, en, keys: RAW.themeKeys[n] }));
const NO_THEME = themes.length;
const sectors = RAW.sectors.map(([id, zh, en], n) => ({ n, id, zh, en }));
const NO_SECTOR = sectors.length;
const functions = RAW.functions.map(([id, zh, en], n) => ({ n, id, zh, en }));
const units = RAW.units.map(([id, name, aliases, keys, fn, place, level, collective, home, short], n) =>
  ({ n, id, name, aliases, keys, fn, place, level, collective: !!collective, home, short, links: [] }));
const headings = RAW.tasks.headings;
const damaged = new Set(RAW.tasks.damaged);
const tasks = RAW.tasks.name.map((name, n) => ({
  n,
  name,
  number: RAW.tasks.number[n],
  document: RAW.tasks.document[n],
  position: RAW.tasks.position[n],
  quote: RAW.tasks.quote[n],
  themes: RAW.tasks.themes[n],
  sectors: RAW.tasks.sectors[n],
  theme: RAW.tasks.themes[n].length ? RAW.tasks.themes[n][0] : NO_THEME,
  under: RAW.tasks.under[n],
  damaged: damaged.has(n),
  links: [],
  targets: [],
}));
const A = RAW.assignments;
const inherited = new Set(A.inherited);
const links = A.unit.map((unit, n) => ({ n, unit, task: A.task[n], role: A.role[n] }));
for (const link of links) {
  units[link.unit].links.push(link);
  tasks[link.task].links.push(link);
}
const G = RAW.targets;
const targets = G.task.map((task, n) => ({
  n, task, document: G.document[n], deadline: G.deadline[n], indicator: G.words[G.indicator[n]],
}));
for (const target of targets) if (target.task >= 0) tasks[target.task].targets.push(target);

const groupings = RAW.groupings;
const PLACES = new Map(read("zeren-places").map((place) => [place.id, [place.x, place.y]]));
const SETTINGS = JSON.parse(read("zeren-options"));

const byName = (list) => new Map(list.map((each) => [each.id, each.n]));
const unitNumbers = byName(units);
const themeNumbers = byName(themes);
const sectorNumbers = byName(sectors);
const documentNumbers = byName(documents);

const themeName = (n) => n === NO_THEME ? t("noTheme") : (LANGUAGE && themes[n].en) || themes[n].zh;
const sectorName = (n) => n === NO_SECTOR ? t("noSector") : (LANGUAGE && sectors[n].en) || sectors[n].zh;
const functionName = (n) => n < 0 ? t("noFunction") : (LANGUAGE && functions[n].en) || functions[n].zh;
const groupName = (by, n) => groupings[by].labels[n][LANGUAGE] || groupings[by].labels[n][0];
const taskLabel = (task) => `${task.number ? `${task.number} ` : ""}${task.name}`;
const taskId = (task) => `${documents[task.document].id}/${task.position}`;
const taskNumbers = new Map(tasks.map((task) => [taskId(task), task.n]));

function targetText(target) {
  const n = target.n;
  const sign = t(G.comparators[G.comparator[n]]);
  const upper = G.upper[n] ? `–${G.upper[n]}` : "";
  return `${target.indicator} ${sign} ${G.value[n]}${upper}${G.measures[G.measure[n]]}`.trim();
}

// The theme's tasks count where a task stands in more than one theme; its dot stands in the first.
const tasksOfTheme = Array.from({ length: themes.length + 1 }, () => []);
for (const task of tasks) {
  if (!task.themes.length) tasksOfTheme[NO_THEME].push(task);
  for (const theme of task.themes) tasksOfTheme[theme].push(task);
}
