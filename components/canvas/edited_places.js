/** A place of the flow in which somebody writes: what stands there, whether a change took it away, and putting it back. */

import * as Y from "yjs";
import { bearNode } from "./birth.js";
import { isShown, readHead, readNode, readPlace, roots } from "./document.js";
import { conditionsOf, showAgain, typeAt as at } from "./hidden_places.js";
import { recoverNodes } from "./ops.js";
import { nameOf } from "./outline.js";
import { isId, isMap, isPlainObject, isShared, isText } from "./reading.js";
import { cut } from "./text.js";
import { change, setValue } from "./writing.js";

const SHOWN_CHARS = 40;
const ROOT_LISTS = { variables: "variable", pronunciations: "pronunciation" };

/**
 * A path as presence tells it, such as "nodes/n_1/transitions/i_2/condition": {key, step, path of the field, item, sub}.
 * Null for none.
 */
export function placeFrom(key) {
  const [root, ...keys] = typeof key === "string" ? key.split("/") : [""];
  if (Object.hasOwn(ROOT_LISTS, root)) return { key, step: "", path: [root], item: keys[0] ?? "", sub: keys[1] ?? "" };
  const [first = "", second = "", third = "", fourth = ""] = keys;
  if (root === "settings") return { key, step: "", path: [root, first], item: second, sub: third };
  if (root !== "nodes" || !isId(first)) return null;
  return { key, step: first, path: [root, first, second], item: third, sub: fourth };
}

/** What stands at a place: {label, node?, row?, value?} as plain values, or null where its step or field is not shown. */
export function look(doc, spec, place) {
  const { step, item } = place;
  if (step && !isShown(doc, step)) return null;
  if (!isDrawn(doc, spec, place)) return null;
  const node = step ? { ...readNode(doc, spec, step), ...readPlace(doc, step) } : null;
  const held = at(doc, place.path);
  const row = item && isMap(held) && isMap(held.get(item)) ? plainRow(held.get(item)) : null;
  const value = !item && !isMap(held) ? (isText(held) ? held.toString() : held) : undefined;
  return { label: labelOf(doc, spec, place, row), node, row, value };
}

/** What a transaction took away of a place: "step", "entry", "field" where another field hides it now, or "". */
export function takenBy(tr, doc, spec, place) {
  const { step, path, item } = place;
  const { nodes } = roots(doc);
  if (step && !isShown(doc, step)) {
    return tr.changed.get(nodes)?.has(step) || tr.changed.get(nodes.get(step))?.has("deleted") ? "step" : "";
  }
  const list = item ? at(doc, path) : null;
  if (isMap(list) && !list.has(item)) return tr.changed.get(list)?.has(item) ? "entry" : "";
  return hiddenBy(tr, doc, spec, place) ? "field" : "";
}

/** The label of the field that a transaction changed so that this place is not drawn any more, or "". */
export function hiddenBy(tr, doc, spec, place) {
  if (!tr.changed.size || !mayHide(tr)) return "";
  const found = conditions(doc, spec, place).find((one) => !one.isShown && tr.changed.get(one.holder)?.has(one.path.at(-1)));
  return found?.switch.label ?? "";
}

/** Whether a transaction set any plain value: typing does not. */
const mayHide = ({ changed }) => [...changed.keys()].some(isMap);

/** Whether the step, the entry if it is one, and the field in it is shown. */
export function isThere(doc, spec, place) {
  const { step, path, item } = place;
  const list = item ? at(doc, path) : null;
  return (!step || isShown(doc, step)) && (!item || (isMap(list) && list.has(item))) && isDrawn(doc, spec, place);
}

const isDrawn = (doc, spec, place) => conditions(doc, spec, place).every((one) => one.isShown);

const conditions = (doc, spec, place) => conditionsOf(doc, fieldsAround(doc, spec, place), place);

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
  if (!isDrawn(doc, spec, place)) return uncover(doc, spec, place, before);
  if (before.row) return Object.entries(before.row).every(([name, value]) => setValue(doc, [...path, item, name], value));
  return before.value === undefined || setValue(doc, path, before.value);
}

/** Draw a field again that another one hides, with what stood in it. */
function uncover(doc, spec, place, { value }) {
  const isShownAgain = showAgain(doc, conditions(doc, spec, place));
  return isShownAgain && (value === undefined || setValue(doc, place.path, value));
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

/** The label of a field of an entry: "Choices"; "" for what is no such field. */
export function cellLabel(doc, spec, place) {
  const list = fieldsAround(doc, spec, place)?.find(({ name }) => name === place.path.at(-1));
  return list?.item?.find(({ name }) => name === place.sub)?.label ?? "";
}

const fieldOf = (doc, spec, step, name) =>
  fieldsAround(doc, spec, { step, path: ["settings"] })?.find((field) => field.name === name);

/** The specs of the fields among which a place's field is one: of its step, of the settings; a root list is one by itself. */
function fieldsAround(doc, spec, { step, path: [root] }) {
  if (step) return spec.kinds[readHead(doc, spec, step)?.kind]?.fields;
  return Object.hasOwn(ROOT_LISTS, root) ? [{ name: root, item: spec[ROOT_LISTS[root]] }] : spec.settings;
}

const plainRow = (row) => Object.fromEntries([...row.entries()].filter(([, value]) => !isShared(value) && !isPlainObject(value)));
