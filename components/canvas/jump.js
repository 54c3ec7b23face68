/** Brings a part of the flow before somebody's eyes: its panel opens, the caret goes into the field, it lights up. */

import { sourceOf } from "./cells.js";
import { showRow } from "./list_pages.js";
import { elementAt, focusableIn, placeOfPath } from "./places.js";
import { ui } from "./ui.js";

/** Panels and texts are drawn a little after they are asked for. */
const MOST_FRAMES = 60;
const SETTLED_FRAMES = 2;
const LIT_MS = 1_600;

let turn = 0;

/** Go to a path; returns false where there is no such step any more. */
export function goTo(path) {
  const place = placeOfPath(path);
  if (!place.panel) return false;
  if (place.step && !reveal(place.step)) return false;
  turnTo(path);
  ui.set({ panel: place.panel, panel_open: true, sheet: true });
  whenDrawn(place, (turn += 1));
  return true;
}

/** How deep in a path the entries of a list stand; those of a list that is a root of its own stand at 1. */
const ENTRY_DEPTH = { nodes: 3, settings: 2 };

/** Long lists are drawn in pages: turn to the one with the entry that a path names. */
function turnTo(path) {
  const depth = ENTRY_DEPTH[path[0]] ?? 1;
  const [list, item] = [path.slice(0, depth), path[depth]];
  if (!item) return;
  const reading = sourceOf(ui.get().session, path.slice(0, Math.max(1, depth - 1)).join("/")).get();
  const rows = depth > 1 ? reading?.fields?.[list.at(-1)] : reading;
  const at = rows?.findIndex?.((row) => row.id === item) ?? -1;
  if (at >= 0) showRow(list.join("/"), at);
}

/** Select a step, or a connection with its two ends in view. */
export function reveal(step, edge = "") {
  const { canvas } = ui.get();
  return Boolean(edge ? canvas?.revealEdge?.(edge) : canvas?.reveal?.(step));
}

function whenDrawn(place, mine, frame = 0) {
  if (mine !== turn || frame > MOST_FRAMES) return;
  requestAnimationFrame(() => {
    const isRight = frame >= SETTLED_FRAMES && ui.get().panel === place.panel && (!place.step || ui.get().id === place.step);
    const panel = document.querySelector("[data-testid=panel]") ?? document.body;
    if (isRight && !place.mark) return bringIntoView(panel.querySelector("[data-testid]") ?? panel, false);
    const element = isRight ? elementAt(place, panel) : null;
    if (!element) return whenDrawn(place, mine, frame + 1);
    openAround(element);
    return requestAnimationFrame(() => mine === turn && enter(element));
  });
}

/** Open the section that a field stands in. */
function openAround(element) {
  const section = element.closest("details[data-part]")?.dataset.part;
  const { closed_sections: closed } = ui.get();
  if (section && closed.includes(section)) ui.set({ closed_sections: closed.filter((one) => one !== section) });
}

function enter(element) {
  focusableIn(element).focus({ preventScroll: true });
  bringIntoView(element);
  const lit = element.closest("[data-field-row], [data-item]") ?? element;
  lit.toggleAttribute("data-lit", true);
  setTimeout(() => lit.toggleAttribute("data-lit", false), LIT_MS);
}

/** Scroll the panel alone: the browser's own way would move the whole page, which is not meant to scroll. */
export function bringIntoView(element, isCentred = true) {
  const panel = scrollerOf(element);
  if (!panel) return;
  const [at, within] = [element.getBoundingClientRect(), panel.getBoundingClientRect()];
  const above = isCentred ? Math.max(0, (within.height - at.height) / 2) : 0;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  panel.scrollBy({ top: at.top - within.top - above, behavior: calm ? "auto" : "smooth" });
}

function scrollerOf(element) {
  let parent = element.parentElement;
  while (parent && !/auto|scroll/.test(getComputedStyle(parent).overflowY)) parent = parent.parentElement;
  return parent;
}
