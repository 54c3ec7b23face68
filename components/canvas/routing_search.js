/** The shortest course around cards that stand in any way, by A* on the lines along their edges. Bounded in cost. */

const AROUND = 260;
const MOST_WALLS = 140;
const MOST_LOOKS = 40_000;
const TURN = 40;
const [EAST, SOUTH, WEST, NORTH] = [0, 1, 2, 3];
const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]];

/** The corners between the stubs of `ends` {out, sy, into, ty}, both stubs included; null if none was found. */
export function search(space, { out, sy, into, ty }) {
  const box = { x1: Math.min(out, into) - AROUND, y1: Math.min(sy, ty) - AROUND, x2: Math.max(out, into) + AROUND, y2: Math.max(sy, ty) + AROUND };
  const walls = space.within(box.x1, box.y1, box.x2, box.y2);
  if (walls.length > MOST_WALLS) return null;
  const xs = lines(walls, "x1", "x2", [out, into, box.x1, box.x2]);
  const ys = lines(walls, "y1", "y2", [sy, ty, box.y1, box.y2]);
  const grid = blocked(walls, xs, ys);
  const from = { x: xs.indexOf(out), y: ys.indexOf(sy) };
  const to = { x: xs.indexOf(into), y: ys.indexOf(ty) };
  return walk(grid, from, to);
}

function lines(walls, low, high, more) {
  const all = new Set(more);
  for (const wall of walls) all.add(wall[low]).add(wall[high]);
  return [...all].sort((one, two) => one - two);
}

/** For every piece between two neighbouring crossings, whether a wall lies on it: `flat` to the right, `steep` downwards. */
function blocked(walls, xs, ys) {
  const [flat, steep] = [new Uint8Array(xs.length * ys.length), new Uint8Array(xs.length * ys.length)];
  for (const wall of walls) {
    const [left, right, top, bottom] = [xs.indexOf(wall.x1), xs.indexOf(wall.x2), ys.indexOf(wall.y1), ys.indexOf(wall.y2)];
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        if (x < right && y > top && y < bottom) flat[y * xs.length + x] = 1;
        if (y < bottom && x > left && x < right) steep[y * xs.length + x] = 1;
      }
    }
  }
  return { xs, ys, flat, steep };
}

function isOpen({ xs, ys, flat, steep }, x, y, way) {
  const width = xs.length;
  if (way === EAST) return x + 1 < width && !flat[y * width + x];
  if (way === WEST) return x > 0 && !flat[y * width + x - 1];
  if (way === SOUTH) return y + 1 < ys.length && !steep[y * width + x];
  return y > 0 && !steep[(y - 1) * width + x];
}

/** It leaves and arrives to the right, so neither the first nor the last step may go back. */
function walk(grid, from, to) {
  const { xs, ys } = grid;
  const width = xs.length;
  const size = width * ys.length * 4;
  const [cost, came] = [new Float64Array(size).fill(Infinity), new Int32Array(size).fill(-1)];
  const left = (x, y) => Math.abs(xs[x] - xs[to.x]) + Math.abs(ys[y] - ys[to.y]);
  const heap = createHeap();
  const start = (from.y * width + from.x) * 4 + EAST;
  cost[start] = 0;
  heap.push(start, left(from.x, from.y));
  for (let looks = 0; heap.size() && looks < MOST_LOOKS; looks += 1) {
    const at = heap.pop();
    const [way, place] = [at % 4, Math.floor(at / 4)];
    const [x, y] = [place % width, Math.floor(place / width)];
    if (x === to.x && y === to.y && way !== WEST) return corners(grid, came, at);
    for (let next = 0; next < 4; next += 1) {
      if (next === (way + 2) % 4 || !isOpen(grid, x, y, next)) continue;
      const [nx, ny] = [x + STEPS[next][0], y + STEPS[next][1]];
      const sum = cost[at] + Math.abs(xs[nx] - xs[x]) + Math.abs(ys[ny] - ys[y]) + (next === way ? 0 : TURN);
      const there = (ny * width + nx) * 4 + next;
      if (sum >= cost[there]) continue;
      cost[there] = sum;
      came[there] = at;
      heap.push(there, sum + left(nx, ny));
    }
  }
  return null;
}

function corners({ xs, ys }, came, end) {
  const points = [];
  for (let at = end; at >= 0; at = came[at]) {
    const place = Math.floor(at / 4);
    points.push([xs[place % xs.length], ys[Math.floor(place / xs.length)]]);
  }
  return points.reverse();
}

/** A binary heap of numbers by their rank, the smallest first. */
function createHeap() {
  const [items, ranks] = [[], []];
  const swap = (one, two) => {
    [items[one], items[two]] = [items[two], items[one]];
    [ranks[one], ranks[two]] = [ranks[two], ranks[one]];
  };
  return {
    size: () => items.length,
    push(item, rank) {
      let at = items.push(item) - 1;
      ranks.push(rank);
      for (let up = (at - 1) >> 1; at > 0 && ranks[up] > ranks[at]; up = (at - 1) >> 1) {
        swap(up, at);
        at = up;
      }
    },
    pop() {
      swap(0, items.length - 1);
      ranks.pop();
      const first = items.pop();
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = at;
        if (left < items.length && ranks[left] < ranks[least]) least = left;
        if (right < items.length && ranks[right] < ranks[least]) least = right;
        if (least === at) return first;
        swap(least, at);
        at = least;
      }
    },
  };
}
