/** The shared document as React Flow's arrays, patched by what a change touched, and one subscription per card. */

import { createCards } from "./cards.js";
import { watchChanges } from "./changes.js";
import { isShown, readPlace, roots } from "./document.js";
import { createEdgeIndex } from "./edge_index.js";
import { markNear, patch, replaceEdges, replaceNodes, select } from "./elements.js";
import { spokenEdge, spokenName } from "./words.js";

/** A step that a teammate holds is drawn above those that lie. */
const HELD_ABOVE = 500;

export function createBinding(doc, spec) {
  const root = roots(doc);
  const index = createEdgeIndex();
  const { card, touch } = createCards(doc, spec, index);
  const all = createListeners();
  const perCard = createListeners();
  let held = new Map();
  let nodes = [];
  let edges = [];

  function makeNode(id, old) {
    const shown = card(id);
    if (!shown) return null;
    const position = placeOf(id, old);
    const ariaLabel = spokenName(shown, shown.ports);
    const zIndex = held.has(id) ? HELD_ABOVE : 0;
    const isEqual = old?.position === position && old.ariaLabel === ariaLabel && old.zIndex === zIndex;
    if (isEqual && old.data.kind === shown.kind) return old;
    return { ...old, id, type: "step", position, zIndex, ariaLabel, data: { kind: shown.kind, colour: shown.colour } };
  }

  function placeOf(id, old) {
    if (old?.dragging) return old.position;
    const place = held.get(id) ?? readPlace(doc, id);
    return old?.position.x === place.x && old.position.y === place.y ? old.position : place;
  }

  function makeEdges(source) {
    const from = card(source);
    const ways = from?.ports ?? [];
    return ways.flatMap(({ id: sourceHandle, label, edge: id }, rank) => {
      if (!id) return [];
      const { target } = index.read(id);
      const ariaLabel = spokenEdge(from.name, label, card(target).name);
      return [{ id, type: "way", source, sourceHandle, target, ariaLabel, data: { label, rank, ranks: ways.length } }];
    });
  }

  function settle(touched) {
    const sources = new Set(touched.steps);
    for (const id of touched.edges) for (const source of index.set(id, root.edges.get(id))) sources.add(source);
    for (const id of touched.steps) for (const edge of index.arriving(id)) sources.add(index.read(edge).source);
    const redrawn = new Set([...sources, ...touched.words]);
    redrawn.forEach(touch);
    const patched = replaceNodes(nodes, new Set([...touched.steps, ...touched.places]), makeNode);
    const nextEdges = replaceEdges(edges, sources, makeEdges);
    redrawn.forEach(perCard.tell);
    set(remeasure(patched, sources), nextEdges);
  }

  /** A step outside the view has no card that could measure its new ports: have React Flow draw it once more. */
  const remeasure = (list, ids) =>
    patch(list, (node) => (ids.has(node.id) && node.measured && !perCard.has(node.id) ? { ...node, measured: undefined } : node));

  /** Put steps back to where the document, or the teammate who holds them, has them. */
  const replace = (ids) => set(replaceNodes(nodes, new Set(ids), (id, old) => old && makeNode(id, old)), edges);

  function set(nextNodes, nextEdges) {
    if (nextNodes === nodes && nextEdges === edges) return;
    nodes = nextNodes;
    edges = nextEdges;
    all.tell("");
  }

  const stop = watchChanges(doc, root, settle);
  for (const id of root.edges.keys()) index.set(id, root.edges.get(id));
  const ids = [...root.nodes.keys()].filter((id) => isShown(doc, id)).sort();
  nodes = replaceNodes([], ids, makeNode).sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);
  edges = replaceEdges([], new Set(ids), makeEdges);

  return {
    nodes: () => nodes,
    edges: () => edges,
    card,
    sub: (listener) => all.add("", listener),
    subCard: perCard.add,
    setNodes: (next) => set(next, edges),
    setEdges: (next) => set(nodes, next),
    select: (nodeIds, edgeIds = []) => set(select(nodes, nodeIds), select(edges, edgeIds)),
    mark: (nodeIds) => set(nodes, markNear(edges, nodeIds)),
    replace,
    /** Show steps where teammates hold them: id → {x, y}. */
    hold(next) {
      const moved = [...held.keys(), ...next.keys()];
      held = next;
      replace(moved);
    },
    destroy: stop,
  };
}

function createListeners() {
  const byKey = new Map();
  return {
    has: (key) => byKey.has(key),
    tell: (key) => [...(byKey.get(key) ?? [])].forEach((listener) => listener()),
    add(key, listener) {
      if (!byKey.has(key)) byKey.set(key, new Set());
      byKey.get(key).add(listener);
      return () => {
        byKey.get(key)?.delete(listener);
        if (byKey.get(key)?.size === 0) byKey.delete(key);
      };
    },
  };
}
