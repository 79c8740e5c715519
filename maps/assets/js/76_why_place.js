// What is known of a lamp, a place, a boundary, a door and a case.

ANSWERS.lamp = (row, side) => {
  const lamp = side.lamp, status = lamp.status(row), height = lamp.height_m(row);
  return [
    ...heading(say("Lamp {number}", { number: lamp.number(row) || say("without number") }), sideWords(side)),
    ...part(say("What is known"), facts([
      [say("Status"), status ? say("lamp." + status) : say("not stated")],
      [say("Height"), height === null ? say("not stated") : say("{n} m", { n: number(height, 1) })],
      [say("Light source"), lamp.light_source(row)],
      [say("Power"), lamp.power_w(row) === null ? null : number(lamp.power_w(row)) + " W"],
      [say("Luminous flux"), lamp.flux_lm(row) === null ? say("not stated") : number(lamp.flux_lm(row)) + " lm"],
      [say("Dimmed"), lamp.dimming(row)],
      [say("Owner"), lamp.owner(row) || say("not stated")],
      [say("Data"), say(height === null || lamp.flux_lm(row) === null ? "estimated" : "registered")],
      [say("Clause"), clauseOf("lighting")],
    ])),
    ...part(say("What would help"), listed([status === "out" ? say("help.lamp_out", { number: lamp.number(row) || "" }) : null])),
  ];
};

function yesNo(code) {
  return code === "yes" ? say("yes") : code === "no" ? say("no") : null;
}

ANSWERS.meeting_place = (row, side) => {
  const place = side.meeting_place, kind = place.kind(row) ? capital(say("place." + place.kind(row))) : say("Meeting place"), name = place.name(row);
  return [
    ...heading(name || kind, dots([name ? kind : null, sideWords(side)])),
    ...part(say("What is known"), facts([
      [say("For"), capital(say("group." + meetingSign(place, row)))],
      [say("Seats"), place.seats(row) === null ? null : number(place.seats(row))],
      [say("Shelter"), yesNo(place.shelter(row))],
      [say("Step-free"), yesNo(place.step_free(row))],
      [say("Light on the ground, calculated"), surfaceWords(side, "meeting_place", row)],
      [say("Clause"), clauseOf("meeting_places")],
    ])),
  ];
};

function surfaceWords(side, kind, row) {
  if (!isDark()) return null;
  const value = luxAt(side, pointAt(pointsOf(side, kind), row));
  return value === null ? null : lux(value);
}

ANSWERS.destination = (row, side) => {
  const place = side.destination, kind = place.kind(row), name = place.name(row);
  const words = kind ? capital(say("destination." + kind)) : say("Destination");
  return [
    ...heading(name || words, name ? words : null),
    facts([[say("Light on the ground, calculated"), surfaceWords(side, "destination", row)], [say("Clause"), clauseOf("routes")]]),
  ];
};

ANSWERS.entrance = (row, side) => [
  ...heading(side.entrance.address(row) || say("Entrance"), say("Entrance")),
  facts([[say("Light on the ground, calculated"), surfaceWords(side, "entrance", row)], [say("Clause"), clauseOf("arrival")]]),
];

ANSWERS.boundary = (row) => {
  const { kind, opaque, height } = ground.boundaries, high = height[row];
  return [
    ...heading(kind(row) ? capital(say("boundary." + kind(row))) : say("Boundary")),
    facts([
      [say("Height"), high === null ? say("not stated") : say("{n} m", { n: number(high, 1) })],
      [say("See-through"), opaque(row) === "yes" ? say("no") : opaque(row) === "no" ? say("yes") : say("not stated")],
      [say("Sight over it"), high === null ? null : say(high > 1.2 ? "no, over 1.2 m" : "yes")],
      [say("Clause"), clauseOf("boundaries")],
    ]),
  ];
};

ANSWERS.case = (row) => {
  const c = ground.cases, least = c.least[row];
  return [
    ...heading(c.number(row) ? say("Case {number}", { number: c.number(row) }) : say("Case"), sayOr("case." + c.kind(row), null)),
    el("p", { class: "verdict" }, pointSwatch((b, x, y) => drawCase(b, x, y, 9, c.status(row))), el("strong", {}, say("status." + c.status(row), { owner: c.owner(row) || say("the owner") }))),
    facts([
      [say("Place"), c.place(row)],
      [say("Reports"), least === null ? null : say("at least {n} reports", { n: number(least) })],
      [say("Owner"), c.owner(row)],
      [say("Because"), c.reason(row)],
      [say("Expected"), c.expected(row)],
      [say("Last changed"), c.updated(row)],
    ]),
    el("p", { class: "note" }, say("Shown on its piece of path, not where anybody stood. No reports is not the same as safe.")),
  ];
};
