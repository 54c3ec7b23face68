/**
 * The truth behind the word in the toolbar, as a pure reducer. Edits are numbered as they are made; each message to the
 * server covers the edits up to some number, and only what the server says about that message moves the numbers on.
 */

import { edits } from "./closing.js";

/** Unacknowledged for so long while connected is an error; so are a save or a merge without an answer. */
export const PATIENCE_MS = 10_000;
/** "Saving…" is shown at least so long, so that it does not flicker. */
export const SAVING_SHOWN_MS = 300;

export const START = Object.freeze({
  now: 0,
  link: "connecting",
  was_online: false,
  kept: true,
  reason: "",
  made: 0,
  sent: 0,
  acked: 0,
  saved: 0,
  messages: 0,
  covers: Object.freeze([]),
  waits: Object.freeze([]),
  saving_since: null,
  asked_since: null,
  shown_until: 0,
  failure: "",
  saved_at: "",
});

const coveredBy = (state, n) => state.covers.findLast(([message]) => message <= n && n <= state.messages)?.[1] ?? 0;

/** The connection is gone: what it was told is forgotten, what was not acknowledged will be sent again. */
const cut = (state, link) => ({
  ...state,
  link,
  messages: 0,
  covers: [],
  waits: [],
  saving_since: null,
  asked_since: null,
  shown_until: 0,
});

function acknowledge(state, upto) {
  if (upto <= state.acked) return state;
  return { ...state, acked: upto, waits: state.waits.filter((wait) => wait.upto > upto) };
}

/** A merge is over, and with it the save that was asked for, if it was `mine`. */
const ended = (state, { mine }) => ({ ...state, saving_since: null, asked_since: mine ? null : state.asked_since });

const showSaving = (state) => ({ ...state, shown_until: Math.max(state.shown_until, state.now + SAVING_SHOWN_MS) });

const STEPS = {
  /** An edit of mine was made. */
  edit(state) {
    const made = state.made + 1;
    const waits = state.link === "online" ? [...state.waits, { upto: made, at: state.now }] : state.waits;
    return { ...state, made, waits };
  },
  /** A message went out with the next `edits` edits, or with all there are. */
  sent(state, event) {
    const messages = state.messages + 1;
    const sent = event.edits === undefined ? state.made : Math.min(state.made, state.sent + event.edits);
    return { ...state, messages, sent, covers: [...state.covers, [messages, sent]] };
  },
  ack: (state, event) => acknowledge(state, coveredBy(state, event.n)),
  /** A merge began. It is mine to show only if something of mine is waiting for it. */
  saving(state) {
    if (state.made === state.saved) return state;
    return showSaving({ ...state, failure: "", saving_since: state.saving_since ?? state.now });
  },
  /** A stored merge covers this connection's first `n` messages; `mine` if it answers a save that was asked for. */
  saved(state, event) {
    const saved = Math.max(state.saved, coveredBy(state, event.n));
    const covers = state.covers.filter(([message]) => message > event.n);
    const saved_at = event.when || state.saved_at;
    return acknowledge({ ...ended(state, event), saved, covers, saved_at, failure: "" }, saved);
  },
  /** Save was pressed and sent. */
  asked: (state) => showSaving({ ...state, failure: "", asked_since: state.now }),
  failed: (state, event) => ({ ...ended(state, event), failure: event.message, shown_until: 0 }),
  online(state) {
    const waits = state.made > state.acked ? [{ upto: state.made, at: state.now }] : [];
    return { ...cut(state, "online"), was_online: true, waits, failure: "", reason: "" };
  },
  connecting: (state) => cut(state, "connecting"),
  offline: (state) => cut(state, "offline"),
  stopped: (state, event) => ({ ...cut(state, "stopped"), reason: event.reason }),
  /** Whether this device keeps what is not acknowledged. */
  kept: (state, event) => ({ ...state, kept: event.kept }),
  /** When the flow was last stored, as the server tells at the beginning. */
  opened: (state, event) => ({ ...state, saved_at: event.when || state.saved_at }),
  /** What was not acknowledged was set aside or thrown away: nothing waits any more. */
  forgotten: (state) => ({ ...cut(state, state.link), acked: state.made, saved: state.made, sent: state.made }),
  tick: (state) => state,
};

/** The next state. Every event has `type` and `at` (monotonic milliseconds). */
export function step(state, event) {
  const now = Math.max(state.now, event.at);
  return STEPS[event.type](now === state.now ? state : { ...state, now }, event);
}

/** What took too long, as [since, sentence]. */
const overdue = (state) =>
  [
    [state.waits[0]?.at ?? null, "The server has not confirmed your last edits for 10 seconds."],
    [state.asked_since, "The server has not answered the save for 10 seconds."],
    [state.saving_since, "The server has not been able to store the flow for 10 seconds."],
  ].filter(([since]) => since !== null);

/** When time alone will change what is shown; null if it will not. */
export function deadline(state) {
  if (state.link !== "online") return null;
  const times = overdue(state).map(([since]) => since + PATIENCE_MS);
  return [...times, state.shown_until].filter((time) => time > state.now).sort((a, b) => a - b)[0] ?? null;
}

const clockTime = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function offlineText(state) {
  const unsent = state.made - state.acked;
  if (!unsent) return "Offline";
  return `Offline · ${edits(unsent)} ${state.kept ? "kept on this device" : "only in this tab"}`;
}

/** {save, save_text, save_reason, saved_at, unsent} as the toolbar shows them. */
export function view(state, timeOf = clockTime) {
  const show = (save, save_text, save_reason = "") => ({
    save,
    save_text,
    save_reason,
    saved_at: state.saved_at,
    unsent: state.made - state.acked,
  });
  if (state.link === "stopped") return show("error", "Error", state.reason);
  if (state.link === "offline") return show("offline", offlineText(state));
  if (!state.was_online) return show("saving", "Opening…");
  const late = overdue(state).find(([since]) => state.now - since >= PATIENCE_MS);
  if (state.failure || late) return show("error", "Error", state.failure || late[1]);
  const isSaving = state.saving_since !== null || state.asked_since !== null || state.now < state.shown_until;
  if (isSaving) return show("saving", "Saving…");
  if (state.made > state.saved) return show("unsaved", "Unsaved changes");
  return show("saved", state.saved_at ? `Saved · ${timeOf(state.saved_at)}` : "Saved");
}
