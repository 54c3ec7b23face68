/** What each step's card shows, read when it is asked for and kept until its step or an edge leaving it changes. */

import { START_ID, isShown, readNode } from "./document.js";
import { ports } from "./ports.js";
import { isId } from "./reading.js";
import { share } from "./sources.js";
import { wordsOf } from "./words.js";

const BROKEN = {
  kind: "",
  unknown: true,
  broken: true,
  colour: "gray",
  icon: "",
  title: "",
  name: "Unreadable step",
  text: "",
  hint: "",
  ports: [],
};

export function createCards(doc, spec, edges) {
  const cards = new Map();
  const stale = new Set();

  /** The card of a step, the same object while it says the same; null once the step is gone. */
  function card(id) {
    if (cards.has(id) && !stale.has(id)) return cards.get(id);
    stale.delete(id);
    if (isShown(doc, id)) cards.set(id, share(cards.get(id), readSafely(id)));
    else cards.delete(id);
    return cards.get(id) ?? null;
  }

  /** One step that cannot be read must not keep the others from being shown. */
  function readSafely(id) {
    try {
      return read(id);
    } catch (error) {
      console.error(`Step ${id} cannot be read`, error);
      return { ...BROKEN, id };
    }
  }

  function read(id) {
    const node = readNode(doc, spec, id);
    const ways = node.unknown ? usedPorts(id) : ports(spec, node);
    const taken = takenPorts(id, ways);
    const { colour = "gray", icon = "" } = spec.kinds[node.kind] ?? {};
    return {
      id,
      kind: node.kind,
      unknown: Boolean(node.unknown),
      colour,
      icon,
      ...wordsOf(spec, node),
      ports: ways.map((port) => ({ ...port, optional: Boolean(port.optional), edge: taken.get(port.id) ?? "" })),
    };
  }

  /** port → the edge shown on it: of those that lead somewhere, the one with the smallest id. */
  function takenPorts(id, ways) {
    const known = new Set(ways.map((port) => port.id));
    const taken = new Map();
    for (const edge of [...edges.leaving(id)].sort()) {
      const { port, target } = edges.read(edge);
      if (known.has(port) && !taken.has(port) && mayEnter(target)) taken.set(port, edge);
    }
    return taken;
  }

  /** Nobody here knows the ports of an unknown kind: it shows those that lead somewhere. */
  function usedPorts(id) {
    const leading = [...edges.leaving(id)].sort().map((edge) => edges.read(edge));
    const used = leading.filter(({ port, target }) => isId(port) && mayEnter(target)).map(({ port }) => port);
    return [...new Set(used)].map((port) => ({ id: port, label: port }));
  }

  const mayEnter = (id) => id !== START_ID && isShown(doc, id);

  return {
    card,
    /** What was last read of it. */
    peek: (id) => cards.get(id) ?? null,
    touch: (id) => stale.add(id),
  };
}
