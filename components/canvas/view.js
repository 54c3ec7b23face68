/** Which part of a flow is seen when it opens. */

/** A flow of thousands of steps must be seen whole. */
export const MIN_ZOOM = 0.02;
const MARGIN = 56;
/** Below this zoom the words on the cards are too small to read. */
const READABLE = 0.6;

/**
 * The whole flow if it can be read like that, else its beginning: {x, y, zoom}, x and y in pixels of the screen.
 * `bounds` {x, y, width, height} holds all cards, `start` {x, y} is where the call begins, `pane` {width, height}.
 */
export function firstView(bounds, start, pane) {
  const room = { width: pane.width - 2 * MARGIN, height: pane.height - 2 * MARGIN };
  const whole = Math.min(1, room.width / bounds.width, room.height / bounds.height);
  const zoom = Math.max(whole, READABLE);
  const centre = (at, size, of) => of / 2 - (at + size / 2) * zoom;
  const left = MARGIN - start.x * zoom;
  const top = Math.min(MARGIN - bounds.y * zoom, pane.height / 3 - start.y * zoom);
  return {
    x: bounds.width * zoom <= room.width + 1 ? centre(bounds.x, bounds.width, pane.width) : left,
    y: bounds.height * zoom <= room.height + 1 ? centre(bounds.y, bounds.height, pane.height) : top,
    zoom,
  };
}

/** The view {x, y, zoom} in which all of `bounds` is seen, no larger than `maxZoom`; `padding` in pixels of the screen. */
export function viewOf(bounds, pane, { maxZoom, minZoom, padding }) {
  const room = (size) => Math.max(1, size - 2 * padding);
  const whole = Math.min(room(pane.width) / Math.max(1, bounds.width), room(pane.height) / Math.max(1, bounds.height));
  const zoom = Math.max(minZoom, Math.min(maxZoom, whole));
  const centre = (at, size, of) => of / 2 - (at + size / 2) * zoom;
  return { x: centre(bounds.x, bounds.width, pane.width), y: centre(bounds.y, bounds.height, pane.height), zoom };
}

/** More cards than this are drawn as a picture. */
export const MOST_CARDS = 400;

/** How many of the cards touch an area {x1, y1, x2, y2}; it stops counting beyond `most`. `rect(id)` is where a card is. */
export function cardsIn({ x1, y1, x2, y2 }, nodes, rect, most) {
  let count = 0;
  for (const { id } of nodes) {
    const { x, y, width, height } = rect(id);
    if (x < x2 && x + width > x1 && y < y2 && y + height > y1) count += 1;
    if (count > most) break;
  }
  return count;
}
