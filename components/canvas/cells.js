/** The readings the panels share: one source per step, for the settings, the lists, the outline and the deleted steps. */

import { createSource, isTyping, touches } from "./sources.js";
import { ui } from "./ui.js";

const EMPTY = { get: () => null, sub: () => () => {} };
/** A flow with more steps is read in slices, and a moment after it changed. */
const MANY = 150;
const bySession = new WeakMap();

/** The source for a key such as "nodes/n_1", "settings", "variables", "outline", "exits/n_1" or "deleted". */
export function sourceOf(session, key) {
  if (!session || !key) return EMPTY;
  let sources = bySession.get(session);
  if (!sources) bySession.set(session, (sources = new Map()));
  if (!sources.has(key)) sources.set(key, make(session, key));
  return sources.get(key);
}

function make({ doc, spec }, key) {
  const { kit } = ui.get();
  const [kind, id] = key.split("/");
  const nodes = doc.getMap("nodes");
  const edges = doc.getMap("edges");
  const quiet = (event) => !isTyping(event);
  switch (kind) {
    case "nodes":
      return createSource([nodes], touches(nodes, id), () => kit.readNode(doc, spec, id));
    case "settings":
      return createSource([doc.getMap("settings")], quiet, () => ({ fields: kit.readSettings(doc, spec) }));
    case "outline":
      return createSource([nodes, edges], quiet, () => kit.outline(doc, spec), {
        isLarge: () => nodes.size > MANY,
        reading: () => kit.outlining(doc, spec),
      });
    case "exits":
      return createSource([nodes, edges], quiet, () => kit.exitsOf(doc, spec, id));
    case "deleted":
      return createSource([nodes], quiet, () => kit.deleted(doc, spec));
    case "raw":
      return createSource([nodes], touches(nodes, id), () => kit.raw(doc, spec, id));
    default:
      return createSource([doc.getMap(kind)], quiet, () => kit.readList(doc, spec, kind));
  }
}

/** The path of a field in the document and in everyone's presence: of the selected step, or of the settings. */
export const pathOf = (scope, id, name) => (scope === "settings" ? ["settings", name] : ["nodes", id, name]);
