// Puts YASQE, an editor that knows SPARQL, in the place of the plain text area. The form stays what
// it is: the server runs the query and shows its answer, as it does where no script runs.
"use strict";
(function () {
  const place = document.getElementById("editor");
  const form = document.getElementById("plain-query");
  if (!place || !form || typeof Yasgui !== "function") return;
  const Yasqe = Yasgui.Yasqe;
  const text = document.getElementById("query");
  const prefixes = JSON.parse(place.dataset.prefixes);
  const lines = Object.keys(prefixes).sort().map((name) => name + ": <" + prefixes[name] + ">");

  // The completion of prefixes would ask a server elsewhere; ours come with the page.
  Yasqe.forkAutocompleter("prefixes", {
    name: "zeren-prefixes",
    persistenceId: null,
    get: () => Promise.resolve(lines),
  });
  Yasqe.defaults.autocompleters = ["variables", "zeren-prefixes"];

  place.hidden = false;
  let editor;
  try {
    editor = new Yasqe(place, {
      value: text.value,
      persistenceId: null,
      showQueryButton: false,
      createShareableLink: null,
      resizeable: false,
      viewportMargin: Infinity,
    });
  } catch (error) {
    place.hidden = true;
    return;
  }
  text.hidden = true;
  editor.setValue(text.value);
  const run = () => {
    text.value = editor.getValue();
    form.submit();
  };
  form.addEventListener("submit", () => {
    text.value = editor.getValue();
  });
  editor.setOption("extraKeys", { ...editor.getOption("extraKeys"), "Ctrl-Enter": run, "Cmd-Enter": run });
  const area = place.querySelector(".CodeMirror textarea");
  const scroller = place.querySelector(".CodeMirror-scroll");
  if (scroller) scroller.tabIndex = 0;
  if (area) area.setAttribute("aria-label", document.querySelector("label[for=query]").textContent);
})();
