/** New steps: dragged in from the palette, or put where there is room in the middle of the view. */

import { GRID, snap } from "./elements.js";
import { CARD_WIDTH } from "./geometry.js";
import { addNode } from "./ops.js";
import { begun } from "./quiet.js";

export const DRAG_TYPE = "application/x-callweave-kind";

/** Where in a new card the pointer is when it is dropped. */
const GRIP = { x: CARD_WIDTH / 2, y: 28 };
const USUAL_HEIGHT = 140;
const ROOM = { x: CARD_WIDTH / 2 + GRID, y: 100 };

export function dropGesture({ session, spec, binding, ui, rf, pane, mayWrite, undoable, say }) {
  function add(kind, place) {
    if (!spec.kinds[kind]?.placeable) return "";
    if (!mayWrite()) return void say({ text: "You can watch this flow, but not change it." });
    const id = undoable(() => addNode(session.doc, spec, kind, place));
    if (id) ui.set(begun(ui.get(), id));
    if (id) binding.select([id]);
    else say({ text: `This flow is full: it holds ${spec.limits.nodes} steps. Delete some to add new ones.` });
    return id;
  }

  /** Where a new card goes that nobody dropped anywhere: near the middle of the view, on no other card. */
  function centre() {
    const { left, top, width, height } = pane().getBoundingClientRect();
    const middle = rf.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 }, { snapToGrid: false });
    return freePlace(binding.nodes(), gripped(middle));
  }

  function addAtCentre(kind) {
    const place = centre();
    const id = add(kind, place);
    if (id && !isInView(place))
      rf.setCenter(place.x + CARD_WIDTH / 2, place.y + USUAL_HEIGHT / 2, { zoom: rf.getZoom() });
    return id;
  }

  function isInView({ x, y }) {
    const { left, top, right, bottom } = pane().getBoundingClientRect();
    const first = rf.flowToScreenPosition({ x, y });
    const last = rf.flowToScreenPosition({ x: x + CARD_WIDTH, y: y + USUAL_HEIGHT });
    return first.x >= left && first.y >= top && last.x <= right && last.y <= bottom;
  }

  return {
    centre,
    addAtCentre,
    handlers: {
      onDragOver(event) {
        if (!event.dataTransfer.types.includes(DRAG_TYPE) || !mayWrite()) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDrop(event) {
        const kind = event.dataTransfer.getData(DRAG_TYPE);
        if (!kind) return;
        event.preventDefault();
        add(kind, gripped(rf.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false })));
        pane().focus({ preventScroll: true });
      },
    },
  };
}

const gripped = ({ x, y }) => ({ x: snap(x - GRIP.x), y: snap(y - GRIP.y) });

/** The place, or the nearest one around it where the new card would cover no other. */
export function freePlace(nodes, { x, y }) {
  const cards = nodes.map(({ position, measured }) => ({
    ...position,
    width: measured?.width ?? CARD_WIDTH,
    height: measured?.height ?? USUAL_HEIGHT,
  }));
  const free = AROUND.map(([across, down]) => ({ x: x + across * ROOM.x, y: y + down * ROOM.y }));
  return free.find((place) => !cards.some((card) => covers(card, place))) ?? { x, y };
}

const covers = (card, { x, y }) =>
  x < card.x + card.width + GRID &&
  card.x < x + CARD_WIDTH + GRID &&
  y < card.y + card.height + GRID &&
  card.y < y + USUAL_HEIGHT + GRID;

/** [0, 0], then the eight places around it, then the sixteen around those …, each ring from the nearest on. */
const AROUND = ringsOf(6);

function ringsOf(count) {
  const steps = Array.from({ length: 2 * count + 1 }, (_, at) => at - count);
  const all = steps.flatMap((across) => steps.map((down) => [across, down]));
  return all.sort((one, other) => farness(one) - farness(other));
}

function farness([across, down]) {
  return (across * ROOM.x) ** 2 + (down * ROOM.y) ** 2;
}
