/* A report has just landed: its code joins "my reports on this phone", and the draft goes. */
"use strict";
(() => {
  const shown = document.getElementById("code");
  if (!shown || shown.dataset.fresh !== "yes") return;
  const { code, kind, day } = shown.dataset;
  window.melding.addMine(code, kind, day);
  window.melding.write("draft", null);
  // A reload is not a new report: the thanks are said once.
  const address = new URL(location.href);
  address.searchParams.delete("ny");
  history.replaceState(null, "", address);
})();
