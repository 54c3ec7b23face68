import { useEffect } from "react";
import { characterOf } from "./letters.js";

const TYPING = "input, textarea, select, [contenteditable=true]";
const OVERLAYS = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Moves the focus through the rows of the page's list; from elsewhere it begins at the nearer end. */
function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + by));
  rows[next].querySelector("a").focus();
  return true;
}

function press(key) {
  const row = document.activeElement?.closest("[data-row]");
  const target = row?.querySelector(`[data-row-key="${CSS.escape(key)}"]`) ?? document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target || target.disabled) return false;
  if (target.matches("input")) target.focus();
  else target.click();
  return true;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isLeaving = event.key === "Escape" || (event.key === "ArrowDown" && event.target.matches?.("input[type=search]"));
  if (document.querySelector(OVERLAYS) || (!isLeaving && event.target.closest?.(TYPING))) return;
  const key = characterOf(event);
  const done = Object.hasOwn(STEPS, key) ? step(STEPS[key]) : press(key);
  if (done) event.preventDefault();
}

/** Where a menu closes: its opener gets the focus back, unless the chosen deed opened a field that wants it. */
export function handOver(event) {
  const field = document.querySelector("[data-takes-focus]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

const selectAll = (event) => event.target.matches?.("[data-takes-focus]") && event.target.select();

/** Keys of a page: whatever carries data-key is pressed by it, data-row-key in the focused row; arrows walk the rows. */
export function Shortcuts() {
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    window.addEventListener("focusin", selectAll);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("focusin", selectAll);
    };
  }, []);
  return null;
}
