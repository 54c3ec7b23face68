/** Reading one value of the shared document: what is not of the field's type reads as its default. Never throws. */

import * as Y from "yjs";

const MAX_DEPTH = 32;
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const NAME = /^[a-z_]{1,40}$/;
const POISON = new Set(["__proto__", "constructor", "prototype"]);

export const isId = (value) => typeof value === "string" && ID.test(value) && !POISON.has(value);

export const isName = (value) => typeof value === "string" && NAME.test(value) && !POISON.has(value);

export const isMap = (value) => value instanceof Y.Map;

export const isText = (value) => value instanceof Y.Text && !(value instanceof Y.XmlText);

export const isShared = (value) => value instanceof Y.AbstractType || value instanceof Y.Doc;

/** Not judged by its prototype: a key `__proto__` on the wire would have replaced that. */
export const isPlainObject = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value) && !isShared(value);

/** A finite number, or null for everything else. */
export function number(value) {
  const found = typeof value === "bigint" ? Number(value) : value;
  if (typeof found !== "number" || !Number.isFinite(found)) return null;
  return found === 0 ? 0 : found;
}

/** A JSON value of anything: what JSON cannot say, or lies too deep, becomes null. */
export function plain(value, depth = 0) {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (isText(value)) return value.toString();
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  const entries = isMap(value) ? [...value.entries()] : isPlainObject(value) ? Object.entries(value) : null;
  if (!entries) return number(value);
  const legal = entries.filter(([key]) => !POISON.has(key));
  return Object.fromEntries(legal.map(([key, each]) => [key, plain(each, depth + 1)]));
}

/** What a cell of the document says for a field of the table. */
export function readCell(field, cell) {
  if (field.type === "prose") return isText(cell) ? cell.toString() : field.default;
  if (field.type === "items") return isMap(cell) ? readRows(field.item, cell) : [];
  return isShared(cell) ? fallback(field) : readPlain(field, cell);
}

/** The same for a plain value, such as one that came from the clipboard; prose is a string here. */
export function readPlain(field, value) {
  switch (field.type) {
    case "number":
      return number(value) ?? field.default;
    case "toggle":
      return typeof value === "boolean" ? value : field.default;
    case "several":
      return Array.isArray(value) && value.every((each) => typeof each === "string") ? [...value] : fallback(field);
    default:
      return typeof value === "string" ? value : fallback(field);
  }
}

const fallback = (field) => (Array.isArray(field.default) ? [...field.default] : field.default);

/** Exactly these fields, read from a Y.Map. */
export const readFields = (fields, map) =>
  Object.fromEntries(fields.map((field) => [field.name, readCell(field, map.get(field.name))]));

/** The entries of a Y.Map of items as [{id, fields…}], in their order, ties by id. */
export const readRows = (fields, map) =>
  inOrder(map).map(([id, item]) => ({ id, ...readFields(fields, item) }));

/** The living items of a Y.Map as [[id, Y.Map]], in their order, ties by id. */
export function inOrder(map) {
  const items = [...map.entries()].filter(([id, item]) => isId(id) && isMap(item));
  return items.sort(([a, one], [b, other]) => orderOf(one) - orderOf(other) || (a < b ? -1 : 1));
}

export const orderOf = (item) => number(item.get("order")) ?? 0;
