/** Where the cards are, for routing: what is in an area, how far a line can go, where there is room to pass. */

/** Connections keep this far from the cards they do not belong to. */
export const MARGIN = 12;
const CELL = 480;
const MOST_CELLS = 400;

/** Cards by id; all rectangles are {id, x1, y1, x2, y2} with the margin around them. */
export function createSpace() {
  const walls = new Map();
  const cells = new Map();
  let stamp = 0;

  const cellsOf = ({ x1, y1, x2, y2 }) => {
    const [left, top, right, bottom] = [x1, y1, x2, y2].map((value) => Math.floor(value / CELL));
    if ((right - left + 1) * (bottom - top + 1) > MOST_CELLS) return null;
    const keys = [];
    for (let x = left; x <= right; x += 1) for (let y = top; y <= bottom; y += 1) keys.push(`${x},${y}`);
    return keys;
  };

  function remove(id) {
    for (const key of walls.get(id)?.keys ?? []) cells.get(key)?.delete(walls.get(id));
    walls.delete(id);
  }

  return {
    remove,
    wall: (id) => walls.get(id),
    size: () => walls.size,
    put(id, { x, y, width, height }) {
      remove(id);
      const wall = { id, x1: x - MARGIN, y1: y - MARGIN, x2: x + width + MARGIN, y2: y + height + MARGIN, seen: 0 };
      wall.keys = cellsOf(wall) ?? [];
      walls.set(id, wall);
      for (const key of wall.keys) {
        if (!cells.has(key)) cells.set(key, new Set());
        cells.get(key).add(wall);
      }
    },
    /** The walls that lie in an area, not those that only touch it. */
    within(x1, y1, x2, y2) {
      const found = [];
      stamp += 1;
      const look = (wall) => {
        if (wall.seen === stamp) return;
        wall.seen = stamp;
        if (wall.x1 < x2 && wall.x2 > x1 && wall.y1 < y2 && wall.y2 > y1) found.push(wall);
      };
      const keys = cellsOf({ x1, y1, x2, y2 });
      if (keys) for (const key of keys) cells.get(key)?.forEach(look);
      else walls.forEach(look);
      return found;
    },
  };
}

/** A hair's breadth: lines have no width, areas must have some. */
const HAIR = 0.01;

/** Whether a straight line at right angles is free of walls. */
export function isFree(space, [x1, y1], [x2, y2]) {
  const [left, right] = x1 < x2 ? [x1, x2] : [x2, x1];
  const [top, bottom] = y1 < y2 ? [y1, y2] : [y2, y1];
  return space.within(left - HAIR, top - HAIR, right + HAIR, bottom + HAIR).length === 0;
}

/** How far to the right a line at `y` can go from `x`, at most to `most`; below `x` if it cannot begin there. */
export function reachRight(space, y, x, most) {
  let end = most;
  for (const wall of space.within(x - HAIR, y - HAIR, Math.max(x, most) + HAIR, y + HAIR)) end = Math.min(end, wall.x1);
  return end;
}

/** The same to the left, at least to `least`. */
export function reachLeft(space, y, x, least) {
  let end = least;
  for (const wall of space.within(Math.min(x, least) - HAIR, y - HAIR, x + HAIR, y + HAIR)) end = Math.max(end, wall.x2);
  return end;
}

/**
 * The gaps between walls for a line across an area: [[from, to], …] in order. `axis` "x": where a vertical line can
 * stand that is as long as the area is high; "y": where a horizontal one can lie.
 */
export function gaps(space, axis, { x1, y1, x2, y2 }) {
  const [low, high] = axis === "x" ? ["x1", "x2"] : ["y1", "y2"];
  const [from, to] = axis === "x" ? [x1, x2] : [y1, y2];
  const walls = space.within(x1 - HAIR, y1 - HAIR, x2 + HAIR, y2 + HAIR).sort((one, two) => one[low] - two[low]);
  const found = [];
  let at = from;
  for (const wall of walls) {
    if (wall[low] >= at) found.push([at, wall[low]]);
    at = Math.max(at, wall[high]);
  }
  if (at <= to) found.push([at, to]);
  return found;
}

/** The place in the gaps that is nearest to `wanted`, or null. */
export function nearest(found, wanted) {
  let best = null;
  for (const [from, to] of found) {
    const place = Math.min(to, Math.max(from, wanted));
    if (best === null || Math.abs(place - wanted) < Math.abs(best - wanted)) best = place;
  }
  return best;
}
