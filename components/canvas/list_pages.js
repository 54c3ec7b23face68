/** Long lists in the panels are shown in pages: a thousand rows of controls would take the browser ten seconds. */

import { useMemo, useRef } from "react";
import { ui, useUi } from "./store.js";

/** So many rows are drawn at once. */
export const PAGE_ROWS = 25;

/**
 * The page of the list at `path` with these rows: {of(rows), show(index), turn(delta), first, last, total, isMany,
 * hasBefore, hasAfter}. `first` and `last` count from one; the page is kept while the editor is open.
 */
export function usePage(path, rows) {
  const total = rows.length;
  const kept = useUi("pages")[path] ?? 0;
  const at = Math.min(useFollowed(path, rows)?.page ?? kept, lastPage(total));
  return useMemo(() => {
    const first = at * PAGE_ROWS;
    const last = Math.min(total, first + PAGE_ROWS);
    return {
      of: (rows) => (total > PAGE_ROWS ? rows.slice(first, last) : rows),
      show: (index) => showRow(path, Math.min(Math.max(index, 0), total)),
      turn: (delta) => () => put(path, Math.min(Math.max(at + delta, 0), lastPage(total))),
      first: first + 1,
      last,
      total,
      offset: first,
      isMany: total > PAGE_ROWS,
      hasBefore: first > 0,
      hasAfter: last < total,
    };
  }, [path, at, total]);
}

/** Where a teammate's change moves the row with the caret to another page, the page goes with it: {page} until it is kept. */
function useFollowed(path, rows) {
  const before = useRef(rows);
  const followed = useMemo(() => {
    const isChanged = before.current !== rows;
    before.current = rows;
    const index = isChanged && rows.length > PAGE_ROWS ? rows.findIndex(({ id }) => id === rowWithCaret(path)) : -1;
    if (index < 0) return {};
    const found = { page: Math.floor(index / PAGE_ROWS) };
    queueMicrotask(() => {
      put(path, found.page);
      delete found.page;
    });
    return found;
  }, [path, rows]);
  return followed;
}

/** The id of the entry of a list that this person has the caret in, as presence tells it; "" for none. */
function rowWithCaret(path) {
  const field = ui.get().session?.awareness?.getLocalState()?.field ?? "";
  return field.startsWith(`${path}/`) ? field.slice(path.length + 1).split("/")[0] : "";
}

/** Turn the list at `path` to the page with this row. */
export const showRow = (path, index) => put(path, Math.floor(index / PAGE_ROWS));

const lastPage = (total) => Math.max(0, Math.ceil(total / PAGE_ROWS) - 1);

function put(path, page) {
  const { pages } = ui.get();
  if ((pages[path] ?? 0) !== page) ui.set({ pages: { ...pages, [path]: page } });
}
