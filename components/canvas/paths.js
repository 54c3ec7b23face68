/** The course of a connection: right out of a port, at right angles, down into the top of a card. */

const GAP = 20;
const LANE = 7;
const MOST_LANES = 8;
const CORNER = 12;
export const ARROW = 8;

/**
 * From a port at (sx, sy) to the top of a card at (tx, ty): {line, label: {x, y}}. `rank` of `ranks` is which of its
 * card's ports it is, from the top: connections beside each other go up or down in lanes of their own.
 */
export function wayPath({ sx, sy, tx, ty, rank = 0, ranks = 1 }) {
  const points = corners({ sx, sy, tx, ty: ty - ARROW + 1, rank, ranks });
  return { line: rounded(points), label: labelPlace(points) };
}

/** The head of the arrow, its point at (x, y). */
export const arrowHead = (x, y) => `M${x - 5},${y - ARROW} L${x + 5},${y - ARROW} L${x},${y} Z`;

function corners({ sx, sy, tx, ty, rank, ranks }) {
  const above = ty - GAP;
  const isDown = above >= sy;
  // Upper ports turn later on the way down, lower ones on the way up: so the lanes do not cross.
  const lane = Math.min(isDown ? ranks - 1 - rank : rank, MOST_LANES);
  const turn = sx + GAP + lane * LANE;
  if (isDown && tx >= turn)
    return [
      [sx, sy],
      [tx, sy],
      [tx, ty],
    ];
  return [
    [sx, sy],
    [turn, sy],
    [turn, above],
    [tx, above],
    [tx, ty],
  ];
}

function rounded(points) {
  const [first, ...rest] = points;
  const parts = [`M${first.join(",")}`];
  rest.forEach((point, at) => {
    const next = rest[at + 1];
    if (!next) return parts.push(`L${point.join(",")}`);
    const before = points[at];
    const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, next) / 2);
    return parts.push(
      `L${towards(point, before, radius).join(",")}`,
      `Q${point.join(",")} ${towards(point, next, radius).join(",")}`,
    );
  });
  return parts.join(" ");
}

/** The middle of the longest straight piece. */
function labelPlace(points) {
  const pieces = points.slice(1).map((end, at) => [points[at], end]);
  const [[x1, y1], [x2, y2]] = pieces.reduce((longest, piece) =>
    distance(...piece) > distance(...longest) ? piece : longest,
  );
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
}

const distance = ([x1, y1], [x2, y2]) => Math.abs(x2 - x1) + Math.abs(y2 - y1);

/** The point `length` away from one point on the way to another. */
function towards([x, y], [toX, toY], length) {
  return [x + Math.sign(toX - x) * length, y + Math.sign(toY - y) * length];
}
