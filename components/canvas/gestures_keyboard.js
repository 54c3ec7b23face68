/** The canvas's own keys. Saving, undo and the palette belong to the whole page and are heard elsewhere. */

import { GRID } from "./elements.js";
import { letterOf } from "./keys.js";

const LARGE_STEP = 5;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What a key press means on the canvas: [command, …arguments], or null if it is not for it. */
export function commandOf(event) {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (altKey) return null;
  const letters = { a: ["selectAll"], d: ["duplicate"], ...(shiftKey && { l: ["tidy"] }) };
  if (ctrlKey || metaKey) return letters[letterOf(event)] ?? null;
  const arrow = ARROWS[key];
  if (arrow) return ["nudge", ...arrow.map((part) => part * GRID * (shiftKey ? LARGE_STEP : 1))];
  return { Delete: ["remove"], Backspace: ["remove"], Escape: ["clear"], Enter: ["inspect"] }[key] ?? null;
}

const WRITTEN_IN =
  "input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [data-over-canvas]";
const PRESSED = "button, a, summary, [role=button], [role=option]";

/**
 * Whether a key press or clipboard event is for the canvas: what has the focus is the canvas or in it, and nothing to
 * write in. The page's body never counts: it has the focus when a text that somebody was writing in has just gone.
 */
export function isForCanvas(focused, pane) {
  return Boolean(focused) && pane.contains(focused) && !focused.closest(WRITTEN_IN);
}

/** Run commands for keys until the returned function is called. */
export function followKeys(commands, pane) {
  const onKey = (event) => {
    if (event.defaultPrevented || !isForCanvas(event.target, pane)) return;
    const command = commandOf(event);
    if (!command || (event.key === "Enter" && event.target.closest(PRESSED))) return;
    const [name, ...args] = command;
    if (commands[name](...args) === false) return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Heard before React Flow hears it, whose own arrow keys would move cards on this screen only.
  window.addEventListener("keydown", onKey, true);
  return () => window.removeEventListener("keydown", onKey, true);
}
