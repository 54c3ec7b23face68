import assert from "node:assert/strict";
import { test } from "node:test";
import { wayPath } from "./paths.js";

/** The straight pieces of a line, corners included: [[x1, y1, x2, y2], …]. */
function pieces(way) {
  const numbers = [...wayPath(way).line.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  return numbers.slice(1).map((end, at) => [...numbers[at], ...end]);
}

const isStraight = ([x1, y1, x2, y2]) => x1 === x2 || y1 === y2;

function doCross(one, other) {
  const [flat, steep] = one[1] === one[3] ? [one, other] : [other, one];
  if (flat[1] !== flat[3] || steep[0] !== steep[2]) return false;
  const between = (value, a, b) => value > Math.min(a, b) && value < Math.max(a, b);
  return between(steep[0], flat[0], flat[2]) && between(flat[1], steep[1], steep[3]);
}

test("it begins at the port, ends at the card and goes at right angles", () => {
  for (const [tx, ty] of [[500, 400], [500, -300], [-200, 400], [-200, -300], [10, 5], [0, 0], [25, 21]]) {
    const all = pieces({ sx: 0, sy: 0, tx, ty });
    assert.deepEqual(all[0].slice(0, 2), [0, 0]);
    assert.deepEqual([all.at(-1)[2], Math.round(all.at(-1)[3])], [tx, ty - 7]);
    assert.ok(all.every(isStraight), JSON.stringify(all));
    assert.ok(all.at(-1)[3] > all.at(-1)[1], "it comes down into the card");
  }
});

test("a card below and to the right is reached by one bend", () => {
  assert.equal(wayPath({ sx: 0, sy: 0, tx: 300, ty: 200 }).line.match(/Q/g).length, 1);
});

test("connections from one card to another do not cross on their way", () => {
  for (const [tx, ty] of [[600, -200], [-400, 500]]) {
    const ways = [0, 1, 2, 3].map((rank) => pieces({ sx: 0, sy: 26 * rank, tx: tx + 20 * rank, ty, rank, ranks: 4 }));
    const upright = ways.map((all) => all.slice(0, 3));
    for (const [at, one] of upright.entries()) {
      for (const other of upright.slice(at + 1)) {
        assert.ok(!one.some((piece) => other.some((its) => doCross(piece, its))), `${tx},${ty}`);
      }
    }
  }
});

test("its words are in the middle of its longest piece", () => {
  assert.deepEqual(wayPath({ sx: 0, sy: 0, tx: 1_000, ty: 100 }).label, { x: 500, y: 0 });
});
