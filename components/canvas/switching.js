/** How the page asks the server to switch: only while it is reachable, only after my own edits are stored, and never later. */

import { ui } from "./ui.js";

/** What the dialogs of switching, snapshots and restoring keep while they are open. */
const BLANK = Object.freeze({
  ticket: "",
  pressed: "",
  heard: "",
  waiting: false,
  lost: false,
  switch_verb: "",
  switch_note: "",
  switch_concurrent: "",
  switch_daily: "",
  limits_touched: false,
  reviewed: "",
  review_id: "",
  restoring: 0,
});

/** That, and what the page knows besides: whether the server is away, whom to ask, what was announced. */
export const SWITCHING = Object.freeze({
  ...BLANK,
  away: true,
  server: null,
  news_seen: Number.MAX_SAFE_INTEGER,
  announced: null,
});

/** The dialogs whose answer comes from the server. */
const ASKING = new Set(["switch", "snapshot", "restore"]);

const nextId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

export const isReachable = ({ away, connection }) => !away && connection === "online";

/** Open one of the dialogs with nothing in it; returns its ticket. */
export function openDialog(dialog, more = {}) {
  const ticket = nextId();
  ui.set({ ...BLANK, ...more, ticket, dialog });
  return ticket;
}

/** Whether what was begun with this ticket is still wanted: its dialog is open. */
const isWanted = (ticket) => ui.get().ticket === ticket && ASKING.has(ui.get().dialog);

/**
 * Call `run` as soon as none of my edits is on its way. Nothing comes of it if the dialog is closed first or the
 * server goes away: then `lost` says so, and it has to be asked for anew.
 */
export function whenStored(ticket, run) {
  let isOver = false;
  let stop = () => {};
  const end = (patch) => {
    isOver = true;
    stop();
    if (isWanted(ticket)) ui.set({ waiting: false, ...patch });
  };
  const look = () => {
    if (isOver) return;
    if (!isWanted(ticket)) return end({});
    if (!isReachable(ui.get())) return end({ lost: true, pressed: "" });
    if (ui.get().unsent) return ui.set({ waiting: true });
    end({});
    run();
  };
  stop = ui.sub(look);
  look();
}

/** Send a press of the dialog's button: `verb` of the page's handlers, with the press's number before `args`. */
export function press(verb, ...args) {
  const { ticket, pressed, server } = ui.get();
  if (pressed || !isReachable(ui.get())) return;
  const mine = nextId();
  ui.set({ pressed: mine, lost: false });
  whenStored(ticket, () => server?.[verb]?.(mine, ...args));
}

/** The server answered a press; a finished one, or a finished ticket, closes its dialog. */
export function answered({ answered: press_id, finished }) {
  const { pressed, ticket, dialog } = ui.get();
  const isDone = Boolean(finished) && (finished === pressed || finished === ticket) && ASKING.has(dialog);
  const patch = isDone ? { dialog: "", waiting: false } : {};
  if (isDone || (press_id && press_id === pressed)) ui.set({ ...patch, pressed: "", heard: press_id });
}

/** Whether the server can be reached. What was pressed and not answered is not known: say so. */
export function reach(away) {
  const { pressed, dialog } = ui.get();
  const isCut = away && Boolean(pressed) && ASKING.has(dialog);
  ui.set({ away, ...(isCut && { pressed: "", lost: true }) });
}
