/** Deleting what is selected, with a way back at hand. */

import { LOCAL } from "./document.js";
import { idsOf } from "./gestures_select.js";
import { deleteNodes, recoverNodes, removeEdges } from "./ops.js";

export function deleteGesture({ session, binding, ui, clock, pane, mayWrite, undoable, say }) {
  const { doc, undo } = session;

  /** Delete the selected steps and connections; `verb` is how the notice says it. */
  function remove(verb = "Deleted") {
    const { steps, edges, start } = chosen();
    if (!steps.length && !edges.length) return start && say({ text: "Start stays: every call begins there." });
    if (!mayWrite()) return say({ text: "You can watch this flow, but not change it." });
    const text = told(verb, steps, edges);
    undoable(() =>
      doc.transact(() => {
        removeEdges(doc, edges);
        deleteNodes(doc, steps, { by: ui.get().user?.name ?? "", at: clock.iso() });
      }, LOCAL),
    );
    const made = undo.undoStack.at(-1);
    const lost = session.losses.sentence(steps.length === 1 ? "it" : "what is gone");
    say({ text: lost ? `${text}.${lost}` : text, action: "Undo", run: () => (undo.undoStack.at(-1) === made ? undo.undo() : recoverNodes(doc, steps)) });
    pane().focus({ preventScroll: true });
  }

  /** Connections of a deleted step go and come back with it; only the others are removed. */
  function chosen() {
    const selected = idsOf(binding.nodes());
    const steps = selected.filter((id) => binding.card(id)?.kind !== "start");
    const gone = new Set(steps);
    const loose = binding.edges().filter((edge) => edge.selected && !gone.has(edge.source) && !gone.has(edge.target));
    const start = selected.length > steps.length;
    return { steps, start, edges: start && selected.length === 1 ? [] : loose.map((edge) => edge.id) };
  }

  function told(verb, steps, edges) {
    if (steps.length === 1) return `${verb} ${binding.card(steps[0])?.name ?? "a step"}`;
    if (steps.length) return `${verb} ${steps.length} steps`;
    return edges.length === 1 ? "Removed a connection" : `Removed ${edges.length} connections`;
  }

  return { remove };
}
