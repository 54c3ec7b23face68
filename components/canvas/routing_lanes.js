/** Connections that would run on each other are put beside each other, in the order in which they cross least. */

import { STUB_IN } from "./routing.js";

const APART = 10;
const CLOSE = 6;
const STEP = 3;
const ROOM = 160;
const TRIES = 50;

/**
 * Spread the courses of `batch`, a list of {id, points}, in place: the pieces between their first and last one move
 * sideways, as far as no card is there. Those of `others` stay where they are, and are kept clear of.
 */
export function spread(space, batch, others) {
  const fixed = [...others.flatMap(piecesOf), ...batch.flatMap((course) => piecesOf(course).filter(({ isEnd }) => isEnd))];
  const statics = { x: fixed.filter(({ axis }) => axis === "x"), y: fixed.filter(({ axis }) => axis === "y") };
  for (const axis of ["x", "y"]) {
    const pieces = batch.flatMap(piecesOf).filter((piece) => piece.axis === axis && !piece.isEnd);
    for (const piece of pieces) limit(space, piece);
    for (const group of groups(pieces)) arrange(group, statics[axis]);
    statics[axis].push(...pieces);
  }
}

/** The straight pieces of a course; `axis` is the one it can be moved along, `at` its place there, from `low` to `high`. */
function piecesOf({ points }) {
  return points.slice(1).map((end, at) => {
    const begin = points[at];
    const axis = begin[0] === end[0] ? "x" : "y";
    const [own, span] = axis === "x" ? [0, 1] : [1, 0];
    const [low, high] = begin[span] < end[span] ? [begin[span], end[span]] : [end[span], begin[span]];
    return { points, index: at, axis, own, span, at: begin[own], low, high, isEnd: at === 0 || at === points.length - 2 };
  });
}

/** How far a piece may be moved to either side: to the nearest cards, and not past the ends of its neighbours. */
function limit(space, piece) {
  const { axis, at, low, high, points, index } = piece;
  const [near, far] = axis === "x" ? ["x1", "x2"] : ["y1", "y2"];
  const area = axis === "x" ? [at - ROOM, low - 0.01, at + ROOM, high + 0.01] : [low - 0.01, at - ROOM, high + 0.01, at + ROOM];
  [piece.from, piece.to] = [at - ROOM, at + ROOM];
  for (const wall of space.within(...area)) {
    if (wall[far] <= at) piece.from = Math.max(piece.from, wall[far]);
    else if (wall[near] >= at) piece.to = Math.min(piece.to, wall[near]);
    else piece.from = piece.to = at;
  }
  // The first piece goes out to the right, the last one in from the left: they keep their direction and the arrow its room.
  if (index === 1) piece.from = Math.max(piece.from, Math.min(at, points[0][0] + 8));
  if (index === points.length - 3) piece.to = Math.min(piece.to, Math.max(at, points.at(-1)[0] - STUB_IN));
}

/** Pieces that lie on or close to each other, together. */
function groups(pieces) {
  const sorted = [...pieces].sort((one, two) => one.at - two.at || one.low - two.low);
  const found = [];
  for (const piece of sorted) {
    const touching = found.filter((group) => group.some((other) => piece.at - other.at < 2 * APART && doOverlap(piece, other)));
    const [first, ...more] = touching;
    if (!first) found.push([piece]);
    else first.push(piece, ...more.flat());
    for (const group of more) found.splice(found.indexOf(group), 1);
  }
  return found;
}

const doOverlap = (one, two) => one.low < two.high + APART && two.low < one.high + APART;

function arrange(group, fixed) {
  const around = fixed.filter((other) => group.some((piece) => Math.abs(other.at - piece.at) < ROOM && isBeside(piece, other)));
  const ordered = inOrder(group);
  const lanes = new Map();
  for (const [at, piece] of ordered.entries()) {
    const before = ordered.slice(0, at).filter((other) => doOverlap(piece, other));
    lanes.set(piece, Math.max(-1, ...before.map((other) => lanes.get(other))) + 1);
  }
  const width = Math.max(...lanes.values());
  const [from, to] = [Math.max(...group.map((piece) => piece.from)), Math.min(...group.map((piece) => piece.to))];
  const apart = width && to > from ? Math.min(APART, (to - from) / width) : APART;
  const middle = group.reduce((sum, piece) => sum + piece.at, 0) / group.length - (width * apart) / 2;
  const begin = Math.min(Math.max(middle, from), Math.max(from, to - width * apart));
  for (const piece of ordered) {
    move(piece, begin + lanes.get(piece) * apart, around);
    around.push(piece);
  }
}

/** To the place, or as near to it as nothing fixed is; whole pixels look sharp. */
function move(piece, wanted, fixed) {
  const beside = fixed.filter((other) => isBeside(piece, other)).map((other) => other.at);
  const whole = Math.round(wanted);
  const places = [0];
  for (let aside = 1; aside <= TRIES; aside += 1) places.push(aside * STEP, -aside * STEP);
  const possible = places.map((aside) => clamp(piece, whole + aside));
  const isClear = (apart) => (place) => beside.every((other) => Math.abs(other - place) >= apart);
  const place = possible.find(isClear(CLOSE)) ?? possible.find(isClear(STEP)) ?? possible[0];
  piece.at = place;
  piece.points[piece.index][piece.own] = place;
  piece.points[piece.index + 1][piece.own] = place;
}

const clamp = ({ from, to }, place) => Math.max(from, Math.min(to, place));

const isBeside = (one, two) => one.points !== two.points && one.low < two.high && two.low < one.high;

/** So that they cross least: each is asked of every other on which side of it it should be. */
function inOrder(group) {
  const rank = new Map(group.map((piece) => [piece, 0]));
  for (const [at, one] of group.entries()) {
    for (const two of group.slice(at + 1)) {
      if (!isBeside(one, two)) continue;
      const side = Math.sign(sideAt(one, two, "low") + sideAt(one, two, "high"));
      rank.set(one, rank.get(one) + side);
      rank.set(two, rank.get(two) - side);
    }
  }
  return [...group].sort((one, two) => rank.get(one) - rank.get(two) || one.at - two.at || one.low - two.low);
}

/** 1 if `one` should be on the far side of `two` as their common part ends there, -1 if on the near side, 0 if it is all the same. */
function sideAt(one, two, end) {
  const isFirst = end === "low" ? one.low > two.low : one.high < two.high;
  const isSecond = end === "low" ? two.low > one.low : two.high < one.high;
  if (isFirst) return turn(one, end);
  if (isSecond) return -turn(two, end);
  return Math.sign(turn(one, end) - turn(two, end));
}

/** Whether a piece's course turns to the far side (1) or the near side (-1) at one of its ends. */
function turn({ points, index, own, span }, end) {
  const [begin, finish] = [points[index], points[index + 1]];
  const isBegin = (end === "low") === begin[span] < finish[span];
  const neighbour = isBegin ? points[index - 1] : points[index + 2];
  return Math.sign(neighbour[own] - begin[own]);
}
