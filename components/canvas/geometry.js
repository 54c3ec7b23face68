/** How large a card is and where its connections begin and end, known before it is drawn. The sizes are those of nodes.css. */

export const CARD_WIDTH = 240;
const HEAD = 52;
const TEXT = 44;
const PORT = 26;
const PORTS_FRAME = 9;
const PORTS_END = 5;
const BROKEN = 76;

/** Where a connection enters: on the left edge, beside the name. */
export const ENTRY_Y = 26;
/** A connection begins at the outer edge of its port's dot, this far right of the card. */
export const DOT = 5;
const HANDLE = 24;

/** Arrivals are this far apart on the left edge; where there are too many for the card, closer, but never below LEAST. */
const APART = 14;
const LEAST = 6;
const FIRST = 16;
const LAST = 12;

/** {width, height} of a card as it will be drawn. */
export function sizeOf(card) {
  if (card.broken) return { width: CARD_WIDTH, height: BROKEN };
  const count = card.ports.length;
  const height = HEAD + (card.text || card.hint ? TEXT : 0) + (count ? PORTS_FRAME + PORT * count : 0);
  return { width: CARD_WIDTH, height };
}

/** How far below a card's top the port of this rank (of so many) is. The ports are at the bottom of the card. */
export const portY = (height, rank, ranks) => height - PORTS_END - PORT * (ranks - rank) + PORT / 2;

/** What React Flow must know of a card's handles before it has measured any. */
export function handlesOf(card, { width, height }) {
  const size = { width: HANDLE, height: HANDLE };
  const entry = { ...size, type: "target", position: "left", x: -6, y: ENTRY_Y - HANDLE / 2 };
  const exits = card.ports.map(({ id }, rank) => {
    const y = portY(height, rank, card.ports.length) - HANDLE / 2;
    return { ...size, id, type: "source", position: "right", x: width + DOT - HANDLE, y };
  });
  return card.broken ? [entry] : [entry, ...exits];
}

/** How far below a card's top the arrivals enter it, from the top on: a list of `count` numbers. */
export function entriesOf(height, count) {
  if (count === 1) return [ENTRY_Y];
  const room = Math.max(0, height - FIRST - LAST);
  const places = Math.min(count, Math.floor(room / LEAST) + 1);
  const apart = places > 1 ? Math.min(APART, room / (places - 1)) : 0;
  return Array.from({ length: count }, (_, at) => FIRST + apart * Math.floor((at * places) / count));
}

/** The rectangle {x, y, width, height} around others; of nothing, one without a size. */
export function around(rects) {
  if (!rects.length) return { x: 0, y: 0, width: 0, height: 0 };
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of rects) {
    [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x + width), Math.max(y2, y + height)];
  }
  return { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
}
