/** Single keys as shortcuts, whatever alphabet the keyboard writes. */

/** The character of a key; a letter of another alphabet counts as the Latin one on the same key. */
export function characterOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  if (/^[\x20-\x7e]$/.test(key) || key?.length !== 1) return key;
  return /^Key([A-Z])$/.exec(code)?.[1].toLowerCase() ?? (code === "Slash" ? "/" : key);
}
