/* What waits on this phone until there is signal. It holds pictures, which only IndexedDB takes. */
"use strict";
window.waitingOf = (name) => {
  const opened = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  const within = async (mode, act) => {
    const base = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const work = base.transaction("waiting", mode, { durability: "strict" });
        const asked = act(work.objectStore("waiting"));
        work.oncomplete = () => resolve(asked.result);
        work.onerror = work.onabort = () => reject(work.error);
      });
    } finally {
      base.close();
    }
  };

  return {
    /* Adds to what still waits: what was deleted meanwhile does not come back. */
    mark: (key, values) =>
      within("readwrite", (store) => {
        const found = store.get(key);
        found.onsuccess = () => found.result && store.put({ ...found.result, ...values });
        return found;
      }),
    put: (entry) => within("readwrite", (store) => store.put(entry)),
    remove: (key) => within("readwrite", (store) => store.delete(key)),
    all: () => within("readonly", (store) => store.getAll()),
  };
};
