/** What a transaction touched, told once when all of it has happened: nobody ever sees half of a change. */

import { isTyping } from "./sources.js";

/**
 * Calls `settle({steps, words, edges, places})`, sets of ids; `words` are steps in whose texts somebody typed.
 * Returns a function that stops it.
 */
export function watchChanges(doc, root, settle) {
  let touched = nothing();
  const onNodes = (events) => {
    for (const event of events) {
      if (event.target === root.nodes) for (const id of event.keysChanged) touched.steps.add(id);
      else (isTyping(event) ? touched.words : touched.steps).add(event.path[0]);
    }
  };
  const onEdges = (event) => event.keysChanged.forEach((id) => touched.edges.add(id));
  const onLayout = (event) => event.keysChanged.forEach((id) => touched.places.add(id));
  const onEnd = () => {
    if (!Object.values(touched).some((ids) => ids.size)) return;
    const told = touched;
    touched = nothing();
    settle(told);
  };
  root.nodes.observeDeep(onNodes);
  root.edges.observe(onEdges);
  root.layout.observe(onLayout);
  doc.on("afterTransaction", onEnd);
  return () => {
    root.nodes.unobserveDeep(onNodes);
    root.edges.unobserve(onEdges);
    root.layout.unobserve(onLayout);
    doc.off("afterTransaction", onEnd);
  };
}

const nothing = () => ({ steps: new Set(), words: new Set(), edges: new Set(), places: new Set() });
