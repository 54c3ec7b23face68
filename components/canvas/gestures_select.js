/** What is selected: React Flow knows it; the inspector, the shortcuts and the teammates hear of it from here. */

import { sharedSelection } from "./presence.js";

/** Follow the selection until the returned function is called. */
export function followSelection({ session, binding, ui }) {
  let last = "";
  const publish = () => {
    const selection = idsOf(binding.nodes());
    const edges = idsOf(binding.edges());
    const now = JSON.stringify([selection, edges]);
    if (now === last) return;
    last = now;
    session.undo.stopCapturing();
    ui.set({ selection, edge_selection: edges, ...theOne(binding, selection) });
    session.awareness.setLocalStateField("selection", sharedSelection(selection));
    binding.mark(selection);
  };
  publish();
  return binding.sub(publish);
}

export const idsOf = (elements) => elements.filter((one) => one.selected).map((one) => one.id);

function theOne(binding, selection) {
  if (selection.length !== 1) return { id: "", kind: selection.length ? "many" : "" };
  return { id: selection[0], kind: binding.card(selection[0])?.kind ?? "" };
}
