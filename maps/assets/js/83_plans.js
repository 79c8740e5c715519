// Plans to set beside today. Each is an address of its own; the view goes along to it.

function planAddress(number) {
  return location.pathname + (number === null ? "" : "?plan=" + Number(number) + "#version=swipe");
}

// What was chosen on the ground may not be there on another side; the rest of the view is kept.
function viewFor(number) {
  const kept = addressOf().slice(1).split("&").filter((part) => !part.startsWith("valgt="));
  if (number === null || isComparing() || view.version === "plan") return kept.join("&");
  return kept.map((part) => (part.startsWith("version=") ? "version=swipe" : part)).join("&");
}

function planLink(number, title, place, drawn) {
  const follow = (event) => { event.currentTarget.hash = viewFor(number); };
  return el("li", {}, el("a", { href: planAddress(number), "aria-current": drawn ? "true" : null, click: follow },
    el("span", { class: "title" }, title), place ? el("span", { class: "more" }, place) : null));
}

function fillPlans() {
  $("planer").hidden = !data.plans;
  if (!data.plans) return;
  const drawn = data.plans.find((one) => one.drawn);
  $("planer-ord").textContent = drawn ? drawn.name : say("today alone");
  $("planer-liste").append(planLink(null, say("Today alone"), null, !drawn),
    ...data.plans.map((one) => planLink(one.number, one.name, one.place, one.drawn)));
}
