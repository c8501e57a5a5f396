// Elements. Whatever is put into one is text: nothing on this page is ever parsed as markup.
const byId = (id) => document.getElementById(id);

function make(name, attributes, ...inside) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || (value === false && !key.startsWith("aria-"))) continue;
    if (key === "on") for (const [event, run] of Object.entries(value)) made.addEventListener(event, run);
    else made.setAttribute(key, value === true && !key.startsWith("aria-") ? "" : String(value));
  }
  made.append(...inside.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false).map((each) => each instanceof Node ? each : String(each)));
  return made;
}

function button(label, run, attributes) {
  const { kind, ...rest } = attributes || {};
  return make(kind ? `button.${kind}` : "button", { type: "button", on: { click: run }, ...rest }, label);
}

// A number as a bar beside its figure; its width is a style set by script, which the policy allows.
function bar(share) {
  const fill = make("span");
  fill.style.width = `${Math.max(2, Math.round(100 * share))}%`;
  return make("span.bar", { "aria-hidden": "true" }, fill);
}

function choice(label, values, current, run) {
  const select = make("select", { on: { change: () => run(select.value) } });
  for (const [value, name] of values) select.append(make("option", { value, selected: value === current }, name));
  select.value = current;
  return make("label.choice", {}, make("span", {}, label), select);
}

function fillWords() {
  document.documentElement.lang = LANGUAGE ? "en" : "zh-CN";
  for (const each of document.querySelectorAll("[data-t]")) each.textContent = t(each.dataset.t);
  for (const each of document.querySelectorAll("[data-t-label]")) {
    each.setAttribute("aria-label", t(each.dataset.tLabel));
    if (each.tagName === "BUTTON") each.title = t(each.dataset.tLabel);
  }
  for (const each of document.querySelectorAll("[data-t-hint]")) each.placeholder = t(each.dataset.tHint);
}

let liveTimer = 0;
function announce(text) {
  clearTimeout(liveTimer);
  liveTimer = setTimeout(() => { byId("live").textContent = text; }, 60);
}

// As `cut`, by the width on a screen: a Chinese character is as wide as two letters.
function clip(text, room) {
  let width = 0;
  let kept = "";
  for (const character of text) {
    width += character > "\u2e7f" ? 2 : 1;
    if (width > room) return `${kept.slice(0, -1)}…`;
    kept += character;
  }
  return kept;
}

function cut(text, length) {
  const characters = Array.from(text.length > length * 2 ? text.slice(0, length * 2) : text);
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
}
