// The keyboard: everything that the mouse does.
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

// The neighbour that lies best in the direction of an arrow, or the nearest node where there is none.
function toward([dx, dy]) {
  const from = scene.nodes.get(S.selected);
  if (!from) {
    const biggest = [...scene.nodes.values()].filter((node) => node.kind !== "task").sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))[0];
    return biggest ? biggest.id : "";
  }
  let best = "";
  let least = Infinity;
  const consider = (ids, cost) => {
    for (const id of ids) {
      const node = scene.nodes.get(id);
      if (!node || node === from) continue;
      const [x, y] = [node.x - from.x, node.y - from.y];
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy - y * dx);
      if (along <= 0) continue;
      const value = cost * (along + 2.2 * aside);
      if (value < least) { least = value; best = id; }
    }
  };
  consider(neighbours.get(from.id) || [], 1);
  if (!best) consider(scene.nodes.keys(), 1);
  return best;
}

function startKeyboard() {
  byId("canvas").addEventListener("keydown", (event) => {
    if (ARROWS[event.key]) {
      const next = toward(ARROWS[event.key]);
      if (next) {
        change({ selected: next });
        bringIntoView(next);
        const node = scene.nodes.get(next);
        announce(`${t(node.kind === "rest" ? "units" : node.kind)} ${node.label}, ${number(node.count)}`);
      }
    } else if (event.key === "Enter") {
      if (S.selected) enter(S.selected);
    } else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (typing || event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    const run = {
      "/": () => byId("search").focus(),
      "?": showKeys,
      "？": showKeys,
      Escape: goBack,
      "+": () => zoomBy(1.25),
      "=": () => zoomBy(1.25),
      "-": () => zoomBy(0.8),
      0: fitAll,
      t: () => change({ table: S.table ? "" : "tasks" }),
    }[event.key];
    if (!run) return;
    run();
    event.preventDefault();
  });
}

function showKeys() {
  const rows = [["/", "keySearch"], ["← ↑ ↓ →", "keyArrows"], ["Enter", "keyEnter"], ["Esc", "keyEscape"], ["+ − 0", "keyZoom"], ["t", "keyTable"], ["?", "keyHelp"]];
  const dialog = byId("keys");
  dialog.replaceChildren(make("h2", { id: "keys-title" }, t("keysTitle")),
    make("dl", {}, rows.map(([keys, word]) => make("div", {}, make("dt", {}, make("kbd", {}, keys)), make("dd", {}, t(word))))),
    make("p.hint", {}, t("keysNote")),
    button(t("close"), () => dialog.close(), { kind: "action" }));
  dialog.showModal();
}
