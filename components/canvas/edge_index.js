/** The document's edges by both their ends, shown or not. */

import { isId, isPlainObject } from "./reading.js";

export function createEdgeIndex() {
  const edges = new Map();
  const bySource = new Map();
  const byTarget = new Map();
  return {
    read: (id) => edges.get(id),
    leaving: (id) => bySource.get(id) ?? [],
    arriving: (id) => byTarget.get(id) ?? [],
    /** Keep what an edge says now, undefined if it is gone; returns the steps it left before and leaves now. */
    set(id, edge) {
      const before = edges.get(id);
      bySource.get(before?.source)?.delete(id);
      byTarget.get(before?.target)?.delete(id);
      edges.delete(id);
      const sound = isId(id) && isEdge(edge);
      if (sound) {
        edges.set(id, edge);
        link(bySource, edge.source, id);
        link(byTarget, edge.target, id);
      }
      return [before?.source, sound ? edge.source : undefined].filter(Boolean);
    },
  };
}

const isEdge = (edge) => isPlainObject(edge) && [edge.source, edge.port, edge.target].every((part) => typeof part === "string");

function link(map, key, id) {
  if (!map.has(key)) map.set(key, new Set());
  map.get(key).add(id);
}
