/** The shared document as React Flow's arrays, patched by what a change touched, and one subscription per card. */

import { createCards } from "./cards.js";
import { watchChanges } from "./changes.js";
import { isShown, readPlace, roots, START_ID } from "./document.js";
import { createEdgeIndex } from "./edge_index.js";
import { markNear, patch, replaceEdges, replaceNodes, select } from "./elements.js";
import { around, CARD_WIDTH, handlesOf, sizeOf } from "./geometry.js";
import { createRoutes } from "./routes.js";
import { spokenEdge, spokenName } from "./words.js";

/** A step that a teammate holds is drawn above those that lie. */
const HELD_ABOVE = 500;
/** So many steps are read between two breaths while a flow opens. */
const PORTION = 50;
/** More connections than this are called anew only once nobody has typed for a while. */
const MOST_AT_ONCE = 50;
const NAMED_AFTER_MS = 500;

/** The binding of a whole document, read at once; `isEmpty`: of nothing yet, see `grow`. */
export function createBinding(doc, spec, { isEmpty = false } = {}) {
  const root = roots(doc);
  const index = createEdgeIndex();
  const { card, peek, touch } = createCards(doc, spec, index);
  const all = createListeners();
  const perCard = createListeners();
  let held = new Map();
  const routes = createRoutes({ cardOf: (id) => card(id) ?? UNSEEN });
  let nodes = [];
  let edges = [];
  let awaited = [];
  let naming = 0;
  const misnamed = new Set();
  const grasped = new Set();

  function makeNode(id, old) {
    const shown = card(id);
    if (!shown) return null;
    const position = placeOf(id, old);
    const ariaLabel = spokenName(shown, shown.ports);
    const zIndex = held.has(id) ? HELD_ABOVE : 0;
    const isEqual = old?.position === position && old.ariaLabel === ariaLabel && old.zIndex === zIndex;
    if (isEqual && old.data.kind === shown.kind) return old;
    const data = { kind: shown.kind, colour: shown.colour };
    return { ...old, ...(!old && shapeOf(shown)), id, type: "step", position, zIndex, ariaLabel, data };
  }

  /** What React Flow has to know of a card that was never drawn: only what is in view is. */
  function shapeOf(shown) {
    const size = sizeOf(shown);
    return { initialWidth: size.width, initialHeight: size.height, handles: handlesOf(shown, size), measured: undefined };
  }

  function placeOf(id, old) {
    if (old && grasped.has(id)) return old.position;
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
      return [{ id, type: "way", source, sourceHandle, target, ariaLabel, focusable: false, data: { label, rank, ranks: ways.length } }];
    });
  }

  function settle(touched) {
    const sources = new Set(touched.steps);
    for (const id of touched.edges) for (const source of index.set(id, root.edges.get(id))) sources.add(source);
    const renamed = entered(touched.steps, sources);
    const redrawn = new Set([...sources, ...touched.words]);
    const waysOf = new Map([...touched.steps].map((id) => [id, peek(id)?.ports]));
    redrawn.forEach(touch);
    for (const [id, ways] of waysOf) if (isOnlyRenamed(id, ways)) sources.delete(id) && renamed.add(id);
    const patched = replaceNodes(nodes, new Set([...touched.steps, ...touched.places]), makeNode);
    const isLater = renamed.size > MOST_AT_ONCE || [...renamed].some((id) => card(id)?.ports.length > MOST_AT_ONCE);
    if (isLater) renameLater(renamed);
    const relabelled = isLater ? sources : new Set([...sources, ...renamed]);
    const nextEdges = replaceEdges(edges, relabelled, makeEdges);
    redrawn.forEach(perCard.tell);
    set(remeasure(patched, sources), nextEdges);
  }

  /** A step with many ways out that lead where they led: its connections are called anew once nobody types. */
  const isOnlyRenamed = (id, ways) => ways?.length > MOST_AT_ONCE && leadAlike(ways, card(id)?.ports ?? []);

  /** What a thousand connections are called changes when the name has been typed, not with its every letter. */
  function renameLater(sources) {
    for (const id of sources) misnamed.add(id);
    clearTimeout(naming);
    naming = setTimeout(() => {
      const next = replaceEdges(edges, misnamed, makeEdges);
      misnamed.clear();
      set(nodes, next);
    }, NAMED_AFTER_MS);
  }

  /** Where connections come from that enter these steps: those of a step that came or went are added to `sources`. */
  function entered(steps, sources) {
    const renamed = new Set();
    for (const id of steps) {
      const isSame = Boolean(peek(id)) === isShown(doc, id);
      for (const edge of index.arriving(id)) (isSame ? renamed : sources).add(index.read(edge).source);
    }
    return renamed;
  }

  /** A step outside the view has no card that could measure its new ports. */
  const remeasure = (list, ids) =>
    patch(list, (node) => {
      if (!ids.has(node.id) || perCard.has(node.id)) return node;
      const shape = shapeOf(card(node.id));
      const isSame = !node.measured && JSON.stringify(shape.handles) === JSON.stringify(node.handles);
      return isSame ? node : { ...node, ...shape };
    });

  /** What was measured counts from then on. */
  const measured = (list) => patch(list, (node) => (node.measured && node.handles ? { ...node, handles: undefined } : node));

  /** Which steps this person drags is kept here: React Flow would draw each of them, in view or not. Returns the rest. */
  const grasp = (changes) =>
    changes.map((change) => {
      if (change.type !== "position" || change.dragging === undefined) return change;
      change.dragging ? grasped.add(change.id) : grasped.delete(change.id);
      return { ...change, dragging: undefined };
    });

  /** Put steps back to where the document, or the teammate who holds them, has them. */
  const replace = (ids) => set(replaceNodes(nodes, new Set(ids), (id, old) => old && makeNode(id, old)), edges);

  /** What stands on a connection: what its port says; of one that arrives at what is selected, also where from. */
  const wordsOn = ({ source, data }) => (data.into ? `${card(source)?.name ?? ""} · ${data.label}` : data.label);

  function set(nextNodes, nextEdges) {
    if (nextNodes === nodes && nextEdges === edges) return;
    nodes = nextNodes;
    edges = nextEdges;
    routes.follow(nodes, edges);
    all.tell("");
  }

  /** Read the document: what is nearest to Start first, a portion between two breaths. Yields {done, of}. */
  function* grow() {
    for (const id of root.edges.keys()) index.set(id, root.edges.get(id));
    awaited = nearestFirst(doc, [...root.nodes.keys()].filter((id) => isShown(doc, id)));
    const of = awaited.length;
    while (awaited.length) {
      const portion = new Set(awaited.slice(0, PORTION));
      awaited = awaited.slice(PORTION);
      const next = replaceNodes(nodes, portion, makeNode);
      set(awaited.length ? next : inReadingOrder(next), replaceEdges(edges, portion, makeEdges));
      yield { done: of - awaited.length, of };
    }
  }

  /** {x, y, width, height} around all steps, those too that have yet to be read. */
  function bounds() {
    const read = nodes.map(({ id }) => routes.rect(id));
    const rest = awaited.map((id) => ({ ...readPlace(doc, id), width: CARD_WIDTH, height: CARD_WIDTH }));
    return around([...read, ...rest]);
  }

  const stop = watchChanges(doc, root, settle);
  if (!isEmpty) for (const _ of grow());

  return {
    nodes: () => nodes,
    edges: () => edges,
    card,
    sub: (listener) => all.add("", listener),
    subCard: perCard.add,
    grow,
    bounds,
    wordsOn,
    routes,
    grasp,
    setNodes: (next) => set(measured(next), edges),
    setEdges: (next) => set(nodes, next),
    select: (nodeIds, edgeIds = []) => set(select(nodes, nodeIds), select(edges, edgeIds)),
    mark(nodeIds) {
      set(nodes, markNear(edges, nodeIds));
      routes.light(edges.filter((edge) => edge.data.named).map((edge) => ({ id: edge.id, words: wordsOn(edge) })));
    },
    replace,
    /** Show steps where teammates hold them: id → {x, y}. */
    hold(next) {
      const moved = [...held.keys(), ...next.keys()];
      held = next;
      replace(moved);
    },
    destroy() {
      stop();
      clearTimeout(naming);
      routes.stop();
    },
  };
}

const leadAlike = (before, after) =>
  before.length === after.length && before.every(({ id, edge }, at) => id === after[at].id && edge === after[at].edge);

const UNSEEN = Object.freeze({ ports: Object.freeze([]), text: "", hint: "" });

/** From the top down, as Tab goes. */
const inReadingOrder = (nodes) => [...nodes].sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);

/** The ids by their distance from Start. */
function nearestFirst(doc, ids) {
  const start = readPlace(doc, START_ID);
  const farness = new Map(
    ids.map((id) => {
      const { x, y } = readPlace(doc, id);
      return [id, id === START_ID ? -1 : Math.hypot(x - start.x, y - start.y)];
    }),
  );
  return ids.sort((one, two) => farness.get(one) - farness.get(two) || (one < two ? -1 : 1));
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
