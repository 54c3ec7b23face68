/**
 * The flow as a shared document: its roots, and the projection that everything on the screen is drawn from.
 * Twin of app/flows/projection.py; the rules are in app/flows/SPEC.md, one fixture keeps both equal.
 */

import { isId, isMap, isName, isPlainObject, isShared, isText, number, plain, readFields, readRows } from "./reading.js";
import { portIds } from "./ports.js";

/** Origin of every transaction that this person makes: what undo may undo and what is to be sent. */
export const LOCAL = "callweave:local";
export const START_ID = "start";

const ROOTS = ["meta", "nodes", "edges", "layout", "settings", "variables", "pronunciations", "notes"];
const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
const OWN_CELLS = new Set(["kind", "name", "deleted"]);

/** The Y.Map roots by name. */
export const roots = (doc) => Object.fromEntries(ROOTS.map((name) => [name, doc.getMap(name)]));

/** A fresh id such as "n_4k0z81mq7x": n nodes, e edges, i items, v variables, p pronunciations. */
export function newId(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return `${prefix}_${Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;
}

/** A number strictly between two orders, either of which may be null; equal to one of them if there is no room. */
export function orderBetween(before, after) {
  if (before === null) return after === null ? 1 : after - 1;
  return after === null ? before + 1 : before + (after - before) / 2;
}

/** The Y.Text or Y.Map that stands at a path such as ["nodes", id, "prompt"] or ["settings", "fillers"], or null. */
export function fieldType(doc, path) {
  const [root, ...keys] = path;
  if (!ROOTS.includes(root)) return null;
  const found = keys.reduce((type, key) => (isMap(type) ? type.get(key) : undefined), doc.getMap(root));
  return isMap(found) || isText(found) ? found : null;
}

/** The whole flow as plain JSON, the same as Python's FlowGraph.to_json(). */
export function project(doc, spec) {
  const root = roots(doc);
  const nodes = projectNodes(root.nodes, spec);
  const notes = Object.fromEntries(legal(root.notes, isMap).map(([id, note]) => [id, { text: proseOf(note.get("text")) }]));
  const schema = isShared(root.meta.get("schema")) ? null : number(root.meta.get("schema"));
  return {
    schema: Number.isSafeInteger(schema) && schema > 0 ? schema : spec.schema,
    nodes,
    edges: projectEdges(root.edges, spec, nodes),
    settings: readFields(spec.settings, root.settings),
    variables: readRows(spec.variable, root.variables),
    pronunciations: readRows(spec.pronunciation, root.pronunciations),
    layout: projectLayout(root.layout, [...Object.keys(nodes), ...Object.keys(notes)]),
    notes,
  };
}

/** One node as {id, kind, name, fields, unknown?, deleted?}, also if it is deleted; null if there is none. */
export function readNode(doc, spec, id) {
  const cell = isId(id) ? doc.getMap("nodes").get(id) : undefined;
  const node = isMap(cell) ? projectNode(spec, id, cell) : null;
  const deleted = node && deletedMark(id, cell);
  return node && { id, ...node, ...(deleted && { deleted }) };
}

/** What a node is and what it is called, as {kind, name}, without reading its fields; null if there is none. */
export function readHead(doc, spec, id) {
  const cell = isId(id) ? doc.getMap("nodes").get(id) : undefined;
  const kind = isMap(cell) ? kindOf(id, cell) : null;
  return kind === null ? null : { kind, name: nameIn(spec, kind, cell) };
}

/** Whether a node is there to be seen: it exists, it is one, and it is not deleted. */
export function isShown(doc, id) {
  const cell = isId(id) ? doc.getMap("nodes").get(id) : undefined;
  return isMap(cell) && kindOf(id, cell) !== null && !deletedMark(id, cell);
}

/** The agent's own fields, projected. */
export const readSettings = (doc, spec) => readFields(spec.settings, doc.getMap("settings"));

/** The entries of "variables" or "pronunciations" in their order, as [{id, fields…}]. */
export const readList = (doc, spec, name) => readRows(spec[name.slice(0, -1)], doc.getMap(name));

/** Where a node or note stands. */
export const readPlace = (doc, id) => placeOf(doc.getMap("layout").get(id));

/** Who deleted a node and when, as {by, at}; null for a living one. Start cannot be deleted. */
export function deletedMark(id, cell) {
  const mark = cell.get("deleted");
  if (id === START_ID || !isPlainObject(mark)) return null;
  return { by: textOf(mark.by), at: textOf(mark.at) };
}

function projectNodes(map, spec) {
  const living = legal(map, isMap).filter(([id, cell]) => !deletedMark(id, cell));
  const projected = living.map(([id, cell]) => [id, projectNode(spec, id, cell)]);
  return Object.fromEntries(projected.filter(([, node]) => node));
}

function projectNode(spec, id, cell) {
  const kind = kindOf(id, cell);
  if (kind === null) return null;
  const known = Object.hasOwn(spec.kinds, kind) ? spec.kinds[kind] : null;
  const name = nameIn(spec, kind, cell);
  if (known) return { kind, name, fields: readFields(known.fields, cell) };
  const raw = [...cell.entries()].filter(([key]) => isName(key) && !OWN_CELLS.has(key));
  return { kind, name, fields: Object.fromEntries(raw.map(([key, value]) => [key, plain(value)])), unknown: true };
}

const nameIn = (spec, kind, cell) => textOf(cell.get("name"), Object.hasOwn(spec.kinds, kind) ? spec.kinds[kind].title : kind);

/** Start is the one node with the id "start"; another that calls itself so is none. */
function kindOf(id, cell) {
  if (id === START_ID) return "start";
  const kind = cell.get("kind");
  return isName(kind) && kind !== "start" ? kind : null;
}

/** The edges that are shown between these nodes: {id: {source, port, target}}. */
export function projectEdges(map, spec, nodes) {
  const open = new Map();
  const taken = new Set();
  const kept = {};
  for (const [id, edge] of legal(map, isPlainObject)) {
    const [source, port, target] = [textOf(edge.source), textOf(edge.port), textOf(edge.target)];
    const place = `${source} ${port}`;
    if (!Object.hasOwn(nodes, source) || !Object.hasOwn(nodes, target) || target === START_ID || taken.has(place)) continue;
    const node = nodes[source];
    if (!node.unknown && !open.has(source)) open.set(source, portIds(spec, node));
    if (node.unknown ? isId(port) : open.get(source).has(port)) {
      taken.add(place);
      kept[id] = { source, port, target };
    }
  }
  return kept;
}

const projectLayout = (map, shown) => Object.fromEntries(shown.map((id) => [id, placeOf(map.get(id))]));

function placeOf(value) {
  const [x, y] = isPlainObject(value) ? [number(value.x), number(value.y)] : [null, null];
  return x === null || y === null ? { x: 0, y: 0 } : { x, y };
}

/** The entries with a legal id and of the right make, in the order of the ids. */
const legal = (map, isRight) =>
  [...map.entries()].filter(([id, value]) => isId(id) && isRight(value)).sort(([a], [b]) => (a < b ? -1 : 1));

const proseOf = (value) => (isText(value) ? value.toString() : "");

const textOf = (value, fallback = "") => (typeof value === "string" ? value : fallback);
