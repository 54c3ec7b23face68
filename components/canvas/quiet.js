/**
 * Which problems are not shown yet: nobody is told that what they have just begun is unfinished. A field speaks up once
 * it was left, a new step once another one is selected, and everything once somebody asks what is wrong or to activate.
 */

import { stepOf } from "./findings.js";

/** What a new agent cannot have filled in yet. */
const NOT_BEGUN = new Set(["system_prompt_empty", "setting_empty"]);
/** Where in a path the entry of a list stands. */
const ITEM_AT = { nodes: 3, settings: 2, variables: 1, pronunciations: 1 };

/** Whether a finding waits, given `attempted`, `fresh` (ids of new steps and entries) and `touched` (paths of fields). */
export function isQuiet({ attempted, fresh, touched }, { rule, path, ...finding }) {
  if (attempted) return false;
  const [root] = path;
  const item = path[ITEM_AT[root]];
  const isFresh = Boolean(item && fresh.includes(item)) || fresh.includes(stepOf({ path, ...finding }));
  if (!isFresh && !(root === "settings" && NOT_BEGUN.has(rule))) return false;
  const field = path.slice(0, ITEM_AT[root] + (item ? 1 : 0)).join("/");
  return !touched.includes(field);
}

const without = (findings, isWaiting) => (findings.some(isWaiting) ? findings.filter((one) => !isWaiting(one)) : findings);

/** The findings that are shown. */
export const heard = (state, findings) => without(findings, (one) => isQuiet(state, one));

/** The same on a step's card: that nothing leads to it is said at once, its fields wait. */
export const heardOnCard = (state, findings) => without(findings, (one) => one.path.length > 2 && isQuiet(state, one));

/** Somebody asks what is wrong. */
export const attempt = { attempted: true };

/** A step or an entry was just made here. */
export const begun = ({ fresh }, id) => ({ fresh: [...fresh, id] });

/** A field was left: "nodes/n_1/prompt" or, in a list, "nodes/n_1/transitions/i_2". */
export const left = ({ touched }, key) => ({ touched: touched.includes(key) ? touched : [...touched, key] });

/** Another step is selected: what was new before is new no more. */
export const moved = ({ fresh }, id) => ({ fresh: fresh.includes(id) ? [id] : fresh.length ? [] : fresh });
