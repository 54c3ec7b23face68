/** Where in the page a part of the flow is edited: a path such as ["nodes", id, "prompt"] as panel and element. */

const PART = /^[A-Za-z0-9_-]{1,64}$/;
const PANELS = { nodes: "inspector", settings: "settings", variables: "variables", pronunciations: "settings" };

/** "settings/time_zone" as a path; [] for what leads nowhere. */
export function pathFrom(text) {
  const parts = String(text ?? "").split("/").filter(Boolean);
  const isRight = Object.hasOwn(PANELS, parts[0] ?? "") && parts.every((part) => PART.test(part)) && parts.length <= 6;
  return isRight && (parts[0] !== "nodes" || parts.length > 1) ? parts : [];
}

/** {panel, step, mark, item, sub} of a path; `mark` is the field's data-flow-field, "" for a step as a whole. */
export function placeOfPath([root, ...keys]) {
  if (!Object.hasOwn(PANELS, root ?? "")) return { panel: "", step: "", mark: "", item: "", sub: "" };
  const step = root === "nodes" ? (keys.shift() ?? "") : "";
  const isList = root === "variables" || root === "pronunciations";
  const field = isList ? root : (keys.shift() ?? "");
  const mark = root === "settings" && field ? `settings.${field}` : field;
  const [item = "", sub = ""] = keys;
  return { panel: PANELS[root], step, mark, item, sub };
}

/** The element in which a place is edited, or its nearest neighbour: entry, list, field, way out. Null if none. */
export function elementAt({ mark, item, sub }, page) {
  if (!mark) return null;
  const [name, entry] = [CSS.escape(mark), CSS.escape(item)];
  const list = page.querySelector(`[data-items="${name}"]`);
  const row = item ? (list ?? page).querySelector(`[data-item="${entry}"], [data-port="${entry}"]`) : null;
  if (row) return (sub && row.querySelector(`[data-flow-field$=".${CSS.escape(sub)}"]`)) || row;
  const field = page.querySelector(`[data-flow-field="${name}"]`);
  return field ?? list ?? page.querySelector(`[data-field-row="${name}"], [data-port="${name}"], [data-part="${name}"]`);
}

const TAKES_FOCUS = "input, textarea, select, button, [contenteditable=true], [tabindex='0']";

/** What in an element the caret goes into: itself, or the first part of it that can take it. */
export const focusableIn = (element) =>
  element.matches(TAKES_FOCUS) ? element : (element.querySelector(TAKES_FOCUS) ?? element);
