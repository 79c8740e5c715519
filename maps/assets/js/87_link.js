// The view as a link: what is shown stands in the address, so that it can be sent and opened again.

const WORDS = { state: ["day", "evening", "night"], lights: ["target", "lux"], version: ["today", "plan", "swipe", "beside"] };
let writing = false;

function addressOf() {
  const centre = map.getCenter(), chosen = view.selected;
  const parts = [
    "kort=" + [map.getZoom().toFixed(2), centre.lat.toFixed(5), centre.lng.toFixed(5)].join("/"),
    ...Object.keys(WORDS).map((key) => key + "=" + view[key]),
    "faktor=" + (view.factor || ""),
    "lag=" + Object.keys(view.layers).filter((key) => view.layers[key]).join("."),
    view.version === "swipe" ? "del=" + Math.round(view.split) : null,
    chosen ? "valgt=" + [chosen.kind, chosen.row, chosen.side.place].join(".") : null,
  ];
  return "#" + parts.filter(Boolean).join("&");
}

function writeAddress() {
  if (!writing) return;
  // A page opened from a file may refuse; then the link is made when it is asked for.
  try { history.replaceState(null, "", addressOf()); } catch (refused) { writing = false; }
}

// Only what this page itself knows is taken from an address; everything else is left out.
function readAddress() {
  const given = new Map(location.hash.slice(1).split("&").map((pair) => pair.split("=", 2)).filter((pair) => pair.length === 2));
  for (const [key, words] of Object.entries(WORDS)) {
    if (words.includes(given.get(key)) && (key !== "version" || plan)) view[key] = given.get(key);
  }
  if (data.factors.some((factor) => factor.key === given.get("faktor"))) view.factor = given.get("faktor");
  if (given.has("lag")) {
    const on = new Set(given.get("lag").split("."));
    for (const key of [...Object.keys(view.layers), ...Object.keys(found).map((name) => "found." + name)]) view.layers[key] = on.has(key) || on.has(key.split(".")[1]);
  }
  const split = Number(given.get("del"));
  if (given.has("del") && split >= 0 && split <= 100) view.split = split;
  const place = (given.get("kort") || "").split("/").map(Number);
  const [kind, row, side] = (given.get("valgt") || "").split(".");
  return {
    place: place.length === 3 && place.every(Number.isFinite) ? place : null,
    chosen: Object.hasOwn(ANSWERS, kind) && sides[Number(side)] && Number(row) < (kind === "stretch" ? sides[side].stretches.length : countOf(sides[side], kind)) ? { kind, row: Number(row), side: sides[side] } : null,
  };
}

$("link").addEventListener("click", async () => {
  const address = location.href.split("#")[0] + addressOf();
  try {
    await navigator.clipboard.writeText(address);
    tell(say("The link is copied."));
  } catch (refused) {
    window.prompt(say("Copy the link"), address);
  }
});
