/** What the panels say about the flow as a whole: where a step can lead, how many steps there are, what was deleted. */

import { isShown, projectEdges, readHead, readNode, roots } from "./document.js";
import { deletedNodes, ports } from "./ops.js";
import { isBlank } from "./text.js";
import { plainEdges } from "./writing.js";

const PORTION = 25;
const UNNAMED = "Unnamed step";

/** A step's name for people: what it is called, else its kind. */
export const nameOf = (spec, { name, kind }) => (isBlank(name) ? spec.kinds[kind]?.title || UNNAMED : name);

/**
 * {rows: the exits of a step with what each leads to, targets: the steps an exit may lead to}. `entry`: it is an entry
 * of a list of the step, which shows where it leads.
 */
export function exitsOf(doc, spec, id) {
  const node = readNode(doc, spec, id);
  if (!node) return { rows: [], targets: [] };
  const { nodes, edges } = roots(doc);
  const shown = new Map();
  for (const other of nodes.keys()) {
    const step = other === id || !isShown(doc, other) ? null : readHead(doc, spec, other);
    if (step && step.kind !== "start") shown.set(other, nameOf(spec, step));
  }
  const taken = new Map();
  for (const [edge, { source, port, target }] of plainEdges(edges).sort(([one], [two]) => (one < two ? -1 : 1))) {
    if (source === id && shown.has(target) && !taken.has(port)) taken.set(port, { edge, target });
  }
  const list = spec.kinds[node.kind]?.ports.each;
  const entries = new Set((list ? node.fields[list] : []).map((row) => row.id));
  const rows = ports(spec, node).map((port) => {
    const { edge = "", target = "" } = taken.get(port.id) ?? {};
    return { id: port.id, label: port.label, optional: Boolean(port.optional), edge, target, entry: entries.has(port.id) };
  });
  const targets = [...shown].map(([other, name]) => ({ id: other, name }));
  return { rows, targets: targets.sort((one, two) => one.name.localeCompare(two.name)) };
}

/** {steps, connections, open, list}: counts, and every step as {id, name, kind} for searching. */
export function outline(doc, spec) {
  const work = outlining(doc, spec);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same in portions, for a flow that takes longer to read than a picture may wait: a generator that returns it. */
export function* outlining(doc, spec) {
  const root = roots(doc);
  const nodes = {};
  for (const [at, id] of [...root.nodes.keys()].sort().entries()) {
    const node = isShown(doc, id) ? readNode(doc, spec, id) : null;
    if (node) nodes[id] = node;
    if (at % PORTION === 0) yield;
  }
  const edges = projectEdges(root.edges, spec, nodes);
  yield;
  const taken = new Set(Object.values(edges).map(({ source, port }) => `${source}/${port}`));
  const list = [];
  let open = 0;
  for (const [id, node] of Object.entries(nodes)) {
    open += ports(spec, node).filter((port) => !port.optional && !taken.has(`${id}/${port.id}`)).length;
    list.push({ id, name: nameOf(spec, node), kind: spec.kinds[node.kind]?.title ?? node.kind });
    if (list.length % PORTION === 0) yield;
  }
  return { steps: list.length, connections: Object.keys(edges).length, open, list };
}

/** The deleted steps, the latest first: [{id, name, kind_title, by, when}]. */
export function deleted(doc, spec) {
  return deletedNodes(doc, spec)
    .sort((one, two) => String(two.at ?? "").localeCompare(String(one.at ?? "")))
    .map((node) => ({
      id: node.id,
      name: nameOf(spec, node),
      kind_title: spec.kinds[node.kind]?.title ?? "Unknown step",
      by: node.by || "somebody",
      when: moment(node.at),
    }));
}

/** A stored time in the words of this browser; nothing for what is no time. */
export function moment(at) {
  const time = new Date(at ?? NaN);
  if (Number.isNaN(time.getTime())) return "";
  return time.toLocaleString(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/** A step of an unknown kind as [{name, value}], readable and untouched. */
export function raw(doc, spec, id) {
  const node = readNode(doc, spec, id);
  if (!node) return [];
  const fields = { kind: node.kind, name: node.name, ...node.fields };
  return Object.entries(fields).map(([name, value]) => ({
    name,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
}
