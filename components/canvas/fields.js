/** Hooks of the field cells: what a control shows, and what writes it straight into the shared document. */

import { useCallback, useMemo, useRef, useSyncExternalStore } from "react";
import { pathOf, sourceOf } from "./cells.js";
import { useSession } from "./kit.js";
import { isTooLarge } from "./limits.js";
import { usePage } from "./list_pages.js";
import { accept, show, stepped } from "./numbers.js";
import { begun, left } from "./quiet.js";
import { share } from "./sources.js";
import { ui, useUi } from "./store.js";
import { tidyName } from "./text.js";
import { say } from "./ui.js";

const NOTHING = [];
const TOO_LONG = "That is longer than one field may be. Nothing was changed: shorten it and try again.";

/**
 * A reading of the document, or the part of it that `pick` takes; `fallback` until there is one. Only another part
 * draws its readers anew: a key typed in a step's name is nothing to the hundred entries of its lists.
 */
export function useSource(key, fallback = null, pick = whole) {
  const source = sourceOf(useSession(), key);
  return useSyncExternalStore(source.sub, () => pick(source.get() ?? null) ?? fallback, () => fallback);
}

const whole = (reading) => reading;

/** A part of the store that is computed: keeps its identity while it is equal. */
export function useDerived(read) {
  const last = useRef(undefined);
  const get = () => (last.current = share(last.current, read(ui.get())));
  return useSyncExternalStore(ui.sub, get, get);
}

/** The path of a field as a list of its parts. */
export function usePathOf(scope, name) {
  const id = useUi("id");
  return useMemo(() => pathOf(scope, id, name), [scope, id, name]);
}

function usePath(scope, name) {
  const id = useUi("id");
  const path = name ? pathOf(scope, id, name) : [scope];
  const key = scope === "settings" ? "settings" : id && `nodes/${id}`;
  return [path.join("/"), key];
}

/**
 * Write a value at a path such as "nodes/n_1/mode", where `former` stood; does nothing for who may not write. Whoever was
 * working in what it hides is named, with the way back.
 */
function write(path, value, former) {
  const { kit, session, can_write: allowed } = ui.get();
  if (!kit || !session || !allowed) return;
  if (!kit.setValue(session.doc, path.split("/"), value)) {
    if (isTooLarge(value)) say(ui, TOO_LONG);
    return;
  }
  const lost = session.losses.sentence("what that hides");
  if (lost) offer(`Changed ${session.losses.labelAt(path)}.${lost}`, () => kit.setValue(session.doc, path.split("/"), former));
}

/** Say what was done, with the way back. */
const offer = (text, run) => ui.set({ notice: { id: Date.now() + Math.random(), text, action: "Undo", run } });

/** One field of the selected step (`scope` "nodes") or of the settings: {value, set, toggle(option)}. */
export function useField(scope, name, fallback) {
  const [path, key] = usePath(scope, name);
  const pick = (reading) => (name === "name" && scope === "nodes" ? reading?.name : reading?.fields?.[name]);
  const value = useSource(key, fallback, pick);
  return useMemo(() => {
    const toggle = (option) => () => write(path, flipped(value, option), value);
    return { value, set: (next) => write(path, next, value), toggle };
  }, [path, value]);
}

/** A number field: {text, problem, set, leave, keys}. What cannot be accepted stays in the box and out of the document. */
export function useNumber(scope, name, fallback, limits) {
  const { value } = useField(scope, name, fallback);
  const [path] = usePath(scope, name);
  const draft = useUi("draft"); // shared: the box and the sentence under it are components of their own
  const mine = draft?.path === path ? draft : null;
  const set = (text) => {
    const { value: number, problem } = accept(text, limits);
    ui.set({ draft: { path, text, problem } });
    if (!problem) write(path, number);
  };
  const keys = (event) => {
    const next = stepped(value, event.key, limits);
    if (next === null) return;
    event.preventDefault();
    set(show(next));
  };
  return { text: mine ? mine.text : show(value), problem: mine?.problem ?? "", set, keys, leave: () => ui.set({ draft: null }) };
}

/** A list kept inside the selected step or the settings (`name`), or a root of its own (`scope` "variables", …). */
export function useItems(scope, name) {
  const [inner, key] = usePath(scope, name);
  const path = name ? inner : scope;
  const rows = useSource(name ? key : scope, NOTHING, (reading) => (name ? reading?.fields?.[name] : reading));
  const page = usePage(path, rows);
  return useMemo(() => {
    const parts = path.split("/");
    const run = (verb, ...args) => {
      const { kit, session, can_write: allowed } = ui.get();
      return kit && session && allowed ? kit[verb](session.doc, parts, ...args) : undefined;
    };
    return {
      rows: page.of(rows),
      page,
      empty: rows.length === 0,
      set: (id, sub) => (value) => write(`${path}/${id}/${sub}`, value, rows.find((row) => row.id === id)?.[sub]),
      flip: (id, sub, values, option) => () => write(`${path}/${id}/${sub}`, flipped(values ?? NOTHING, option), values),
      add: (values) => () => {
        const id = run("addItem", values);
        if (id) page.show(rows.length);
        if (id) ui.set(begun(ui.get(), id));
        enter(id);
      },
      remove: (id) => () => removeEntry(parts, id),
      move: (id, delta) => () => shift(id, delta),
      keys: (id) => (event) => {
        const delta = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
        if (!delta) return;
        event.preventDefault();
        shift(id, delta);
      },
    };
    function shift(id, delta) {
      keepFocus(() => run("moveItem", id, delta));
      page.show(rows.findIndex((row) => row.id === id) + delta);
    }
  }, [path, rows, page]);
}

/** Remove an entry; whoever was working in it is named, with the way back. */
function removeEntry(path, id) {
  const { kit, session, can_write: allowed } = ui.get();
  if (!kit || !session || !allowed) return;
  const { doc, undo, losses } = session;
  const kept = losses.keep([...path, id].join("/"));
  undo.stopCapturing();
  if (!kit.removeItem(doc, path, id)) return;
  undo.stopCapturing();
  const lost = losses.sentence();
  if (!lost) return;
  const made = undo.undoStack.at(-1);
  const run = () => (undo.undoStack.at(-1) === made ? undo.undo() : kept.back());
  offer(`Removed the ${kept.noun}.${lost}`, run);
}

const flipped = (values, option) =>
  values.includes(option) ? values.filter((one) => one !== option) : [...values, option];

/** Put the caret into a row that was just added. */
function enter(id) {
  if (!id) return;
  requestAnimationFrame(() => document.querySelector(`[data-item="${CSS.escape(id)}"]`)?.querySelector("input, textarea")?.focus());
}

/** Moving an element in the page takes the focus from it: give it back. */
function keepFocus(move) {
  const focused = document.activeElement;
  move();
  requestAnimationFrame(() => focused?.isConnected && focused !== document.activeElement && focused.focus());
}

/** Who else has the caret in this field: [{client, name, color}]. */
export function useEditors(scope, name) {
  const [path] = usePath(scope, name);
  return useDerived((state) =>
    (state.peers ?? NOTHING)
      .filter((peer) => !peer.me && (peer.field === path || peer.field.startsWith(`${path}/`)))
      .map(({ client, name: who, color }) => ({ client, name: who, color })),
  );
}

/**
 * Handlers that tell the others which field the caret is in, and which field of which entry of its list; a row that only keeps the
 * focus for a while is none.
 */
export function usePresence(scope, name) {
  const [path] = usePath(scope, name);
  const tell = useCallback((field) => ui.get().session?.awareness?.setLocalStateField("field", field), []);
  return useMemo(() => {
    const keyOf = (element) => [path, element?.closest("[data-item]")?.dataset.item].filter(Boolean).join("/");
    return {
      enter() {
        const { activeElement: at } = document;
        if (at?.getAttribute("tabindex") !== "-1") tell([keyOf(at), cellOf(at)].filter(Boolean).join("/"));
      },
      leave(event) {
        tell(null);
        if (scope === "nodes" && name === "name") tidy(path, event?.target?.value);
        if (event?.target) ui.set(left(ui.get(), keyOf(event.target)));
      },
    };
  }, [scope, name, path, tell]);
}

/** The field of an entry that a control stands for: "condition", or "" for what is no control of an entry. */
const cellOf = (element) =>
  element?.closest("[data-item]") ? (element.closest("[data-flow-field]")?.dataset.flowField.split(".").at(-1) ?? "") : "";

/** A step's name is kept as agents' names are, once it was typed: while it is typed a space at its end is no mistake. */
function tidy(path, name) {
  if (typeof name === "string" && tidyName(name) !== name) write(path, tidyName(name));
}
