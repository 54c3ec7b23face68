/** Fields that are drawn only while another field says so: whether a place is drawn, what hid it, and showing it again. */

import { isMap, readCell } from "./reading.js";
import { isShown } from "./words.js";
import { setValue } from "./writing.js";

/**
 * What a place depends on to be drawn: itself, and for a field of an entry its list. [{path, holder, switch, wanted, value,
 * isShown}]: `switch` is the spec of the field at `path` that decides. None where it is always drawn, or is not known.
 */
export function conditionsOf(doc, fields, { path, item, sub }) {
  const list = fields?.find(({ name }) => name === path.at(-1)) ?? null;
  const outer = conditionOf(doc, fields, list, path.slice(0, -1));
  const field = sub ? list?.item?.find(({ name }) => name === sub) : null;
  return [outer, conditionOf(doc, list?.item, field, [...path, item])].filter(Boolean);
}

function conditionOf(doc, fields, field, within) {
  const [name, wanted] = field?.shown_if ?? [];
  const decides = fields?.find((one) => one.name === name);
  const holder = decides ? typeAt(doc, within) : null;
  if (!isMap(holder)) return null;
  const value = readCell(decides, holder.get(name));
  return { path: [...within, name], holder, switch: decides, wanted, value, isShown: isShown(field, { [name]: value }) };
}

/** Set what decides so that the place is drawn. Returns whether there was room for it. */
export const showAgain = (doc, conditions) =>
  conditions
    .filter((one) => !one.isShown)
    .every(({ path, value, wanted }) => setValue(doc, path, Array.isArray(value) ? [...value, wanted] : wanted));

/** The shared type at a path, or undefined. */
export const typeAt = (doc, [root, ...keys]) =>
  keys.reduce((type, key) => (isMap(type) && key ? type.get(key) : undefined), doc.getMap(root));
