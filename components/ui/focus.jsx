/**
 * Keeps the focus in a sensible place when the element that has it goes: a dialog is closed, a row is removed by
 * oneself, by an undo or by a teammate, a panel is hidden. The browser would give it to the page's body, where the next
 * key means something else than the person thinks. Text is never typed on into another text: where a field goes, its
 * neighbour's row gets the focus, not the field in it.
 */

import { useEffect } from "react";

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [contenteditable=true], [tabindex]";
const TEXT =
  "textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button], [type=file], [type=submit])";
const LAYER = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox], .cw-notice";
const REGION = `[data-focus-region], main, ${LAYER}`;
const ROW = "[data-item], [data-port], [data-row], [data-field-row], li, tr";
const HOMES = ["[data-focus-region=canvas]", "main"];
const HIDING = ["disabled", "hidden", "inert", "data-open", "data-sheet"];

const isUsable = (element) => element.isConnected && !element.disabled && element.checkVisibility();

const controlsIn = (element) => [element, ...element.querySelectorAll("*")].filter((one) => one.matches(FOCUSABLE));

/** Everything from an element up to the page, as it stands now: later the element may be nowhere. */
function remember(element) {
  const trail = [];
  for (let each = element; each; each = each.parentElement) trail.push(each);
  const row = trail.find((one) => one.matches(ROW));
  const at = row ? controlsIn(row).indexOf(element) : -1;
  return { element, trail, at, isText: element.matches(TEXT) };
}

const layerOf = ({ trail }) => trail.find((one) => one.matches(LAYER));

function give(element) {
  if (!element) return false;
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
  element.focus({ preventScroll: !element.matches(FOCUSABLE) });
  return document.activeElement === element;
}

/** Follow the focus of a page until the returned function is called. */
export function keepFocus(page = document) {
  let last = null;
  const openers = new WeakMap(); // a dialog or menu → what had the focus before it

  function onFocusIn({ target }) {
    if (!target?.matches || target === page.body) return;
    const layer = target.closest(LAYER);
    if (layer && !openers.has(layer)) openers.set(layer, last);
    last = remember(target);
  }

  /**
   * Clicking where nothing is, is the person's own wish; what goes or moves in the same moment has changed the page. A
   * dialog is closed by such a click: what it was opened from gets the focus once it is gone.
   */
  function onFocusOut({ target, relatedTarget }) {
    if (relatedTarget) return;
    queueMicrotask(() => {
      onChange(watch.takeRecords());
      if (last?.element === target && isNowhere() && !layerOf(last)) last = null;
    });
  }

  const isNowhere = () => !page.activeElement || page.activeElement === page.body;

  function onChange(records) {
    if (!last || !records.length) return;
    const { element, trail } = last;
    const isThere = element.isConnected;
    const mayHide = ({ type, target }) => type === "attributes" && target.contains(element);
    const isHidden = isThere && records.some(mayHide) && !isUsable(element);
    if (!isHidden && !isNowhere()) return;
    const isMoved = isThere && records.some(({ removedNodes }) => [...removedNodes].some((node) => trail.includes(node)));
    if (isMoved && give(element)) return;
    if (isThere && !isHidden) return;
    const lost = last;
    last = null;
    settle(lost, records);
  }

  function settle(lost, records) {
    const layer = layerOf(lost);
    if (layer && !isUsable(layer)) return openerOf(layer) || give(home());
    return give(neighbour(lost, records)) || give(regionOf(lost)) || give(home());
  }

  /** Give the focus back to what opened a layer, or to what opened the menu that this was chosen in. */
  function openerOf(layer) {
    const opener = openers.get(layer);
    if (!opener) return false;
    if (isUsable(opener.element)) return give(opener.element);
    return settle(opener, []);
  }

  const regionOf = ({ trail }) => trail.find((one) => one.matches(REGION) && isUsable(one));

  const home = () => HOMES.map((selector) => page.querySelector(selector)).find((one) => one && isUsable(one));

  page.addEventListener("focusin", onFocusIn, true);
  page.addEventListener("focusout", onFocusOut, true);
  const watch = new MutationObserver(onChange);
  watch.observe(page.body, { childList: true, subtree: true, attributes: true, attributeFilter: HIDING });
  return () => {
    watch.disconnect();
    page.removeEventListener("focusin", onFocusIn, true);
    page.removeEventListener("focusout", onFocusOut, true);
  };
}

/** What stands where the lost element stood: what was put in its place, the next row, or the one before. */
function neighbour(lost, records) {
  const took = ({ target, removedNodes }) => target.isConnected && [...removedNodes].some((node) => lost.trail.includes(node));
  const record = records.find(took); // what a text editor takes apart of itself on its way out is nobody's neighbour
  if (!record || lost.trail.some((one) => one.matches("[data-focus-region=canvas]"))) return null;
  const put = records.flatMap(({ target, addedNodes }) => (target === record.target ? [...addedNodes] : []));
  const near = [...put, ...siblings(record, "nextSibling"), ...siblings(record, "previousSibling")];
  for (const one of near) {
    const found = one.nodeType === Node.ELEMENT_NODE && isUsable(one) ? placeIn(one, lost) : null;
    if (found) return found;
  }
  return null;
}

function siblings(record, side) {
  const found = [];
  const name = side.replace("Sibling", "ElementSibling");
  for (let each = record[side]; each?.isConnected; each = each[name]) found.push(each);
  return found;
}

/** The place in a neighbour: a row's button of the same kind, a lone button; for a text the row itself. */
function placeIn(one, lost) {
  const isRow = one.matches(ROW);
  if (lost.isText) return isRow ? one : null;
  const controls = controlsIn(one);
  if (!isRow) return controls.length === 1 && !controls[0].matches(TEXT) && isUsable(controls[0]) ? controls[0] : null;
  const same = controls[lost.at];
  return same?.tagName === lost.element.tagName && isUsable(same) ? same : one;
}

/** Keeps the focus on every page; shows nothing. */
export function FocusKeeper() {
  useEffect(() => keepFocus(), []);
  return null;
}
