/** React Flow's arrays, patched: every element that did not change keeps its identity, and with it its drawing. */

export const GRID = 20;

export const snap = (value) => Math.round(value / GRID) * GRID;

/** A copy of `nodes` in which only `ids` were made anew; `make(id, old)` gives null for what is not shown. */
export function replaceNodes(nodes, ids, make) {
  const waiting = new Set(ids);
  const next = [];
  for (const old of nodes) {
    const node = waiting.delete(old.id) ? make(old.id, old) : old;
    if (node) next.push(node);
  }
  for (const id of waiting) {
    const node = make(id, undefined);
    if (node) next.push(node);
  }
  return same(nodes, next) ? nodes : next;
}

/** A copy of `edges` in which only those that leave `sources` were made anew; `make(source)` lists its edges. */
export function replaceEdges(edges, sources, make) {
  const fresh = new Map();
  for (const source of sources) for (const edge of make(source)) fresh.set(edge.id, edge);
  const next = [];
  for (const old of edges) {
    const edge = sources.has(old.source) || fresh.has(old.id) ? fresh.get(old.id) : old;
    fresh.delete(old.id);
    if (edge) next.push(keep(old, edge));
  }
  next.push(...fresh.values());
  return same(edges, next) ? edges : next;
}

/** Mark what is selected and nothing else. */
export function select(elements, ids) {
  const chosen = new Set(ids);
  return patch(elements, (one) =>
    Boolean(one.selected) === chosen.has(one.id) ? one : { ...one, selected: chosen.has(one.id) },
  );
}

/** So many connections can be read when all of them carry their words; of more, only the one under the pointer does. */
const MOST_NAMED = 60;

/**
 * Mark the edges that touch a selected node: they are lit, above the others, and Tab reaches them. `into`: it arrives
 * there; `named`: it shows its words.
 */
export function markNear(edges, ids) {
  const chosen = new Set(ids);
  const touching = edges.filter(({ source, target }) => chosen.has(source) || chosen.has(target));
  const named = touching.length <= MOST_NAMED;
  return patch(edges, (edge) => {
    const [leaves, arrives] = [chosen.has(edge.source), chosen.has(edge.target)];
    const near = Boolean(edge.selected) || leaves || arrives;
    const into = arrives && !leaves;
    const isSame = Boolean(edge.focusable) === near && Boolean(edge.data.into) === into && Boolean(edge.data.named) === (near && named);
    if (isSame) return edge;
    return { ...edge, focusable: near, zIndex: near ? 1 : 0, data: { ...edge.data, near, into, named: near && named } };
  });
}

/** `elements` with `change` applied to each; the very same array if nothing changed. */
export function patch(elements, change) {
  const next = elements.map(change);
  return same(elements, next) ? elements : next;
}

const same = (before, after) => before.length === after.length && before.every((one, index) => one === after[index]);

/** The old edge if it says the same as the new one, else the new one with what only this screen knows. */
function keep(old, edge) {
  if (edge === old) return old;
  const { near, into, named, ...words } = old.data;
  const equal =
    old.source === edge.source &&
    old.sourceHandle === edge.sourceHandle &&
    old.target === edge.target &&
    old.ariaLabel === edge.ariaLabel &&
    Object.keys(edge.data).every((key) => words[key] === edge.data[key]);
  return equal ? old : { ...old, ...edge, data: { ...edge.data, near, into, named } };
}
