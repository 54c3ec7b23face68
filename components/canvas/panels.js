/** Hooks of what the panels say about the flow: exits, counts, deleted steps, and who is here. */

import { useMemo } from "react";
import { useDerived, useSource } from "./fields.js";
import { PAGE_ROWS, usePage } from "./list_pages.js";
import { ui, useUi } from "./store.js";
import { firstOf } from "./text.js";

const NO_EXITS = { rows: [], targets: [] };
const NO_FLOW = { steps: 0, connections: 0, open: 0, list: [] };
const NOTHING = [];
const SHOWN_PEOPLE = 5;

/** Above so many options in all, only the row in use gets its choices: the browser would take seconds to draw them. */
const MOST_OPTIONS = 5_000;

/**
 * Where the selected step leads: {rows with their choices, page, empty, choose(row id) before a row is used}. What a
 * list of the step shows already is not among the rows: it is in `by`, by the entry's id.
 */
export function useExits() {
  const id = useUi("id");
  const chosen = useUi("choosing");
  const { rows, targets } = useSource(id && `exits/${id}`, NO_EXITS);
  const loose = useMemo(() => rows.filter(({ entry }) => !entry), [rows]);
  const page = usePage(`exits/${id}`, loose);
  return useMemo(() => {
    const isMany = Math.min(rows.length, PAGE_ROWS) * targets.length > MOST_OPTIONS;
    const named = new Map(targets.map((one) => [one.id, one]));
    const choices = (row) => (isMany && row.id !== chosen ? [named.get(row.target)].filter(Boolean) : targets);
    const withChoices = (row) => ({ ...row, choices: choices(row) });
    return {
      rows: page.of(loose).map(withChoices),
      by: Object.fromEntries(rows.filter(({ entry }) => entry).map((row) => [row.id, withChoices(row)])),
      page,
      shown: loose.length > 0 || rows.length === 0,
      empty: rows.length === 0,
      choose: (row) => () => ui.set({ choosing: row }),
    };
  }, [rows, loose, targets, page, chosen]);
}

/** The flow in numbers, and its steps to search in. */
export const useOutline = () => useSource("outline", NO_FLOW);

/** The deleted steps: {rows, empty}. */
export function useDeleted() {
  const rows = useSource("deleted", NOTHING);
  return useMemo(() => ({ rows, empty: rows.length === 0 }), [rows]);
}

/** The fields of the selected step as they are stored, for a kind nobody here knows. */
export function useRaw() {
  const id = useUi("id");
  return useSource(id && `raw/${id}`, NOTHING);
}

/** Who is in the editor, oneself among them: {shown: [{id, name, color, initials}], more, others}. */
export const usePeople = () =>
  useDerived(({ people = NOTHING }) => {
    const all = (people ?? NOTHING).map(({ id, name, color, me }) => {
      return { id, color, initials: initials(name), name: me ? `${name} (you)` : name };
    });
    const hidden = all.slice(SHOWN_PEOPLE);
    return { shown: all.slice(0, SHOWN_PEOPLE), more: hidden.length, others: hidden.map((one) => one.name).join(", ") };
  });

/** One or two letters that stand for a name in a small circle. */
export function initials(name) {
  const words = String(name ?? "").trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map(firstOf).join("").toUpperCase();
}
