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

  /* Waiting reports hold pictures, which only IndexedDB takes. */
  const opened = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open("melding", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  const inStore = async (mode, act) => {
    const base = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const work = base.transaction("waiting", mode);
        const asked = act(work.objectStore("waiting"));
        work.oncomplete = () => resolve(asked.result);
        work.onerror = () => reject(work.error);
      });
    } finally {
      base.close();
    }
  };

  const waiting = {
    put: (entry) => inStore("readwrite", (store) => store.put(entry)),
    remove: (key) => inStore("readwrite", (store) => store.delete(key)),
    all: async () => {
      try {
        return await inStore("readonly", (store) => store.getAll());
      } catch {
        return [];
      }
    },
  };

  window.melding = { read, write, addMine, waiting };
})();
