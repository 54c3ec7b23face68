/**
 * The courses of the connections on the screen, kept in step with the cards. Only what is asked for is routed, and only
 * anew where one of its ends or a card in its way moved. The work is done in slices, so that nothing waits for it.
 */

import { DOT, entriesOf, portY, sizeOf } from "./geometry.js";
import { placeLabels } from "./labels.js";
import { arrowOf, pathOf } from "./paths.js";
import { plain, route } from "./routing.js";
import { spread } from "./routing_lanes.js";
import { createSpace } from "./routing_space.js";
import { inSlices } from "./slices.js";

const BATCH = 40;
/** This much may be routed at once as a card is dragged, in ms; the rest is drawn plainly until there is time. */
const AT_ONCE_MS = 6;
/** Connections that were carried along with both their cards look for a way of their own once nothing moved for so long. */
const REST_MS = 200;
const NONE = Object.freeze([]);

/** `cardOf(id)` is what a step's card shows, `later` runs a job in slices (see slices.js). */
export function createRoutes({ cardOf, later = inSlices }) {
  const space = createSpace();
  const rects = new Map();
  const ends = createEnds();
  const courses = new Map();
  const listeners = new Map();
  const dirty = new Set();
  const carried = new Set();
  let resting = 0;
  let lit = NONE;
  let [lastNodes, lastEdges] = [NONE, NONE];
  let job = null;

  function follow(nodes, edges) {
    const shifts = new Map();
    const moved = nodes === lastNodes ? NONE : [...changedRects(nodes, shifts)];
    const rewired = edges === lastEdges ? NONE : ends.follow(edges);
    [lastNodes, lastEdges] = [nodes, edges];
    const along = carry(shifts);
    for (const id of moved) for (const edge of ends.at(id)) if (!along.has(edge)) dirty.add(edge);
    for (const id of rewired) ends.has(id) ? dirty.add(id) : courses.delete(id);
    for (const id of moved) for (const edge of crossed(id)) if (!along.has(edge)) dirty.add(edge);
    if (moved.length || rewired.length) flush();
  }

  /** Connections both ends of which moved alike go with them as they are. Returns their ids. */
  function carry(shifts) {
    const along = new Set();
    for (const [step, [right, down]] of shifts) {
      for (const id of ends.at(step)) {
        const { source, target } = ends.of(id);
        const other = shifts.get(source === step ? target : source);
        if (along.has(id) || !courses.has(id) || other?.[0] !== right || other[1] !== down) continue;
        along.add(id);
        dirty.delete(id);
        carried.add(id);
        courses.set(id, shifted(courses.get(id), right, down));
        tell(id);
      }
    }
    if (along.size) rest();
    return along;
  }

  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      for (const id of carried) listeners.has(id) && ends.has(id) ? dirty.add(id) : forget(id);
      carried.clear();
      if (dirty.size) start();
    }, REST_MS);
  }

  /** The steps that appeared, moved, grew or went; `shifts` gets how far those that only moved did: id → [right, down]. */
  function* changedRects(nodes, shifts) {
    const before = new Map(lastNodes.map((node) => [node.id, node]));
    for (const node of nodes) {
      if (before.get(node.id) === node) before.delete(node.id);
      else if (before.delete(node.id), take(node, shifts)) yield node.id;
    }
    for (const id of before.keys()) {
      space.remove(id);
      rects.delete(id);
      yield id;
    }
  }

  function take({ id, position, measured }, shifts) {
    const [x, y] = [near(position.x), near(position.y)];
    const { width, height } = measured?.height ? measured : sizeOf(cardOf(id));
    const old = rects.get(id);
    const isSameSize = old?.width === width && old.height === height;
    if (isSameSize && old.x === x && old.y === y) return false;
    if (isSameSize) shifts.set(id, [x - old.x, y - old.y]);
    rects.set(id, { x, y, width, height });
    space.put(id, { x, y, width, height });
    return true;
  }

  /** The connections on the screen that a card now stands in the way of. */
  function* crossed(id) {
    const wall = space.wall(id);
    if (!wall) return;
    for (const [edge, { box, points }] of courses) if (doMeet(box, wall) && goesThrough(points, wall, ends.of(edge), id)) yield edge;
  }

  function flush() {
    const until = performance.now() + AT_ONCE_MS;
    const waiting = [...dirty].filter((id) => listeners.has(id));
    for (let at = 0; at < waiting.length; at += BATCH) {
      const ids = waiting.slice(at, at + BATCH);
      if (performance.now() < until) settle(ids);
      else draw(ids.map((id) => ({ id, points: plain(wayOf(id)) })));
    }
    for (const id of [...dirty]) if (!listeners.has(id)) forget(id);
    if (dirty.size) start();
    label();
  }

  const start = () => (job ??= later(work).finally(() => (job = null)));

  function* work() {
    while (dirty.size) {
      settle([...dirty].slice(0, BATCH));
      yield;
    }
    label();
  }

  function forget(id) {
    dirty.delete(id);
    courses.delete(id);
  }

  /** Route these and put them beside each other and beside what is there. */
  function settle(ids) {
    const known = ids.filter((id) => ends.has(id) && isPlaced(ends.of(id)));
    ids.forEach((id) => dirty.delete(id));
    const batch = known.map((id) => ({ id, points: route(space, wayOf(id)) }));
    const area = boxOf(batch.flatMap(({ points }) => points));
    const fresh = new Set(known);
    const others = [...courses].filter(([id, { box }]) => !fresh.has(id) && doMeet(box, area)).map(([id, { points }]) => ({ id, points }));
    spread(space, batch, others);
    draw(batch);
  }

  function draw(batch) {
    for (const { id, points } of batch) {
      courses.set(id, { points, box: boxOf(points), line: pathOf(points), arrow: arrowOf(points), label: middleOf(points) });
      tell(id);
    }
  }

  const tell = (id) => listeners.get(id)?.forEach((listener) => listener());

  const isPlaced = ({ source, target }) => rects.has(source) && rects.has(target);

  /** Where a connection begins and ends: beside its port, and in its place among those that enter the same card. */
  function wayOf(id) {
    const { source, target, rank, ranks } = ends.of(id);
    const [from, to] = [rects.get(source), rects.get(target)];
    const sy = from.y + portY(from.height, rank, ranks);
    const arrivals = ends.arriving(target, heightOf);
    const ty = to.y + entriesOf(to.height, arrivals.length)[arrivals.indexOf(id)];
    return { source, target, sx: from.x + from.width + DOT, sy, tx: to.x, ty };
  }

  const heightOf = ({ source, rank, ranks }) => {
    const from = rects.get(source);
    return from ? from.y + portY(from.height, rank, ranks) : 0;
  };

  /** Give the words of the lit connections places where they cover neither cards nor each other. */
  function label() {
    const shown = lit.filter(({ id }) => courses.has(id) && listeners.has(id));
    const asked = shown.map(({ id, words }) => ({ id, words, points: courses.get(id).points }));
    for (const [id, place] of placeLabels(asked, space)) {
      const course = courses.get(id);
      if (course.label.x === place.x && course.label.y === place.y) continue;
      courses.set(id, { ...course, label: place });
      tell(id);
    }
  }

  return {
    follow,
    get: (id) => courses.get(id) ?? null,
    size: () => courses.size,
    /** These are lit, [{id, words}]: their words are placed so that each can be read. */
    light(ways) {
      lit = ways;
      label();
    },
    /** Ask for a course, and hear when it changes. */
    sub(id, listener) {
      if (!listeners.has(id)) listeners.set(id, new Set());
      listeners.get(id).add(listener);
      if (!courses.has(id)) {
        dirty.add(id);
        start();
      }
      return () => {
        listeners.get(id)?.delete(listener);
        if (!listeners.get(id)?.size) listeners.delete(id);
      };
    },
    rect: (id) => rects.get(id),
    stop() {
      clearTimeout(resting);
      dirty.clear();
    },
  };
}

/** Cards beyond this are drawn where they are; their connections end here, so that sums and loops stay small. */
const MOST_FAR = 5_000_000;
const near = (value) => Math.max(-MOST_FAR, Math.min(MOST_FAR, value));

/** The connections by both their ends, and in which order they arrive. */
function createEnds() {
  const byId = new Map();
  const around = new Map();
  const orders = new Map();
  const link = (step, id) => (around.has(step) ? around : around.set(step, new Set())).get(step).add(id);
  const unlink = (id) => {
    const { source, target } = byId.get(id) ?? {};
    around.get(source)?.delete(id);
    around.get(target)?.delete(id);
    orders.delete(target);
  };
  return {
    has: (id) => byId.has(id),
    of: (id) => byId.get(id),
    /** Everything that has to be drawn anew when this step moves: what touches it, and what shares an arrival with that. */
    at(step) {
      const touching = around.get(step) ?? NONE;
      for (const id of touching) orders.delete(byId.get(id).target);
      return touching;
    },
    /** Take the edges as they are now; returns the ids of those that are new, gone or lead elsewhere. */
    follow(edges) {
      const rewired = [];
      const left = new Set(byId.keys());
      for (const { id, source, target, data } of edges) {
        left.delete(id);
        const { rank, ranks } = data;
        const old = byId.get(id);
        const isSame = old?.source === source && old.target === target && old.rank === rank && old.ranks === ranks;
        if (isSame) continue;
        unlink(id);
        link(source, id);
        link(target, id);
        orders.delete(target);
        rewired.push(id);
        byId.set(id, { source, target, rank, ranks });
      }
      for (const id of left) {
        unlink(id);
        byId.delete(id);
        rewired.push(id);
      }
      return rewired;
    },
    /** What enters a step, the highest first. */
    arriving(step, heightOf) {
      if (!orders.has(step)) {
        const ids = [...(around.get(step) ?? NONE)].filter((id) => byId.get(id).target === step);
        const heights = new Map(ids.map((id) => [id, heightOf(byId.get(id))]));
        orders.set(step, ids.sort((one, two) => heights.get(one) - heights.get(two) || (one < two ? -1 : 1)));
      }
      return orders.get(step);
    },
  };
}

/** A course moved as it is. */
function shifted({ points, box, label }, right, down) {
  const there = points.map(([x, y]) => [x + right, y + down]);
  const { x1, y1, x2, y2 } = box;
  return {
    points: there,
    box: { x1: x1 + right, y1: y1 + down, x2: x2 + right, y2: y2 + down },
    line: pathOf(there),
    arrow: arrowOf(there),
    label: { x: label.x + right, y: label.y + down },
  };
}

function boxOf(points) {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x), Math.max(y2, y)];
  return { x1, y1, x2, y2 };
}

const doMeet = (one, two) => one.x1 < two.x2 + 1 && two.x1 < one.x2 + 1 && one.y1 < two.y2 + 1 && two.y1 < one.y2 + 1;

/** Whether a course runs through a card's surroundings that are not those of its own ends. */
function goesThrough(points, wall, { source, target } = {}, id) {
  if (id === source || id === target) return false;
  return points.slice(1).some(([x2, y2], at) => {
    const [x1, y1] = points[at];
    return Math.min(x1, x2) < wall.x2 && Math.max(x1, x2) > wall.x1 && Math.min(y1, y2) < wall.y2 && Math.max(y1, y2) > wall.y1;
  });
}

/** The middle of the longest straight piece. */
export function middleOf(points) {
  let [best, longest] = [points[0], -1];
  for (let at = 1; at < points.length; at += 1) {
    const [[x1, y1], [x2, y2]] = [points[at - 1], points[at]];
    const length = Math.abs(x2 - x1) + Math.abs(y2 - y1);
    if (length > longest) [best, longest] = [[(x1 + x2) / 2, (y1 + y2) / 2], length];
  }
  return { x: best[0], y: best[1] };
}
