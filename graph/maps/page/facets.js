// Filters with their counts, the chips of what is chosen, and the legend, which filters too.
const facetLabel = {
  role: (value) => value === UNNAMED ? t("unnamed") : t(ROLES[value]),
  sector: (value) => sectorName(value),
  theme: (value) => themeName(value),
  function: (value) => functionName(value),
  document: (value) => documents[value].name,
  level: (value) => t(`level${value ? value[0].toUpperCase() + value.slice(1) : "Unknown"}`),
  basis: (value) => t(`basis_${value}`),
  target: (value) => t({ yes: "targetYes", dated: "targetDated", no: "targetNo" }[value]),
};
const facetTitle = (key) => t(`facet${key[0].toUpperCase()}${key.slice(1)}`);
const ORDER = { basis: ["explicit", "inherited"], role: [...ROLES.keys(), UNNAMED], target: ["yes", "dated", "no"], level: [...LEVELS, ""] };
const SHORT = 8;
const unfolded = new Set();

function facetValues(key) {
  const counts = shown.counts[key];
  const values = new Set([...counts.keys(), ...S.filters[key]]);
  const order = ORDER[key];
  const list = [...values].map((value) => [value, counts.get(value) || 0]);
  return order
    ? list.sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]))
    : list.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

function drawFacets() {
  const groups = FACETS.map((key) => {
    const values = facetValues(key);
    if (values.length < 2 && !S.filters[key].length) return null;
    const all = unfolded.has(key) || values.length <= SHORT + 1;
    const kept = all ? values : values.filter(([value], at) => at < SHORT || S.filters[key].includes(value));
    const most = Math.max(1, ...values.map(([, count]) => count));
    const boxes = kept.map(([value, count]) => make("li", {}, make("label", {},
      make("input", { type: "checkbox", checked: S.filters[key].includes(value), "data-facet": key, "data-value": facetIds[key][0](value), on: { change: () => toggleFilter(key, value) } }),
      make("span.label", {}, facetLabel[key](value)), make("span.figure", {}, number(count)), bar(count / most))));
    const fold = values.length > SHORT + 1
      ? button(all ? t("fewer") : t("more", values.length - kept.length), () => { if (!unfolded.delete(key)) unfolded.add(key); drawFacets(); }, { kind: "link" })
      : null;
    return make("fieldset", { "data-group": key }, make("legend", {}, facetTitle(key)), make("ul", {}, boxes), fold);
  });
  const focus = document.activeElement && document.activeElement.dataset.facet ? [document.activeElement.dataset.facet, document.activeElement.dataset.value] : null;
  byId("filters").replaceChildren(make("h2", {}, t("filters")), ...groups.filter(Boolean));
  if (focus) {
    const again = [...byId("filters").querySelectorAll("input")].find((each) => each.dataset.facet === focus[0] && each.dataset.value === focus[1]);
    if (again) again.focus();
  }
}

function drawChips() {
  const chips = FACETS.flatMap((key) => S.filters[key].map((value) => make("button.chip", {
    type: "button",
    "aria-label": t("removeFilter", `${facetTitle(key)} ${facetLabel[key](value)}`),
    on: { click: () => toggleFilter(key, value) },
  }, `${facetTitle(key)}: ${cut(facetLabel[key](value), 16)}`, make("span", { "aria-hidden": "true" }, " ×"))));
  if (chips.length) {
    chips.push(button(t("clearAll"), () => change({ filters: plainState().filters }), { kind: "link" }));
    chips.push(make("span.hint", {}, t("countedShown", number(shown.tasks.length), number(tasks.length))));
  }
  byId("chips").replaceChildren(...chips);
}

function lineSample(role) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 34 10");
  svg.setAttribute("width", "34");
  svg.setAttribute("height", "10");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  const look = role === undefined ? { dashes: false, width: 3 } : ROLE_LOOK[role];
  for (const [key, value] of Object.entries({ x1: 1, x2: 33, y1: 5, y2: 5, stroke: role === undefined ? INK.pair : roleColour(role), "stroke-width": look.width + 0.8 })) line.setAttribute(key, value);
  if (look.dashes) line.setAttribute("stroke-dasharray", look.dashes.join(" "));
  svg.append(line);
  return svg;
}

function drawLegend() {
  readPalette();
  const parts = [];
  const kinds = new Set([...scene.nodes.values()].map((node) => node.kind));
  const roles = new Set([...scene.edges.values()].map((edge) => edge.role));
  for (const role of ROLES.keys()) {
    if (!roles.has(role) && !S.filters.role.includes(role)) continue;
    const on = !S.filters.role.length || S.filters.role.includes(role);
    parts.push(make("button.key", { type: "button", "data-role": ROLES[role], "aria-pressed": S.filters.role.includes(role), class: on ? "key" : "key off", on: { click: () => toggleFilter("role", role) } }, lineSample(role), t(ROLES[role])));
  }
  if (S.view === "network" && !scene.edges.values().next().done) parts.push(make("span.key", {}, lineSample(undefined), t("pair")));
  const shapes = [["unit", "●", "unit"], ["collective", "⬢", "collective"], ["group", "◉", "group"], ["theme", "◆", "theme"], ["task", "■", "task"]];
  for (const [kind, sign, word] of shapes) {
    const present = kind === "collective" ? [...scene.nodes.values()].some((node) => node.collective) : kinds.has(kind);
    if (present) parts.push(make("span.key", {}, make(`span.sign.${kind}`, { "aria-hidden": "true" }, sign), t(word)));
  }
  if ([...scene.nodes.values()].some((node) => node.kind === "task" && !node.carried)) {
    const on = S.filters.role.includes(UNNAMED);
    parts.push(make("button.key", { type: "button", "data-role": "none", "aria-pressed": on, on: { click: () => toggleFilter("role", UNNAMED) } }, make("span.sign.task", { "aria-hidden": "true" }, "□"), t("unnamed")));
  }
  for (const [colour, label] of colourKey()) {
    const swatch = make("span.swatch", { "aria-hidden": "true" });
    swatch.style.background = colour;
    parts.push(make("span.key.colour", {}, swatch, label));
  }
  byId("legend").replaceChildren(...parts);
}
