/* Long work: the page asks how far it has come, and shows the answer when it is there. */
"use strict";
(() => {
  const PAUSE_MS = 700;
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { headers: { accept: "application/json" } });
      const heard = await answer.json();
      if (!heard.busy) {
        location.reload();
        return;
      }
      const step = document.getElementById("step");
      if (step.textContent !== heard.step) step.textContent = heard.step;
    } catch {
      /* the next question may be answered */
    }
    setTimeout(ask, PAUSE_MS);
  };
  setTimeout(ask, PAUSE_MS);
})();
