/** Everything that can be done to the canvas, for keys, menus and panels alike. */

import { realClock } from "./clock.js";
import { START_ID } from "./document.js";
import { snap } from "./elements.js";
import { clipboardGesture } from "./gestures_clipboard.js";
import { connectGesture } from "./gestures_connect.js";
import { deleteGesture } from "./gestures_delete.js";
import { dragGesture, placesOf } from "./gestures_drag.js";
import { dropGesture } from "./gestures_drop.js";
import { idsOf } from "./gestures_select.js";
import { tidyGesture } from "./gestures_tidy.js";
import { around } from "./geometry.js";
import { FAR_COORDINATE } from "./limits.js";
import { moveNodes, removeEdges } from "./ops.js";
import { untilDrawn } from "./slices.js";
import { cardsIn, firstView, MIN_ZOOM, MOST_CARDS, viewOf } from "./view.js";

const ACROSS = 5;
/** From one step to the next where scattered ones are put side by side. */
const APART = { x: 300, y: 240 };
const CALM_MS = 140;
const READABLE_ZOOM = 0.8;
const FIT_MARGIN = 48;
const BROUGHT_MARGIN = 160;

/**
 * `at()` is where the pointer is on the canvas, null if it is elsewhere; `speak` tells a screen reader. Returns what
 * may be done (`commands`), what React Flow calls (`handlers`), and the clipboard for the browser's own events.
 */
export function createCommands({ session, binding, ui, rf, speak, pane, at, clock = realClock }) {
  const { spec, undo } = session;
  const mayWrite = () => Boolean(ui.get().can_write);
  const say = (notice) => void ui.set({ notice: { id: Date.now() + Math.random(), ...notice } });
  const undoable = (run) => {
    undo.stopCapturing();
    const result = run();
    undo.stopCapturing();
    return result;
  };
  const place = () => {
    const pointer = at();
    if (pointer) return { x: snap(pointer.x), y: snap(pointer.y), isPointer: true };
    const { left, top, width, height } = pane().getBoundingClientRect();
    return rf.screenToFlowPosition({ x: left + width / 3, y: top + height / 3 });
  };
  const tools = { session, spec, binding, ui, rf, clock, pane, place, mayWrite, undoable, say };

  const drag = dragGesture(tools);
  const connecting = connectGesture(tools);
  const drop = dropGesture(tools);
  const { remove } = deleteGesture(tools);
  const clipboard = clipboardGesture({ ...tools, remove });
  const tidy = tidyGesture(tools, look);

  function nudge(dx, dy) {
    const moved = binding.nodes().filter((node) => node.selected);
    if (!moved.length) return false;
    if (!mayWrite()) return true;
    const places = placesOf(moved.map((node) => shifted(node, dx, dy)));
    undoable(() => moveNodes(session.doc, places));
    const [{ id }, ...more] = moved;
    speak(more.length ? `${moved.length} steps moved` : `${binding.card(id)?.name} moved to ${places[id].x}, ${places[id].y}`);
    return true;
  }

  /** Select steps and bring them into view. */
  function reveal(...ids) {
    const shown = ids.filter((id) => binding.card(id));
    if (!shown.length) return false;
    binding.select(shown);
    bring(shown);
    return true;
  }

  /** The same for a connection, with the steps at its ends. */
  function revealEdge(id) {
    const edge = binding.edges().find((one) => one.id === id);
    if (!edge) return false;
    binding.select([], [id]);
    bring([edge.source, edge.target]);
    return true;
  }

  function look() {
    const { width, height } = pane().getBoundingClientRect();
    const start = binding.routes.rect(START_ID) ?? binding.bounds();
    go(firstView(binding.bounds(), start, { width, height }), { width, height });
  }

  /** Where thousands of cards would come into view they are taken away before; overview.jsx draws them as a picture. */
  async function go(view, { width, height }) {
    const { x, y, zoom } = view;
    const area = { x1: -x / zoom, y1: -y / zoom, x2: (width - x) / zoom, y2: (height - y) / zoom };
    const isFar = cardsIn(area, binding.nodes(), binding.routes.rect, MOST_CARDS) > MOST_CARDS;
    if (!isFar) return void rf.setViewport(view, { duration: calm() });
    ui.set({ far: true });
    await untilDrawn();
    rf.setViewport(view);
    ui.set({ far: false });
  }

  function bring(ids) {
    const rects = ids.map((id) => binding.routes.rect(id)).filter(Boolean);
    see(around(rects), { maxZoom: Math.max(rf.getZoom(), READABLE_ZOOM), padding: BROUGHT_MARGIN });
  }

  /** Not React Flow's own way: it would wait for cards to be measured that are outside the view and never drawn. */
  function see(bounds, { maxZoom, padding }) {
    const { width, height } = pane().getBoundingClientRect();
    const margin = Math.min(padding, width / 8, height / 8);
    go(viewOf(bounds, { width, height }, { maxZoom, minZoom: MIN_ZOOM, padding: margin }), { width, height });
  }

  const commands = {
    nudge,
    remove,
    reveal,
    revealEdge,
    centre: drop.centre,
    addAtCentre: drop.addAtCentre,
    /** Lead a port to a step; returns {ok, reason}. */
    connect: (source, port, target) => connecting.join({ source, port, target }),
    judge: connecting.judge,
    removeEdges: (ids) => mayWrite() && undoable(() => removeEdges(session.doc, ids)),
    copy: () => clipboard.copy(),
    cut: () => clipboard.cut(),
    paste: () => clipboard.paste(),
    duplicate: clipboard.duplicate,
    select: (ids, edgeIds) => binding.select(ids, edgeIds),
    bringNear: () => bringNear({ ...tools, bring, centre: drop.centre }),
    selectAll: () => binding.select(binding.nodes().map((node) => node.id)),
    clear: () => isAnySelected(binding) && binding.select([]),
    inspect: () => mayInspect(binding, pane()) && inspect(ui),
    fit: () => see(binding.bounds(), { maxZoom: 1, padding: FIT_MARGIN }),
    tidy,
    zoomIn: () => rf.zoomIn({ duration: calm() }),
    zoomOut: () => rf.zoomOut({ duration: calm() }),
  };
  return { commands, clipboard, handlers: { ...drag, ...drop.handlers, ...connecting.handlers } };
}

/** Put the selected steps, or else those that nobody finds, below each other in the middle of the view. */
function bringNear({ session, binding, mayWrite, undoable, say, bring, centre }) {
  const isFar = ({ position: { x, y } }) => Math.max(Math.abs(x), Math.abs(y)) > FAR_COORDINATE;
  const chosen = binding.nodes().filter((node) => node.selected);
  const moved = chosen.length ? chosen : binding.nodes().filter(isFar);
  if (!mayWrite()) return say({ text: "You can watch this flow, but not change it." });
  if (!moved.length) return say({ text: "No step is far away. To bring some into view, select them first." });
  const [left, top] = ["x", "y"].map((axis) => Math.min(...moved.map(({ position }) => position[axis])));
  const isTogether = moved.every(({ position: { x, y } }) => x - left < FAR_COORDINATE && y - top < FAR_COORDINATE);
  const { x, y } = centre();
  const place = ({ position }, at) =>
    isTogether ? { x: x + position.x - left, y: y + position.y - top } : { x: x + (at % ACROSS) * APART.x, y: y + Math.floor(at / ACROSS) * APART.y };
  undoable(() => moveNodes(session.doc, Object.fromEntries(moved.map((node, at) => [node.id, place(node, at)]))));
  const ids = moved.map(({ id }) => id);
  binding.select(ids);
  bring(ids);
  return say({ text: ids.length === 1 ? "Brought a step into view." : `Brought ${ids.length} steps into view.` });
}

const shifted = ({ id, position }, dx, dy) => ({ id, position: { x: position.x + dx, y: position.y + dy } });

const calm = () => (globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ? 0 : CALM_MS);

const isAnySelected = (binding) => [...binding.nodes(), ...binding.edges()].some((one) => one.selected);

/** The one selected step is meant, unless the focus is on another: Enter selects that one first. */
function mayInspect(binding, pane) {
  const [id, ...more] = idsOf(binding.nodes());
  const focused = pane.ownerDocument.activeElement;
  const other = pane.contains(focused) ? focused.closest(".react-flow__node, .react-flow__edge")?.dataset.id : undefined;
  return Boolean(id) && !more.length && (other === undefined || other === id);
}

/** Open the inspector and put the caret into its first field. */
function inspect(ui) {
  ui.set({ panel: "inspector", panel_open: true, sheet: true });
  requestAnimationFrame(() => document.querySelector("[data-testid=inspector] [data-flow-field]")?.focus());
}
