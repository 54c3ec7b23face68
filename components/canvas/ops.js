/** What a person can do to nodes and edges. Every verb is one transaction of this person; none throws. */

import { bearNode } from "./birth.js";
import { deletedMark, isShown, LOCAL, newId, readNode, readPlace, roots, START_ID } from "./document.js";
import { clamped } from "./limits.js";
import { portIds, ports } from "./ports.js";
import { isId, isMap, number } from "./reading.js";
import { change, plainEdges } from "./writing.js";

export { copy, duplicate, paste, pasteRefusal } from "./clipboard.js";
export { addItem, moveItem, removeItem, setValue } from "./writing.js";
export { LOCAL, ports };

/**
 * Add a node; fields as in the projection (prose as strings, lists as [{sub…}]), the table's defaults for the rest.
 * Returns its id, or null for an unknown kind, a second Start, a taken id, or a flow that is full.
 */
export function addNode(doc, spec, kind, { x = 0, y = 0, name, fields = {}, id } = {}) {
  const known = Object.hasOwn(spec.kinds, kind) ? spec.kinds[kind] : null;
  const nodeId = kind === START_ID ? START_ID : (id ?? newId("n"));
  const { nodes } = roots(doc);
  const isTaken = nodes.has(nodeId) || (kind !== START_ID && nodeId === START_ID);
  if (!known || isTaken || !isId(nodeId) || nodes.size >= spec.limits.nodes) return null;
  change(doc, () => bearNode(doc, known, nodeId, { name, fields, x, y }));
  return nodeId;
}

/** Move nodes or notes: {id: {x, y}}, in one write for each that really moves. */
export function moveNodes(doc, places) {
  const { nodes, notes, layout } = roots(doc);
  const moved = Object.entries(places).filter(([id, place]) => {
    if (number(place?.x) === null || number(place?.y) === null) return false;
    const now = readPlace(doc, id);
    return (nodes.has(id) || notes.has(id)) && (!layout.has(id) || now.x !== place.x || now.y !== place.y);
  });
  if (moved.length) change(doc, () => moved.forEach(([id, { x, y }]) => layout.set(id, { x: clamped(x), y: clamped(y) })));
}

/** Mark nodes as deleted {by, at}; Start stays. Their edges are hidden with them. Returns the ids that went. */
export function deleteNodes(doc, ids, { by, at }) {
  const { nodes } = roots(doc);
  const going = [...new Set(ids)].filter((id) => id !== START_ID && isShown(doc, id));
  if (going.length) change(doc, () => going.forEach((id) => nodes.get(id).set("deleted", { by, at })));
  return going;
}

/** Bring deleted nodes back with everything written in them meanwhile. Returns the ids that came. */
export function recoverNodes(doc, ids) {
  const { nodes } = roots(doc);
  const coming = [...new Set(ids)].filter((id) => isMap(nodes.get(id)) && deletedMark(id, nodes.get(id)));
  if (coming.length) change(doc, () => coming.forEach((id) => nodes.get(id).delete("deleted")));
  return coming;
}

/** The deleted nodes as [{id, kind, name, by, at}], the latest first. */
export function deletedNodes(doc, spec) {
  const gone = [...roots(doc).nodes.keys()].map((id) => readNode(doc, spec, id)).filter((node) => node?.deleted);
  const rows = gone.map(({ id, kind, name, deleted }) => ({ id, kind, name, ...deleted }));
  return rows.sort((one, other) => (one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? 1 : -1));
}

/** Whether an edge may be drawn, as {ok, reason}; the reason is a sentence for people, empty if it may. */
export function canConnect(doc, spec, { source, port, target }) {
  const reason = refusal(doc, spec, { source, port, target });
  return { ok: reason === "", reason };
}

/** Draw an edge; what left by this port before is replaced. Returns its id, or null where it may not be. */
export function connect(doc, spec, { source, port, target }) {
  if (refusal(doc, spec, { source, port, target })) return null;
  const { edges } = roots(doc);
  const before = plainEdges(edges).filter(([, edge]) => edge.source === source && edge.port === port);
  const ids = before.map(([each]) => each).sort();
  const id = ids.find(isId) ?? newId("e");
  const more = ids.filter((each) => each !== id);
  const isNew = edges.get(id)?.target !== target;
  if (!isNew && !more.length) return id;
  change(doc, () => {
    if (isNew) edges.set(id, { source, port, target });
    more.forEach((each) => edges.delete(each));
  });
  return id;
}

/** Remove edges. Returns the ids that were there. */
export function removeEdges(doc, ids) {
  const { edges } = roots(doc);
  const going = [...new Set(ids)].filter((id) => edges.has(id));
  if (going.length) change(doc, () => going.forEach((id) => edges.delete(id)));
  return going;
}

function refusal(doc, spec, { source, port, target }) {
  const from = isShown(doc, source) ? readNode(doc, spec, source) : null;
  if (!from) return "The step this should come from is no longer there.";
  if (!isShown(doc, target)) return "The step this should lead to is no longer there.";
  if (target === START_ID) return "Every call begins at Start, so nothing can lead back to it.";
  if (source === target) return "A step cannot lead to itself.";
  if (from.unknown) return `“${from.name}” was made by a newer Callweave and can only be changed there.`;
  const open = portIds(spec, from);
  if (!open.size) return `Nothing can follow “${from.name}”: the call ends there.`;
  return open.has(port) ? "" : `“${from.name}” no longer has this way out.`;
}
