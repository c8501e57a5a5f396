// Colours, shapes and line styles. Okabe and Ito's colours, at most eight; never colour alone:
// roles differ by line, kinds by shape, communities by number.
const OKABE = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"];
const ROLE_LOOK = [
  { colour: "#D55E00", dashes: false, width: 2 },
  { colour: "#0072B2", dashes: [7, 4], width: 1.4 },
  { colour: "#CC79A7", dashes: [2, 4], width: 1.6 },
  { colour: "#009E73", dashes: [9, 3, 2, 3], width: 1.4 },
];
const ROLE_DARK = ["#F28A3C", "#56B4E9", "#E29FC4", "#5CC9A7"];

let dark = false;
let INK = {};

function readShade() {
  const set = document.documentElement.dataset.shade;
  dark = set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  INK = dark
    ? { text: "#ece9e4", soft: "#a9adb5", paper: "#16181c", line: "#3a3f47", unit: "#aebfd6", unitEdge: "#dfe8f4", theme: "#2d3f3b", themeEdge: "#5fc3a2", cloud: "#1f2a29", cloudEdge: "#33524b", task: "#8f959f", taskEdge: "#c4c8cf", pair: "#77808d" }
    : { text: "#1d2430", soft: "#5b6472", paper: "#ffffff", line: "#d9dce1", unit: "#34507a", unitEdge: "#1b2f4d", theme: "#d8efe6", themeEdge: "#00795a", cloud: "#eff7f3", cloudEdge: "#c5e3d7", task: "#8b93a0", taskEdge: "#5d6675", pair: "#8a94a3" };
}

const roleColour = (role) => dark ? ROLE_DARK[role] : ROLE_LOOK[role].colour;

function communityColour(n) {
  return n < OKABE.length ? OKABE[n] : dark ? "#8f959f" : "#9aa1ac";
}

const plainRadius = (count) => 5 + 1.9 * Math.sqrt(count);
let shrink = 1; // so that the largest node of what is shown stays a node
const unitRadius = (count) => Math.max(5, plainRadius(count) * shrink);

function sizeFor(counts) {
  shrink = Math.min(1, 26 / plainRadius(Math.max(1, ...counts)));
}
// What the size of a unit says: its tasks, or another figure that the reader has chosen.
function sizeOf(n) {
  const figure = figures.get(n);
  if (!figure) return 0;
  if (ROLES.includes(S.size)) return figure.roles[ROLES.indexOf(S.size)];
  return { partners: figure.partners.size, targets: figure.targets }[S.size] ?? figure.tasks.size;
}

const most = (list) => list.reduce((best, each) => each[1] > best[1] ? each : best, [-1, 0])[0];

// What the colour of a unit says, as a number: -1 for nothing known.
function colourOf(n) {
  const figure = figures.get(n);
  if (!figure) return -1;
  if (S.colour === "role") return most([...figure.roles.entries()]);
  if (S.colour === "sector") return most([...figure.sectors].filter(([m]) => m !== NO_SECTOR).sort((a, b) => a[0] - b[0]));
  const by = groupings[S.colour];
  return by && by.ids[by.of[n]] !== "none" ? by.of[n] : -1;
}

// Colours go to what most of the drawn units are; what is left over is grey.
let palette = new Map();

function readPalette() {
  const counts = new Map();
  palette = new Map();
  if (!S.colour) return;
  for (const node of scene.nodes.values()) {
    if (node.kind !== "unit") continue;
    node.hue = colourOf(node.n);
    if (node.hue >= 0) counts.set(node.hue, (counts.get(node.hue) || 0) + 1);
  }
  const kept = S.colour === "role" ? [...counts.keys()].sort() : [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, OKABE.length).map(([n]) => n);
  kept.forEach((n, at) => palette.set(n, S.colour === "role" ? roleColour(n) : OKABE[at]));
}

const OTHER = () => dark ? "#8f959f" : "#9aa1ac";

function colourKey() {
  const name = { role: (n) => t(ROLES[n]), sector: sectorName }[S.colour] || ((n) => groupName(S.colour, n));
  const key = [...palette].map(([n, colour]) => [colour, cut(name(n), 14)]);
  if (S.colour && [...scene.nodes.values()].some((node) => node.kind === "unit" && !palette.has(node.hue))) key.push([OTHER(), t("otherColour")]);
  return key;
}

const DOT = 5.5;
const cloudRadius = (count) => 2 * DOT * Math.sqrt(count) * 0.9 + 10;

function nodeLook(node) {
  const dim = node.dim;
  const look = { borderWidth: 1.5, size: node.r };
  const colours = (background, border) => ({ background, border, highlight: { background, border: INK.text }, hover: { background, border: INK.text } });
  if (node.kind === "unit" || node.kind === "group") {
    const chosen = S.colour && node.kind === "unit";
    const colour = chosen ? palette.get(node.hue) || OTHER() : node.community === undefined ? INK.unit : communityColour(node.community);
    look.shape = node.collective ? "hexagon" : "dot";
    look.color = colours(node.kind === "group" ? mix(colour, INK.paper, 0.35) : colour, chosen || node.community !== undefined ? mix(colour, INK.text, 0.3) : INK.unitEdge);
    look.borderWidth = node.kind === "group" ? 3 : 1;
  } else if (node.kind === "theme") {
    look.shape = "diamond";
    look.color = colours(INK.theme, INK.themeEdge);
  } else if (node.kind === "task") {
    look.shape = "square";
    look.color = node.carried ? colours(INK.task, INK.taskEdge) : colours(INK.paper, INK.taskEdge);
    look.borderWidth = 1;
  } else if (node.kind === "document") {
    look.shape = "triangle";
    look.color = colours(INK.paper, INK.text);
  } else {
    look.shape = "dot";
    look.color = colours(INK.paper, INK.soft);
    look.shapeProperties = { borderDashes: [4, 3] };
  }
  look.opacity = dim ? 0.16 : 1;
  return look;
}

function edgeLook(edge) {
  const faint = edge.dim ? 0.05 : edge.strong ? 0.95 : edge.faint || 0.5;
  if (edge.role === undefined) {
    return { color: { color: INK.pair, highlight: INK.text, hover: INK.text, opacity: faint }, width: edge.width, dashes: false };
  }
  const look = ROLE_LOOK[edge.role];
  const colour = roleColour(edge.role);
  return {
    color: { color: colour, highlight: colour, hover: colour, opacity: faint },
    width: edge.width || look.width,
    dashes: look.dashes,
    smooth: edge.bend ? { enabled: true, type: "curvedCW", roundness: edge.bend } : false,
  };
}

function mix(one, two, share) {
  const parts = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  const [a, b] = [parts(one), parts(two)];
  return `#${a.map((value, at) => Math.round(value * (1 - share) + b[at] * share).toString(16).padStart(2, "0")).join("")}`;
}
