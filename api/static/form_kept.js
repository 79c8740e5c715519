/* What stays on this phone and nowhere else: the draft, a remembered place, own codes, what waits. */
"use strict";
(() => {
  const read = (name, fallback) => {
    try {
      const text = localStorage.getItem(`melding.${name}`);
      return text === null ? fallback : JSON.parse(text);
    } catch {
      return fallback;
    }
  };

  const write = (name, value) => {
    try {
      if (value === null) localStorage.removeItem(`melding.${name}`);
      else localStorage.setItem(`melding.${name}`, JSON.stringify(value));
    } catch {
      /* a full or forbidden store only means that nothing is remembered */
    }
  };

  const MOST_MINE = 30;

  const addMine = (code, kind, day) => {
    const others = read("mine", []).filter((one) => one.code !== code);
    write("mine", [{ code, kind, day }, ...others].slice(0, MOST_MINE));
  };

  const { put, remove, all } = window.waitingOf("melding");
  /* A forbidden store only means that nothing waits. */
  const waiting = { put, remove, all: () => all().catch(() => []) };

  window.melding = { read, write, addMine, waiting };
})();
