/** Changing fields and the entries of lists. Every verb is one transaction of this person; none throws. */

import * as Y from "yjs";
import { LOCAL, newId, orderBetween } from "./document.js";
import { isTooLarge } from "./limits.js";
import { clean } from "./text.js";
import { inOrder, isId, isMap, isName, isPlainObject, isShared, isText, number, orderOf } from "./reading.js";

const PREFIX = { variables: "v", pronunciations: "p" };
const KEPT_NODE_CELLS = new Set(["kind", "deleted"]);
const KEPT_ITEM_CELLS = new Set(["id", "order"]);

/** Run `work` as one transaction of this person and give back what it returns. */
export const change = (doc, work) => doc.transact(work, LOCAL);

/**
 * Write a plain value. Paths: ["nodes", id, field], ["nodes", id, field, item, sub], ["settings", field],
 * ["settings", field, item, sub], ["variables" | "pronunciations", id, key]. A string for a prose cell is
 * written as the smallest edit. Returns whether there was a place for the value.
 */
export function setValue(doc, path, value) {
  const [cells, key] = place(doc, path);
  const now = cells?.get(key);
  if (isText(now)) return typeof value === "string" && rewrite(doc, now, wellFormed(value));
  const next = storable(value);
  if (!cells || next === undefined || isShared(now)) return false;
  if (!same(now, next)) change(doc, () => cells.set(key, next));
  return true;
}

/** Add an entry at the end of a list: path ["nodes", id, field], ["settings", field] or ["variables"]. Its id, or null. */
export function addItem(doc, path, values = {}) {
  if (!hasList(doc, path)) return null;
  const id = newId(PREFIX[path[0]] ?? "i");
  change(doc, () => {
    const list = listAt(doc, path) ?? bear(doc, path);
    const last = inOrder(list).at(-1);
    list.set(id, bornItem(values, orderBetween(last ? orderOf(last[1]) : null, null)));
  });
  return id;
}

/** Remove an entry, and the edges that leave by it. Returns whether it was there. */
export function removeItem(doc, path, id) {
  const list = listAt(doc, path);
  if (!list?.has(id)) return false;
  change(doc, () => {
    list.delete(id);
    if (path[0] !== "nodes") return;
    const edges = doc.getMap("edges");
    for (const [edge, { source, port }] of plainEdges(edges)) if (source === path[1] && port === id) edges.delete(edge);
  });
  return true;
}

/** Move an entry by `delta` places, as far as there are any. Returns whether it moved. */
export function moveItem(doc, path, id, delta) {
  const list = listAt(doc, path);
  const rows = list ? inOrder(list) : [];
  const from = rows.findIndex(([each]) => each === id);
  const to = Math.max(0, Math.min(rows.length - 1, from + Math.trunc(delta)));
  if (from < 0 || !Number.isInteger(to) || to === from) return false;
  const [row] = rows.splice(from, 1);
  rows.splice(to, 0, row);
  const [before, after] = [rows[to - 1], rows[to + 1]].map((near) => (near ? orderOf(near[1]) : null));
  const order = orderBetween(before, after);
  const hasRoom = (before === null || before < order) && (after === null || order < after);
  change(doc, () => {
    if (hasRoom) row[1].set("order", order);
    else rows.forEach(([, item], index) => orderOf(item) !== index + 1 && item.set("order", index + 1));
  });
  return true;
}

/** A Y.Map for a new entry with these plain values. */
export function bornItem(values, order) {
  const kept = Object.entries(isPlainObject(values) ? values : {})
    .filter(([key]) => isName(key) && !KEPT_ITEM_CELLS.has(key))
    .map(([key, value]) => [key, storable(value)])
    .filter(([, value]) => value !== undefined);
  return new Y.Map([...kept, ["order", order]]);
}

/** The sound edges of the document as [id, {source, port, target}]. */
export const plainEdges = (edges) => [...edges.entries()].filter(([, edge]) => isPlainObject(edge));

/** Text as it can be sent: half a surrogate pair would arrive as something else. */
export const wellFormed = (text) =>
  text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, (found) => (found.length === 2 ? found : "\uFFFD"));

/** The Y.Map and key that a path names, or nothing. */
function place(doc, path) {
  const [root, ...keys] = path;
  const key = keys.at(-1);
  const depths = { nodes: [2, 4], settings: [1, 3], variables: [2], pronunciations: [2] }[root];
  if (!depths?.includes(keys.length) || !isName(key)) return [];
  const isOwn = root === "nodes" && keys.length === 2;
  const isField = isOwn || (root === "settings" && keys.length === 1);
  if (isOwn ? KEPT_NODE_CELLS.has(key) : !isField && KEPT_ITEM_CELLS.has(key)) return [];
  const cells = walk(doc, [root, ...keys.slice(0, -1)]);
  return isMap(cells) ? [cells, key] : [];
}

const walk = (doc, [root, ...keys]) =>
  keys.reduce((type, key) => (isMap(type) && isId(key) ? type.get(key) : undefined), doc.getMap(root));

function listAt(doc, path) {
  const found = hasList(doc, path) ? walk(doc, path) : undefined;
  return isMap(found) ? found : null;
}

/** Whether a list stands at the path or may: its owner is there, and nothing else has the place. */
function hasList(doc, path) {
  const [root, ...keys] = path;
  if (root in PREFIX) return keys.length === 0;
  const isRight = (root === "nodes" && keys.length === 2) || (root === "settings" && keys.length === 1);
  const owner = isRight && isName(keys.at(-1)) ? walk(doc, path.slice(0, -1)) : undefined;
  const now = isMap(owner) ? owner.get(keys.at(-1)) : null;
  return isMap(now) || now === undefined;
}

/** Make a list that a node of an older table was not born with. */
function bear(doc, path) {
  const list = new Y.Map();
  walk(doc, path.slice(0, -1)).set(path.at(-1), list);
  return list;
}

/** The value as the document holds it, or undefined for what it cannot. */
function storable(value) {
  if (isTooLarge(value)) return undefined;
  if (typeof value === "string") return clean(wellFormed(value));
  if (typeof value === "boolean") return value;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.map(wellFormed);
  return number(value) ?? undefined;
}

const same = (one, other) => one === other || (Array.isArray(one) && JSON.stringify(one) === JSON.stringify(other));

/** Turn one text into another by replacing only what lies between their common ends. */
function rewrite(doc, text, next) {
  const now = text.toString();
  if (now === next) return true;
  let start = 0;
  while (start < now.length && start < next.length && now[start] === next[start]) start += 1;
  if (start > 0 && isHigh(now[start - 1])) start -= 1;
  let end = 0;
  while (end < Math.min(now.length, next.length) - start && now.at(-1 - end) === next.at(-1 - end)) end += 1;
  if (end > 0 && isLow(now.at(-end))) end -= 1;
  change(doc, () => {
    text.delete(start, now.length - end - start);
    text.insert(start, next.slice(start, next.length - end));
  });
  return true;
}

const isHigh = (unit) => /[\uD800-\uDBFF]/.test(unit);
const isLow = (unit) => /[\uDC00-\uDFFF]/.test(unit);
