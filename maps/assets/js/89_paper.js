// On paper: A3 across, black on white, every sign in the legend, the dark stretches beside the map.

let screenView = null;

function paper(on) {
  if (on === view.paper) return;
  const legend = $("signatur");
  if (on) screenView = [map.getCenter(), map.getZoom(), view.version, legend.open];
  view.paper = on;
  if (on && isComparing()) view.version = "plan";
  if (!on) view.version = screenView[2];
  legend.open = on || screenView[3];
  document.body.classList.toggle("paper", on);
  fillPaper(on);
  refreshCompare();
  map.invalidateSize({ animate: false, pan: false });
  refreshLegend();
  if (on) overview(); else map.setView(screenView[0], screenView[1], { animate: false });
  for (const surface of first.surfaces) surface._update();
  repaint();
  refreshScale();
}

function fillPaper(on) {
  $("papir").hidden = !on;
  if (!on) return;
  const side = shown(), factor = factorNow();
  const state = say({ day: "Day", evening: "Evening", night: "Night" }[view.state]);
  $("papir-titel").textContent = records.length === 1 ? records[0].name : say("Safety map");
  $("papir-under").textContent = dots([records.length === 1 ? null : $("antal").textContent, state, factor ? factor.label : null, plan ? side.name : null, $("dato").textContent]);
  $("papir-liste").replaceChildren(...side.stretches.slice(0, 13).map((s) => el("li", {}, el("b", {}, s.name || say("Path without name")), el("span", {}, metres(s.length)), el("small", {}, dots([records.length > 1 ? records[s.department].name : null, s.mean === null ? null : lux(s.mean), s.lamp ? say("Lamp {number}", { number: s.lamp }) : null])))));
  const listed = isDark() && side.stretches.length > 0;
  $("papir-straekninger").hidden = !listed;
  document.body.classList.toggle("listed", listed);
}

window.addEventListener("beforeprint", () => paper(true));
window.addEventListener("afterprint", () => paper(false));
$("udskriv").addEventListener("click", () => {
  paper(true);
  requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
});
