/** The actions that change the flow, or say where to look. They do nothing while no document is open. */

import { findingActions } from "./finding_actions.js";
import { ready } from "./kit.js";
import { ui } from "./ui.js";

const KIND_TYPE = "application/x-callweave-kind";

/** What can be done on the canvas, while there is one; see commands.js. */
const canvas = (name, ...args) => ui.get().canvas?.[name]?.(...args);

/** To the next or previous entry of the palette, which is one tab stop in all. */
function walk(event) {
  const here = event.currentTarget;
  const entries = [...here.closest("[data-testid=palette]").querySelectorAll("[data-kind]")];
  const next = entries[entries.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  if (!next) return;
  [here.tabIndex, next.tabIndex] = [-1, 0];
  next.focus();
}

/** Undo or redo; whoever was working in what it takes away is named, with the way back. */
function turnBack(verb, done, back) {
  const { session } = ui.get();
  session?.undo[verb]();
  const lost = session?.losses.sentence();
  if (!lost) return;
  const { undo } = session;
  const stack = `${back}Stack`;
  const made = undo[stack].at(-1);
  const run = () => undo[stack].at(-1) === made && undo[back]();
  ui.set({ notice: { id: Date.now() + Math.random(), text: `${done}.${lost}`, action: LABELS[back], run } });
}

const LABELS = { undo: "Undo", redo: "Redo" };

export const documentActions = {
  ...findingActions,
  add(kind) {
    canvas("addAtCentre", kind);
    ui.set({ shelf_sheet: false });
  },
  drag(kind, event) {
    event.dataTransfer.setData(KIND_TYPE, kind);
    event.dataTransfer.effectAllowed = "copy";
  },
  press(kind, event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") return walk(event);
    if (event.key !== "Enter" && event.key !== " ") return undefined;
    event.preventDefault();
    return documentActions.add(kind);
  },
  remove: () => canvas("remove"),
  duplicate: () => canvas("duplicate"),
  fit: () => canvas("fit"),
  bring_near: () => canvas("bringNear"),
  tidy: () => canvas("tidy"),
  jump: (id) => canvas("reveal", id),
  connect(port, edge, target) {
    if (target) canvas("connect", ui.get().id, port, target);
    else if (edge) canvas("removeEdges", [edge]);
  },
  recover(id) {
    const session = ready();
    if (!session || !ui.get().can_write) return;
    ui.get().kit.recoverNodes(session.doc, [id]);
    requestAnimationFrame(() => documentActions.jump(id));
  },
  undo: () => turnBack("undo", "Undone", "redo"),
  redo: () => turnBack("redo", "Done again", "undo"),
  save: () => ui.get().session?.save(""),
  save_with_note() {
    ui.get().session?.save(ui.get().note.trim());
    ui.set({ dialog: "", note: "" });
  },
  /** The page reached the server again: no need for the document to wait any longer. */
  hasten: () => ui.get().connection === "offline" && ui.get().session?.retry(),
  retry: () => ui.get().session?.retry(),
  download: () => ui.get().session?.download(),
  reapply: () => ui.get().session?.reapply(),
  discard: () => ui.get().session?.discardQuarantine(),
};
