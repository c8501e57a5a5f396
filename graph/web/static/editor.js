// Puts YASGUI in the place of the plain form, which stays where this does not work.
"use strict";
(function () {
  const place = document.getElementById("editor");
  const form = document.getElementById("plain-query");
  if (!place || !form || typeof Yasgui !== "function") return;
  const text = document.getElementById("query");
  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  const prefixes = JSON.parse(place.dataset.prefixes);
  const lines = Object.keys(prefixes).sort().map((name) => name + ": <" + prefixes[name] + ">");

  // The completion of prefixes would ask a server elsewhere; ours come with the page.
  Yasgui.Yasqe.forkAutocompleter("prefixes", {
    name: "zeren-prefixes",
    persistenceId: null,
    get: () => Promise.resolve(lines),
  });
  Yasgui.Yasqe.defaults.autocompleters = ["variables", "zeren-prefixes"];

  place.hidden = false;
  let yasgui;
  try {
    yasgui = new Yasgui(place, {
      requestConfig: { endpoint: endpoint, method: "POST" },
      copyEndpointOnNewTab: false,
      persistenceId: null,
      populateFromUrl: false,
      endpointCatalogueOptions: { getData: () => [], keys: [] },
      yasr: { prefixes: prefixes, persistenceId: null },
    });
  } catch (error) {
    place.hidden = true;
    return;
  }
  form.hidden = true;
  const tab = yasgui.getTab();
  const show = (query) => tab.getYasqe().setValue(query);
  show(text.value);
  const area = place.querySelector(".CodeMirror textarea");
  const scroller = place.querySelector(".CodeMirror-scroll");
  if (scroller) scroller.tabIndex = 0;
  if (area) area.setAttribute("aria-label", document.querySelector("label[for=query]").textContent);

  for (const link of document.querySelectorAll("a.example")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link.dataset.query);
      const old = document.getElementById("plain-answer");
      if (old) old.remove();
      document.querySelector("h1").textContent = link.textContent;
      history.replaceState(null, "", link.href);
      tab.query();
      place.scrollIntoView();
    });
  }
})();
