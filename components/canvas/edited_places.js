/** A place of the flow in which somebody writes: what stands there, whether a change took it away, and putting it back. */

import * as Y from "yjs";
import { bearNode } from "./birth.js";
import { isShown, readHead, readNode, readPlace, roots } from "./document.js";
import { recoverNodes } from "./ops.js";
import { nameOf } from "./outline.js";
import { isId, isMap, isPlainObject, isShared, isText } from "./reading.js";
import { cut } from "./text.js";
import { change, setValue } from "./writing.js";

const SHOWN_CHARS = 40;
const ROOT_LISTS = { variables: "variable", pronunciations: "pronunciation" };

/** A path as presence tells it, such as "nodes/n_1/transitions/i_2": {key, step, path of the field, item}. Null for none. */
export function placeFrom(key) {
  const [root, ...keys] = typeof key === "string" ? key.split("/") : [""];
  if (Object.hasOwn(ROOT_LISTS, root)) return { key, step: "", path: [root], item: keys[0] ?? "" };
  if (root === "settings") return { key, step: "", path: [root, keys[0] ?? ""], item: keys[1] ?? "" };
  if (root !== "nodes" || !isId(keys[0])) return null;
  return { key, step: keys[0], path: [root, keys[0], keys[1] ?? ""], item: keys[2] ?? "" };
}

/** What stands at a place: {label, node?, row?, value?} as plain values, or null where its step is not shown. */
export function look(doc, spec, place) {
  const { step, item } = place;
  if (step && !isShown(doc, step)) return null;
  const node = step ? { ...readNode(doc, spec, step), ...readPlace(doc, step) } : null;
  const held = at(doc, place.path);
  const row = item && isMap(held) && isMap(held.get(item)) ? plainRow(held.get(item)) : null;
  const value = !item && !isMap(held) ? (isText(held) ? held.toString() : held) : undefined;
  return { label: labelOf(doc, spec, place, row), node, row, value };
}

/** What a transaction took away of a place: "step", "entry" or "". */
export function takenBy(tr, doc, { step, path, item }) {
  const { nodes } = roots(doc);
  if (step && !isShown(doc, step)) {
    return tr.changed.get(nodes)?.has(step) || tr.changed.get(nodes.get(step))?.has("deleted") ? "step" : "";
  }
  const list = item ? at(doc, path) : null;
  return isMap(list) && !list.has(item) && tr.changed.get(list)?.has(item) ? "entry" : "";
}

/** Whether the step, and the entry if it is one, is shown. */
export function isThere(doc, { step, path, item }) {
  const list = item ? at(doc, path) : null;
  return (!step || isShown(doc, step)) && (!item || (isMap(list) && list.has(item)));
}

/** Whether a transaction changed anything of a place, or of the step around it where `isWide`. */
export function isTouched(tr, doc, { step, path, item }, isWide = false) {
  const { nodes } = roots(doc);
  if (step && tr.changed.get(nodes)?.has(step)) return true;
  if (step && isWide) return tr.changedParentTypes.has(nodes.get(step));
  const [holder, held] = [at(doc, path.slice(0, -1)), at(doc, path)];
  if (tr.changed.get(holder)?.has(path.at(-1))) return true;
  const inner = item && isMap(held) ? held.get(item) : held;
  return isShared(inner) ? tr.changedParentTypes.has(inner) : Boolean(tr.changed.get(held)?.has(item));
}

/** Put back what stood at a place; `edges` are those that went with an entry. Returns whether there was room for it. */
export function putBack(doc, spec, place, before, edges = []) {
  const { step, path, item } = place;
  const wasGone = step && !isShown(doc, step);
  if (wasGone && !stepBack(doc, spec, before.node)) return false;
  const held = at(doc, path);
  if (before.row && isMap(held) && !held.has(item)) return change(doc, () => entryBack(doc, held, place, before.row, edges));
  if (wasGone) return true; // with everything that was written in it
  if (before.row) return Object.entries(before.row).every(([name, value]) => setValue(doc, [...path, item, name], value));
  return before.value === undefined || setValue(doc, path, before.value);
}

/** What an entry of a list is called in a sentence: "transition", "variable", "entry". */
export function nounOf(doc, spec, { step, path }) {
  if (Object.hasOwn(ROOT_LISTS, path[0])) return ROOT_LISTS[path[0]];
  return fieldOf(doc, spec, step, path.at(-1))?.item_title?.toLowerCase() || "entry";
}

function stepBack(doc, spec, node) {
  const { nodes } = roots(doc);
  if (nodes.has(node.id)) return recoverNodes(doc, [node.id]).length > 0;
  const kind = node.unknown ? null : spec.kinds[node.kind];
  if (kind) change(doc, () => bearNode(doc, kind, node.id, node));
  return Boolean(kind);
}

function entryBack(doc, list, { step, item }, row, gone) {
  const { edges } = roots(doc);
  list.set(item, new Y.Map(Object.entries(row)));
  for (const [id, edge] of gone) if (edge.source === step && edge.port === item && !edges.has(id)) edges.set(id, edge);
  return true;
}

/** “Greeting”, “Greeting · Prompt”, “Greeting · wants to book” */
function labelOf(doc, spec, { step, path, item }, row) {
  const name = step ? nameOf(spec, readHead(doc, spec, step)) : "";
  const field = path[0] === "settings" || step ? fieldOf(doc, spec, step, path.at(-1))?.label : "";
  const words = item ? Object.values(row ?? {}).find((value) => typeof value === "string" && value.trim()) : "";
  return `“${[name, words ? cut(words, SHOWN_CHARS) : field].filter(Boolean).join(" · ") || path[0]}”`;
}

function fieldOf(doc, spec, step, name) {
  const fields = step ? spec.kinds[readHead(doc, spec, step)?.kind]?.fields : spec.settings;
  return fields?.find((field) => field.name === name);
}

const at = (doc, [root, ...keys]) =>
  keys.reduce((type, key) => (isMap(type) && key ? type.get(key) : undefined), doc.getMap(root));

const plainRow = (row) => Object.fromEntries([...row.entries()].filter(([, value]) => !isShared(value) && !isPlainObject(value)));
