/** Copying nodes, also from one agent into another. What arrives is a stranger's until the table has read it. */

import * as Y from "yjs";
import { bearNode, takenNames } from "./birth.js";
import { isShown, newId, readNode, readPlace, roots, START_ID } from "./document.js";
import { isTooLarge, MAX_DOCUMENT_BYTES, MAX_TEXT } from "./limits.js";
import { portIds } from "./ports.js";
import { isId, isPlainObject, number } from "./reading.js";
import { change, plainEdges } from "./writing.js";

const FORMAT = "callweave.nodes";
/** What is shorter is not worth measuring the whole flow for. */
const LARGE_CLIP = 100_000;
const BESIDE = 40; // two grid steps: the copy is plainly another one, and plainly of this one

/** The nodes with their places and the edges between them, as plain JSON; Start and unknown kinds stay behind. */
export function copy(doc, spec, ids) {
  const nodes = [...new Set(ids)]
    .filter((id) => id !== START_ID && isShown(doc, id))
    .map((id) => ({ ...readNode(doc, spec, id), ...readPlace(doc, id) }))
    .filter((node) => !node.unknown);
  const copied = new Map(nodes.map((node) => [node.id, portIds(spec, node)]));
  const edges = plainEdges(roots(doc).edges)
    .filter(([, { source, port, target }]) => copied.get(source)?.has(port) && copied.has(target))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { source, port, target }]) => ({ source, port, target }));
  return { format: FORMAT, version: 1, nodes, edges };
}

/** Put copied nodes down with their upper left corner at (x, y), under new ids. Returns the ids; none for a strange clip. */
export function paste(doc, spec, clip, { x, y }) {
  const nodes = readable(spec, clip);
  if (!nodes.length || roots(doc).nodes.size + nodes.length > spec.limits.nodes) return [];
  const [left, top] = [Math.min(...nodes.map((node) => node.x)), Math.min(...nodes.map((node) => node.y))];
  const fresh = new Map(nodes.map((node) => [node.id, newId("n")]));
  const items = new Map();
  const taken = takenNames(doc);
  change(doc, () => {
    for (const node of nodes) {
      const place = { x: x + node.x - left, y: y + node.y - top };
      const fields = renewed(spec.kinds[node.kind], node, items);
      bearNode(doc, spec.kinds[node.kind], fresh.get(node.id), { name: node.name, fields, ...place }, taken);
    }
    pasteEdges(doc, spec, Array.isArray(clip.edges) ? clip.edges : [], fresh, items);
  });
  return [...fresh.values()];
}

/** Copy nodes within the flow, a little beside themselves. Returns the new ids. */
export function duplicate(doc, spec, ids) {
  const clip = copy(doc, spec, ids);
  const [left, top] = ["x", "y"].map((axis) => Math.min(...clip.nodes.map((node) => node[axis])));
  return paste(doc, spec, clip, { x: left + BESIDE, y: top + BESIDE });
}

/** Why a clip cannot be put into this flow, in one sentence; empty if it can. */
export function pasteRefusal(doc, spec, clip) {
  const nodes = readable(spec, clip);
  const edges = Array.isArray(clip?.edges) ? clip.edges : [];
  const room = (what, there, more, most) =>
    there + more > most ? `There is no room for ${more} more ${what}: this flow has ${there}, and ${most} are allowed.` : "";
  const full = room("steps", roots(doc).nodes.size, nodes.length, spec.limits.nodes);
  if (full) return full;
  const tangled = room("connections", roots(doc).edges.size, edges.length, spec.limits.edges);
  if (tangled) return tangled;
  if (nodes.some((node) => hasTooLong(spec.kinds[node.kind].fields, node.fields))) {
    return "A text in these steps is longer than one field may be. Shorten it, then copy them again.";
  }
  const size = JSON.stringify(clip).length;
  const isFull = size > LARGE_CLIP && size + Y.encodeStateAsUpdate(doc).length > MAX_DOCUMENT_BYTES;
  return isFull ? "There is no room for these steps: their texts would make this flow larger than it may be." : "";
}

const hasTooLong = (fields, values) =>
  fields.some(({ name, type, item }) => {
    const value = values[name];
    if (type === "prose") return typeof value === "string" && value.length > MAX_TEXT;
    if (type !== "items") return isTooLarge(value);
    return Array.isArray(value) && value.filter(isPlainObject).some((row) => hasTooLong(item, row));
  });

/** The nodes of a clip that this table knows, each id once, with finite places. */
function readable(spec, clip) {
  if (!isPlainObject(clip) || clip.format !== FORMAT || !Array.isArray(clip.nodes)) return [];
  const found = new Map();
  for (const node of clip.nodes) {
    const isKnown = isPlainObject(node) && isId(node.id) && Object.hasOwn(spec.kinds, node.kind) && node.kind !== START_ID;
    if (!isKnown || found.has(node.id)) continue;
    const fields = isPlainObject(node.fields) ? node.fields : {};
    found.set(node.id, { ...node, fields, x: number(node.x) ?? 0, y: number(node.y) ?? 0 });
  }
  return [...found.values()];
}

/** The fields with new ids for all items; `items` learns "node item" → new id, for the edges. */
function renewed(kind, node, items) {
  const lists = kind.fields.filter((field) => field.type === "items" && Array.isArray(node.fields[field.name]));
  const renew = (row) => {
    const id = newId("i");
    items.set(`${node.id} ${row.id}`, id);
    return { ...row, id };
  };
  const entries = lists.map((field) => [field.name, node.fields[field.name].filter(isPlainObject).map(renew)]);
  return { ...node.fields, ...Object.fromEntries(entries) };
}

function pasteEdges(doc, spec, edges, fresh, items) {
  const taken = new Set();
  for (const edge of edges.filter(isPlainObject)) {
    const [source, target] = [fresh.get(edge.source), fresh.get(edge.target)];
    const port = items.get(`${edge.source} ${edge.port}`) ?? edge.port;
    const place = `${source} ${port}`;
    if (!source || !target || taken.has(place) || !portIds(spec, readNode(doc, spec, source)).has(port)) continue;
    taken.add(place);
    roots(doc).edges.set(newId("e"), { source, port, target });
  }
}
