/** Where the words of several connections stand: on their own lines, near the arrow, on no card and on no other words. */

const HEIGHT = 26;
const CHAR = 6.2;
const FRAME = 28;
const MOST_WIDTH = 200;
const MOST = 60;
const BESIDE = 14;
const ALONG = [0, 0.25, 0.5, 0.75, 1];
const COVERED = 10_000;

/** `courses` [{id, words, points}] → [[id, {x, y}], …]; what is beyond MOST keeps the place it has. */
export function placeLabels(courses, space) {
  const taken = [];
  return courses.slice(0, MOST).map(({ id, words, points }) => {
    const width = Math.min(MOST_WIDTH, FRAME + CHAR * words.length);
    const best = places(points, width).reduce(
      (least, place) => {
        const cost = place.cost + COVERED * covered(place, width, space, taken);
        return cost < least.cost ? { ...place, cost } : least;
      },
      { cost: Infinity },
    );
    taken.push({ x: best.x, y: best.y, width });
    return [id, { x: best.x, y: best.y }];
  });
}

/** Places on the course; the farther from its end, the dearer. */
function places(points, width) {
  const found = [];
  let behind = 0;
  for (let at = points.length - 1; at > 0; at -= 1) {
    const [[x1, y1], [x2, y2]] = [points[at - 1], points[at]];
    const length = Math.abs(x2 - x1) + Math.abs(y2 - y1);
    const kept = y1 === y2 ? Math.min(width / 2 + BESIDE, length / 2) : Math.min(HEIGHT, length / 2);
    for (const part of ALONG) {
      const from = kept + (length - 2 * kept) * part;
      const share = length ? from / length : 0;
      found.push({ x: Math.round(x2 + (x1 - x2) * share), y: Math.round(y2 + (y1 - y2) * share), cost: behind + from });
    }
    behind += length;
  }
  return found;
}

/** How many cards and words lie under it. */
function covered({ x, y }, width, space, taken) {
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - HEIGHT / 2, y + HEIGHT / 2];
  const isUnder = (other) => Math.abs(other.x - x) < (other.width + width) / 2 && Math.abs(other.y - y) < HEIGHT;
  return space.within(left + BESIDE, top + 11, right - BESIDE, bottom - 11).length + taken.filter(isUnder).length;
}
