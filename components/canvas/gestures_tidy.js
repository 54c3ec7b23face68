/** "Tidy up": lay the selected steps, or all of them, out anew, in one step that can be undone. */

import { idsOf } from "./gestures_select.js";
import { moveNodes } from "./ops.js";
import { breath } from "./slices.js";
import { tidied } from "./tidy.js";

/** So many steps move in one update: well below what the server takes at once. */
const PIECE = 200;
const AWAY = "“Tidy up” could not be loaded. Check the connection and try again.";

const load = () => import("./tidy_engine.js");

/** `look()` shows where the flow went; `engine` is a promise of ELK. Returns a function that answers whether anything moved. */
export function tidyGesture({ session, binding, ui, mayWrite, say }, look, engine = load) {
  let isBusy = false;

  async function tidy() {
    if (isBusy) return false;
    if (!mayWrite()) return void say({ text: "You can watch this flow, but not change it." });
    isBusy = true;
    ui.set({ tidying: true });
    try {
      const chosen = chosenSteps();
      const { elk } = await engine();
      const places = await tidied(elk, chosen.map(stepOf), waysOf(binding.edges()));
      return await moved(places, chosen.length === binding.nodes().length);
    } catch (error) {
      console.warn("The layout failed", error);
      say({ text: AWAY });
      return false;
    } finally {
      isBusy = false;
      ui.set({ tidying: false });
    }
  }

  function chosenSteps() {
    const selected = idsOf(binding.nodes());
    return selected.length > 1 ? selected : binding.nodes().map(({ id }) => id);
  }

  const stepOf = (id) => ({ id, ...binding.routes.rect(id), ranks: binding.card(id).ports.length });

  async function moved(places, isWhole) {
    const { doc, undo } = session;
    const before = undo.undoStack.at(-1);
    await asOne(undo, doc, Object.entries(places));
    const made = undo.undoStack.at(-1);
    if (made === before) return void say({ text: "Everything is in its place already." });
    const count = Object.keys(places).length;
    const back = () => undo.undoStack.at(-1) === made && undo.undo();
    say({ text: `Tidied up ${count} steps`, action: "Undo", run: back });
    if (isWhole) look();
    return true;
  }

  return tidy;
}

/** Several updates and one step of undo: nobody waits for a flow of thousands. */
async function asOne(undo, doc, entries) {
  const { captureTimeout } = undo;
  undo.stopCapturing();
  undo.captureTimeout = Infinity;
  try {
    for (let at = 0; at < entries.length; at += PIECE) {
      if (at) await breath();
      moveNodes(doc, Object.fromEntries(entries.slice(at, at + PIECE)));
    }
  } finally {
    undo.captureTimeout = captureTimeout;
    undo.stopCapturing();
  }
}

const waysOf = (edges) => edges.map(({ id, source, target, data }) => ({ id, source, target, rank: data.rank }));
