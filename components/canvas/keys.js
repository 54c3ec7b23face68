/** The shortcuts of the whole page. Those of the canvas are in gestures_keyboard.js. */

const WRITTEN_IN = "input, textarea, select, [contenteditable='true'], [contenteditable=''], [role=dialog]";

/** Where a key was pressed: "field" is bound to the flow, "box" is any other place to write in or a dialog. */
export function placeOf(target) {
  if (!target?.closest?.(WRITTEN_IN)) return "page";
  return target.closest("[data-flow-field]") ? "field" : "box";
}

/** The letter of a key, also where the keyboard writes another alphabet. */
export const letterOf = ({ key, code }) => (/^[a-z]$/i.test(key) ? key : (/^Key([A-Z])$/.exec(code)?.[1] ?? "")).toLowerCase();

/** Where nobody writes, a single character is enough. */
const ON_PAGE = { "?": "help", "!": "problems" };

/** What a key press asks for: save, palette, undo, redo, help, problems, the next or previous one, or null. */
export function decide(event, place) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (altKey) return null;
  if (!ctrlKey && !metaKey) {
    if (key === "F8") return shiftKey ? "previous_problem" : "next_problem";
    return place === "page" && Object.hasOwn(ON_PAGE, key) ? ON_PAGE[key] : null;
  }
  const letter = letterOf(event);
  if (!shiftKey && letter === "s") return "save";
  if (!shiftKey && letter === "k") return "palette";
  if (place === "box") return null; // its own undo is the one that is meant
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && !shiftKey ? "redo" : null;
}

/** Held down, these go on; the others happen once. */
const REPEATS = new Set(["undo", "redo"]);

/** Call `handlers[what]()`, where there is one, before anybody else hears the key, until the returned function is called. */
export function followShortcuts(handlers, page = window) {
  const onKey = (event) => {
    const what = decide(event, placeOf(event.target));
    if (!what || !handlers[what]) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat || REPEATS.has(what)) handlers[what]();
  };
  page.addEventListener("keydown", onKey, true);
  return () => page.removeEventListener("keydown", onKey, true);
}
