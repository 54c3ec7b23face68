/** Numbers as people type them. Pure. */

/** The text for a number box. */
export const show = (value) => (typeof value === "number" && Number.isFinite(value) ? String(value) : "");

/**
 * Read what was typed against {minimum, maximum, integer}.
 * Answers {value} or {problem}: one sentence that says what to type.
 */
export function accept(text, { minimum = null, maximum = null, integer = false } = {}) {
  const trimmed = String(text).trim().replace(",", ".");
  const value = Number(trimmed);
  if (trimmed === "" || !Number.isFinite(value)) return { problem: "Type a number." };
  if (integer && !Number.isInteger(value)) return { problem: "Type a whole number." };
  if (minimum !== null && value < minimum) return { problem: `Type ${minimum} or more.` };
  if (maximum !== null && value > maximum) return { problem: `Type ${maximum} or less.` };
  return { value };
}

/** The value one step up or down for an arrow key, within the limits; null for every other key. */
export function stepped(value, key, { minimum = -Infinity, maximum = Infinity, step = 1 } = {}) {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[key];
  if (!direction) return null;
  const size = step ?? 1;
  const next = Math.round((value + direction * size) / size) * size;
  return Number(Math.min(maximum ?? Infinity, Math.max(minimum ?? -Infinity, next)).toFixed(6));
}
