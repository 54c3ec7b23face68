// Edits a test may ask any Yjs document for; positions wrap around, so that every seed is a possible edit.
import * as Y from "yjs";

export const ROOTS = ["meta", "nodes", "edges", "layout", "settings", "variables", "pronunciations", "notes"];

function at(doc, path) {
  return path.slice(1).reduce((found, step) => found?.get?.(step), doc.getMap(path[0]));
}

const wrap = (position, length) => (length ? position % (length + 1) : 0);

const kinds = {
  // {op: "map", path, values, prose: {field: text}, items: [field]}: a map born with its prose and item cells
  map(doc, { path, values = {}, prose = {}, items = [] }) {
    const made = new Y.Map(Object.entries(values));
    for (const [name, text] of Object.entries(prose)) made.set(name, new Y.Text(text));
    for (const name of items) made.set(name, new Y.Map());
    at(doc, path.slice(0, -1))?.set(path.at(-1), made);
  },
  set(doc, { path, value }) {
    at(doc, path.slice(0, -1))?.set(path.at(-1), value);
  },
  remove(doc, { path }) {
    at(doc, path.slice(0, -1))?.delete(path.at(-1));
  },
  insert(doc, { path, position, text }) {
    const cell = at(doc, path);
    cell?.insert(wrap(position, cell.length), text);
  },
  cut(doc, { path, position, length }) {
    const cell = at(doc, path);
    if (!cell?.length) return;
    const from = position % cell.length;
    cell.delete(from, Math.min(length, cell.length - from));
  },
};

export function edit(doc, edits, origin) {
  doc.transact(() => {
    for (const one of edits) kinds[one.op](doc, one);
  }, origin);
}

export function look(doc) {
  const json = Object.fromEntries(ROOTS.map((name) => [name, doc.getMap(name).toJSON()]));
  const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  const vector = Object.fromEntries([...Y.decodeStateVector(Y.encodeStateVector(doc))].map(([c, n]) => [String(c), n]));
  const deleted = [...Y.createDeleteSetFromStructStore(doc.store).clients]
    .map(([client, ranges]) => [String(client), ranges.map(({ clock, len }) => [clock, len])])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { json, pending, vector, deleted };
}
