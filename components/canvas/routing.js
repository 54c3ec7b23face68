/**
 * The course of one connection around the cards: out to the right, at right angles, into the left side of its target.
 * Simple courses are tried first; a search is made where none of them is free.
 */

import { gaps, isFree, nearest, reachLeft, reachRight } from "./routing_space.js";
import { search } from "./routing_search.js";

/** How far out a course goes straight before it may turn; more before a card, for the arrow. */
const OUT = 9;
/** And so far before its target, which leaves room for the arrow. */
export const STUB_IN = 20;
const AROUND = 80;
const FAR = 2_000;
const MOST_PASSAGES = 24;

/** The corners of a connection, [[x, y], …]. `way` {source, target, sx, sy, tx, ty}; both ends' cards are in the space. */
export function route(space, way) {
  const { sx, sy, tx, ty } = way;
  const out = sx + OUT;
  const into = tx - STUB_IN;
  const ends = { ...way, out, into };
  const right = reachRight(space, sy, out, Math.max(out, into) + AROUND);
  const left = reachLeft(space, ty, into, Math.min(out, into) - AROUND);
  if (right < out || left > into) return found(ends, search(space, ends)) ?? plain(way);
  const course = { ...ends, right, left };
  return (
    found(ends, direct(space, course) ?? through(space, course, 0) ?? search(space, ends) ?? through(space, course, FAR)) ??
    plain(way)
  );
}

/** The course that heeds no card: for what is being drawn or dragged, and where there is no free one. */
export function plain({ sx, sy, tx, ty }) {
  const out = sx + OUT;
  const into = tx - STUB_IN;
  if (out <= into) return tidied([[sx, sy], [out, sy], [out, ty], [tx, ty]]);
  const between = sy < ty ? Math.max(sy + AROUND / 2, (sy + ty) / 2) : Math.min(sy - AROUND / 2, (sy + ty) / 2);
  return tidied([[sx, sy], [out, sy], [out, between], [into, between], [into, ty], [tx, ty]]);
}

const found = ({ sx, sy, tx, ty }, inner) => inner && tidied([[sx, sy], ...inner, [tx, ty]]);

/** One turn up or down, if the target is to the right and both heights are free that far. */
function direct(space, { out, into, right, left, sy, ty }) {
  const [from, to] = [Math.max(out, left), Math.min(into, right)];
  if (from > to) return null;
  if (sy === ty) return [];
  const area = { x1: from, x2: to, y1: Math.min(sy, ty), y2: Math.max(sy, ty) };
  const x = nearest(gaps(space, "x", area), from);
  return x === null ? null : [[x, sy], [x, ty]];
}

/** Up or down to a free passage, along it, and up or down to the target; the shortest of those that are near. */
function through(space, course, farther) {
  const { out, into, sy, ty } = course;
  const [x1, x2] = out < into ? [out, into] : [into, out];
  const area = { x1, x2, y1: Math.min(sy, ty) - AROUND - farther, y2: Math.max(sy, ty) + AROUND + farther };
  const passages = gaps(space, "y", area).map(([from, to]) => passage(from, to, sy, ty));
  passages.sort((one, two) => one.length - two.length);
  for (const { y } of passages.slice(0, MOST_PASSAGES)) {
    const inner = along(space, course, y);
    if (inner) return inner;
  }
  return null;
}

/** The height in a gap at which a course is shortest, and how much up and down it then is. */
function passage(from, to, sy, ty) {
  const middle = Math.min(to, Math.max(from, (from + to) / 2));
  const isBetween = middle > Math.min(sy, ty) && middle < Math.max(sy, ty);
  const nearestTo = sy < from && ty < from ? from : sy > to && ty > to ? to : middle;
  const y = isBetween ? middle : nearestTo;
  return { y, length: Math.abs(sy - y) + Math.abs(y - ty) };
}

function along(space, { out, into, right, left, sy, ty }, y) {
  const a = upright(space, out, right, sy, y, out);
  const b = a === null ? null : upright(space, left, into, ty, y, into);
  if (b === null || !isFree(space, [a, y], [b, y])) return null;
  return [[a, sy], [a, y], [b, y], [b, ty]];
}

/** Where between two places a vertical line between two heights is free, as near as can be to `wanted`. */
function upright(space, from, to, y, other, wanted) {
  if (from > to) return null;
  const area = { x1: from, x2: to, y1: Math.min(y, other), y2: Math.max(y, other) };
  return nearest(gaps(space, "x", area), wanted);
}

/** Without corners that are none. */
export function tidied(points) {
  const kept = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last && last[0] === point[0] && last[1] === point[1]) continue;
    const before = kept.at(-2);
    const isStraight = before && ((before[0] === last[0] && last[0] === point[0]) || (before[1] === last[1] && last[1] === point[1]));
    if (isStraight) kept.pop();
    kept.push([...point]);
  }
  return kept;
}
