// The words of the source with what was read in them marked; the clause of an assignment is the
// bracket or the sentence that its words stand in.
const OPENING = "（([【〔〈";
const CLOSING = "）)]】〕〉";
const ENDING = "。！？\n";

function clauseAround(text, at, end) {
  let from = at;
  let depth = 0;
  while (from > 0 && !ENDING.includes(text[from - 1]) && at - from < 400) {
    if (CLOSING.includes(text[from - 1])) depth += 1;
    if (OPENING.includes(text[from - 1]) && depth-- === 0) { from -= 1; break; }
    from -= 1;
  }
  let to = end;
  depth = 0;
  while (to < text.length && !ENDING.includes(text[to]) && to - end < 400) {
    if (OPENING.includes(text[to])) depth += 1;
    if (CLOSING.includes(text[to]) && depth-- === 0) { to += 1; break; }
    to += 1;
  }
  while (from < at && /\s/.test(text[from])) from += 1;
  return [from, to];
}

function marksOf(task, chosen) {
  const marks = [];
  for (const link of task.links) {
    const at = A.at[link.n];
    if (at < 0) continue;
    const end = at + A.length[link.n];
    marks.push({ at, end, kind: ROLES[link.role], says: `${t(ROLES[link.role])}: ${units[link.unit].name}`, chosen: chosen && chosen.has(link.n) });
    const [from, to] = clauseAround(task.quote, at, end);
    marks.push({ at: from, end: to, kind: "clause" });
  }
  for (const target of task.targets) {
    const at = G.at[target.n];
    if (at >= 0) marks.push({ at, end: at + G.length[target.n], kind: "target", says: `${t("target")}: ${targetText(target)}` });
  }
  return marks;
}

// An element with the words of a task. `chosen` are the links that the reader asks about: the
// text is cut to what stands around them, with a button for the rest.
function sourceText(task, chosen) {
  const marks = marksOf(task, chosen);
  const text = task.quote;
  const asked = marks.filter((mark) => mark.chosen);
  const near = (asked.length ? asked : marks.filter((mark) => mark.kind !== "target")).map((mark) => clauseAround(text, mark.at, mark.end));
  const whole = make("div.source", {});
  const draw = (from, to) => {
    whole.replaceChildren();
    if (from > 0) whole.append("…");
    const cuts = new Set([from, to]);
    for (const mark of marks) for (const at of [mark.at, mark.end]) if (at > from && at < to) cuts.add(at);
    const edges = [...cuts].sort((a, b) => a - b);
    for (let i = 0; i + 1 < edges.length; i += 1) {
      const here = marks.filter((mark) => mark.at <= edges[i] && edges[i + 1] <= mark.end);
      const words = text.slice(edges[i], edges[i + 1]);
      const top = here.filter((mark) => mark.kind !== "clause");
      if (!here.length) { whole.append(words); continue; }
      const kinds = [...new Set(here.map((mark) => mark.kind))];
      if (here.some((mark) => mark.chosen)) kinds.push("chosen");
      whole.append(make(`mark.${kinds.join(".")}`, { title: top.map((mark) => mark.says).join("\n") || null }, words));
    }
    if (to < text.length) {
      whole.append("… ", button(t("wholeText"), () => draw(0, text.length), { kind: "link" }));
    } else if (from > 0) {
      whole.append(" ", button(t("wholeText"), () => draw(0, text.length), { kind: "link" }));
    }
  };
  if (text.length <= 320) draw(0, text.length);
  else if (near.length) {
    const from = Math.max(0, Math.min(...near.map(([at]) => at)) - 130);
    draw(from < 40 ? 0 : from, Math.min(text.length, Math.max(...near.map(([, end]) => end), from + 260)));
  } else draw(0, 260);
  return whole;
}
