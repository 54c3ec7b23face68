/** What the editor shows, as one flat store of values that are replaced and never changed in place. No React here. */

const NOTHING = Object.freeze([]);

/** Everything a page may read before a document is open; opening one starts from here again. */
export const EMPTY = Object.freeze({
  session: null,
  connection: "connecting",
  refusal: null,
  notice: null,
  losses: NOTHING,
  synced: false,
  opening: null,
  save: "saving",
  save_text: "Opening…",
  save_reason: "",
  saved_at: "",
  unsent: 0,
  recovered: 0,
  backup_problem: "",
  quarantined: 0,
  role: "",
  can_write: false,
  user: null,
  agent: null,
  findings: NOTHING,
  findings_hash: "",
  findings_stale: true,
  attempted: false,
  fresh: NOTHING,
  touched: NOTHING,
  errors: 0,
  warnings: 0,
  changes: 0,
  problem: "",
  still: "",
  still_problem: "",
  selection: NOTHING,
  edge_selection: NOTHING,
  id: "",
  kind: "",
  draft: null,
  pages: Object.freeze({}),
  choosing: "",
  peers: NOTHING,
  people: NOTHING,
});

/** What belongs to the page rather than to the document, and so outlives it. */
const PAGE = Object.freeze({
  palette: false,
  help: false,
  panel: "inspector",
  problem_filter: "all",
  closed_sections: NOTHING,
});

/** A store: `get()` the values, `set(patch)` some of them, `sub(listener)` returns how to stop listening. */
export function createStore(values) {
  const listeners = new Set();
  return {
    get: () => values,
    set(patch) {
      if (Object.keys(patch).every((key) => Object.is(values[key], patch[key]))) return;
      values = { ...values, ...patch };
      for (const listener of [...listeners]) listener();
    },
    sub(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// A module that a bundler took in twice would otherwise be two stores that know nothing of each other.
export const ui = (globalThis.__callweave ??= createStore({ ...EMPTY, ...PAGE }));

let notices = 0;

/** Say one sentence to the person, in passing. */
export function say(store, text) {
  notices += 1;
  store.set({ notice: { id: notices, text } });
}
