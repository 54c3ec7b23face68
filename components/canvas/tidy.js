/** "Tidy up": where the steps go so that a call reads from left to right. ELK's layered layout; it gets only sizes and connections. */

import { ENTRY_Y, portY } from "./geometry.js";
import { snap } from "./elements.js";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.layered.cycleBreaking.strategy": "DEPTH_FIRST",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.layered.spacing.nodeNodeBetweenLayers": "100",
  "elk.layered.spacing.edgeNodeBetweenLayers": "30",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.spacing.nodeNode": "60",
  "elk.spacing.edgeNode": "30",
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.componentComponent": "100",
};
/** Beyond this a good picture takes too long: only the connections that lead a call one step on count, and fewer attempts are made. */
const LARGE = 120;
const QUICK = {
  "elk.layered.layering.strategy": "LONGEST_PATH_SOURCE",
  "elk.layered.thoroughness": "3",
  "elk.layered.crossingMinimization.greedySwitch.type": "OFF",
};

/**
 * New places {id: {x, y}} for `steps` [{id, x, y, width, height, ranks}], connected by `ways` [{id, source, target, rank}];
 * their upper left corner stays. `elk` has ELK's `layout(graph)`. Ways to steps that are not among these do not count.
 */
export async function tidied(elk, steps, ways) {
  const laid = await elk.layout(graphOf(steps, ways));
  const corner = (list) => ({ x: Math.min(...list.map(({ x }) => x)), y: Math.min(...list.map(({ y }) => y)) });
  const [before, after] = [corner(steps), corner(laid.children)];
  const put = ({ id, x, y }) => [id, { x: snap(before.x + x - after.x), y: snap(before.y + y - after.y) }];
  return Object.fromEntries(laid.children.map(put));
}

function graphOf(steps, ways) {
  const known = new Set(steps.map(({ id }) => id));
  const all = ways.filter(({ source, target }) => known.has(source) && known.has(target));
  const inside = steps.length > LARGE ? onward(steps, all) : all;
  return {
    id: "flow",
    layoutOptions: steps.length > LARGE ? { ...OPTIONS, ...QUICK } : OPTIONS,
    children: steps.map(nodeOf),
    edges: inside.map(({ id, source, target, rank }) => ({ id, sources: [`${source}/${rank}`], targets: [`${target}/in`] })),
  };
}

function nodeOf({ id, width, height, ranks }) {
  const entry = { id: `${id}/in`, x: 0, y: ENTRY_Y, width: 0, height: 0, layoutOptions: { "elk.port.side": "WEST" } };
  const exits = Array.from({ length: ranks }, (_, rank) => ({
    id: `${id}/${rank}`,
    x: width,
    y: portY(height, rank, ranks),
    width: 0,
    height: 0,
    layoutOptions: { "elk.port.side": "EAST" },
  }));
  const first = id === "start" ? { "elk.layered.layering.layerConstraint": "FIRST" } : {};
  return { id, width, height, ports: [entry, ...exits], layoutOptions: { "elk.portConstraints": "FIXED_POS", ...first } };
}

/** The connections that lead from a step to one that cannot be reached sooner. */
function onward(steps, ways) {
  const leaving = new Map(steps.map(({ id }) => [id, []]));
  for (const { source, target } of ways) leaving.get(source).push(target);
  const arrived = new Set(ways.map(({ target }) => target));
  const rank = ({ id }) => (id === "start" ? 0 : arrived.has(id) ? 2 : 1);
  const depth = new Map();
  for (const { id } of [...steps].sort((one, two) => rank(one) - rank(two))) reach(id, leaving, depth);
  return ways.filter(({ source, target }) => depth.get(target) === depth.get(source) + 1);
}

/** Note how many steps it takes from here to each step that nobody has reached yet. */
function reach(begin, leaving, depth) {
  if (depth.has(begin)) return;
  depth.set(begin, 0);
  for (let now = [begin]; now.length; ) {
    const next = [];
    for (const at of now) {
      for (const target of leaving.get(at)) {
        if (depth.has(target)) continue;
        depth.set(target, depth.get(at) + 1);
        next.push(target);
      }
    }
    now = next;
  }
}
