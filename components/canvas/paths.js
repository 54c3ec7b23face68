/** The drawing of a course: corners rounded, an arrow where it enters a card. */

const CORNER = 10;
export const ARROW = 8;

/** An SVG path over the corners [[x, y], …]; it ends a little before the last one, where the arrow begins. */
export function pathOf(points) {
  const shown = shortened(points);
  const parts = [`M${shown[0].join(",")}`];
  for (let at = 1; at < shown.length; at += 1) {
    const [before, point, next] = [shown[at - 1], shown[at], shown[at + 1]];
    if (!next) {
      parts.push(`L${point.join(",")}`);
      continue;
    }
    const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, next) / 2);
    parts.push(`L${towards(point, before, radius).join(",")}`, `Q${point.join(",")} ${towards(point, next, radius).join(",")}`);
  }
  return parts.join(" ");
}

/** The head of the arrow, its point at the last corner; it points to the right, into the card. */
export function arrowOf(points) {
  const [x, y] = points.at(-1);
  return `M${x - ARROW},${y - 5} L${x - ARROW},${y + 5} L${x},${y} Z`;
}

function shortened(points) {
  const [x, y] = points.at(-1);
  return [...points.slice(0, -1), [x - ARROW + 1, y]];
}

const distance = ([x1, y1], [x2, y2]) => Math.abs(x2 - x1) + Math.abs(y2 - y1);

/** The point `length` away from one point on the way to another. */
function towards([x, y], [toX, toY], length) {
  return [x + Math.sign(toX - x) * length, y + Math.sign(toY - y) * length];
}
