/** Putting a whole new node into the document: every cell is born with it, so that no two people make one twice. */

import * as Y from "yjs";
import { isShown, newId, roots } from "./document.js";
import { clamped } from "./limits.js";
import { isId, isPlainObject, number, readPlain } from "./reading.js";
import { bornItem, wellFormed } from "./writing.js";

/**
 * Put a node into the document, inside the caller's transaction; item ids are kept if given. Who puts many there reads
 * the names that are taken once: they gain the new one.
 */
export function bearNode(doc, kind, id, { name, fields, x, y }, taken = takenNames(doc)) {
  const { nodes, layout } = roots(doc);
  const title = freeName(taken, typeof name === "string" && name.trim() ? name : kind.title);
  const cells = kind.fields.map((field) => [field.name, bornCell(field, fields[field.name])]);
  nodes.set(id, new Y.Map([["kind", kind.kind], ["name", wellFormed(title)], ...cells]));
  layout.set(id, { x: clamped(number(x) ?? 0), y: clamped(number(y) ?? 0) });
}

function bornCell(field, given) {
  if (field.type === "prose") return new Y.Text(typeof given === "string" ? wellFormed(given) : "");
  if (field.type !== "items") return readPlain(field, typeof given === "string" ? wellFormed(given) : given);
  const blank = Array.from({ length: field.born_with }, () => ({}));
  const rows = (Array.isArray(given) ? given : blank).filter(isPlainObject);
  const items = rows.map((row, index) => [isId(row.id) ? row.id : newId("i"), bornItem(blankFilled(field, row), index + 1)]);
  return new Y.Map(items);
}

const blankFilled = (field, row) => Object.fromEntries(field.item.map((sub) => [sub.name, readPlain(sub, row[sub.name])]));

/** The names of all living nodes. */
export function takenNames(doc) {
  const shown = [...roots(doc).nodes.entries()].filter(([id]) => isShown(doc, id));
  return new Set(shown.map(([, cell]) => cell.get("name")));
}

/** The name itself, or with the smallest number behind it that is not taken; it is from then on. */
function freeName(taken, name) {
  const stem = name.replace(/ \d+$/, "");
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${stem} ${count}`;
  taken.add(free);
  return free;
}
