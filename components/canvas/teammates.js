/** Who else has this flow open, read from the shared presence: what others wrote there is checked, never believed. */

import { Timers } from "./clock.js";

const COLOUR = /^#[0-9a-f]{6}([0-9a-f]{2})?$/i;
const GREY = "#888888";
const MAX_IDS = 200;
/** The server takes no place beyond it, and no browser draws one. */
const FARTHEST = 1e7;
/** Teammates' moves are drawn once a frame, however many arrive. */
const FRAME_MS = 16;

const text = (value, most = 120) => (typeof value === "string" ? value.slice(0, most) : "");
const colour = (value) => (COLOUR.test(value) ? value : GREY);
const isNear = (value) => Number.isFinite(value) && Math.abs(value) <= FARTHEST;
const isPlace = (value) => Array.isArray(value) && value.length === 2 && value.every(isNear);

function pointerOf(value) {
  return isNear(value?.x) && isNear(value?.y) ? { x: value.x, y: value.y } : null;
}

/** Name and colours as they may be drawn, whatever a state claims. */
export const looksOf = (user) => ({
  name: text(user?.name) || "Somebody",
  color: colour(user?.color),
  colorLight: colour(user?.colorLight ?? user?.color),
});

function dragOf(value) {
  if (value === null || typeof value !== "object") return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, place]) => isPlace(place))
      .slice(0, MAX_IDS),
  );
}

/** Every other tab on this flow: [{client, id, name, color, colorLight, selection, field, pointer, drag, me}]. */
export function peersOf(states, ownClient, userId) {
  return [...states.entries()]
    .filter(([client, state]) => client !== ownClient && typeof state?.user?.id === "string")
    .sort(([a], [b]) => a - b)
    .map(([client, { user, selection, field, pointer, drag }]) => ({
      client,
      id: user.id,
      ...looksOf(user),
      selection: Array.isArray(selection) ? selection.filter((id) => typeof id === "string").slice(0, MAX_IDS) : [],
      field: text(field, 200),
      pointer: pointerOf(pointer),
      drag: dragOf(drag),
      me: user.id === userId,
    }));
}

/** Everybody who is here, each person once, oneself first: [{id, name, color, me}]. */
export function peopleOf(peers, user) {
  const others = peers.filter((peer) => !peer.me).map(({ id, name, color }) => [id, { id, name, color, me: false }]);
  const sorted = [...new Map(others).values()].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  return user ? [{ id: user.id, name: user.name, color: user.color, me: true }, ...sorted] : sorted;
}

/** Keep `peers` and `people` of the store as the presence says: {show() at once, stop()}. */
export function followTeammates({ awareness, userId, ui, clock }) {
  const timers = new Timers(clock);
  const show = () => {
    const peers = peersOf(awareness.getStates(), awareness.clientID, userId);
    const { user, people: before } = ui.get();
    const people = peopleOf(peers, user);
    ui.set({ peers, people: JSON.stringify(people) === JSON.stringify(before) ? before : people });
  };
  const onChange = ({ added, updated, removed }) => {
    const isOthers = [...added, ...updated, ...removed].some((client) => client !== awareness.clientID);
    if (isOthers && !timers.has("show")) timers.set("show", FRAME_MS, show);
  };
  awareness.on("change", onChange);
  const stop = () => {
    timers.clearAll();
    awareness.off("change", onChange);
  };
  return { show, stop };
}
