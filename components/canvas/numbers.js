/** Numbers as people type them. Pure. */

/** The text for a number box. */
export const show = (value) => (typeof value === "number" && Number.isFinite(value) ? String(value) : "");

/** Digits in threes, as 1,000 or 1.000,5 or 1 000: the sign between the threes, and another one before the fraction. */
const IN_THREES = /^([+-]?\d{1,3})((?:([ ,.'’])\d{3})(?:\3\d{3})*)(?:(?!\3)[.,](\d+))?$/;
const SIMPLE = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)$/;

/** The number that was typed, NaN for none. One sign with three digits behind it parts thousands, never a fraction of zeros. */
function read(text, isInteger) {
  const typed = String(text).normalize("NFKC").replace(/\p{Cf}/gu, "").replace("−", "-").trim();
  const [, head, threes, sign, fraction] = IN_THREES.exec(typed) ?? [];
  const isFraction = threes?.length === 4 && fraction === undefined && (/^[+-]?0/.test(head) || (sign === "." && !isInteger));
  if (threes && !isFraction) return Number(`${head}${threes.replaceAll(sign, "")}.${fraction ?? 0}`);
  return SIMPLE.test(typed) ? Number(typed.replace(",", ".")) : Number.NaN;
}

/**
 * Read what was typed against {minimum, maximum, integer}.
 * Answers {value} or {problem}: one sentence that says what to type.
 */
export function accept(text, { minimum = null, maximum = null, integer = false } = {}) {
  const value = read(text, integer);
  if (!Number.isFinite(value)) return { problem: "Type a number." };
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
