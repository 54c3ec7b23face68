/** What each close code of the server means here. The same codes stand in app/collab/protocol.py. */

const BAD_FRAME = 4400;
export const SIGNED_OUT = 4401;
export const NO_RIGHT = 4403;
export const OUT_OF_STEP = 4409;
export const EPOCH_CHANGED = 4410;
export const NEWER_SERVER = 4426;

const RETRY = Object.freeze({ retry: true, edits: "kept", renew: false, title: "", message: "", action: "" });

const stop = (title, message, action, more = {}) =>
  Object.freeze({ ...RETRY, retry: false, title, message, action, ...more });
const aside = (title, message) => stop(title, message, "reload", { edits: "aside" });

const TOO_LARGE = aside("The last edit is too large.", "Reload to go on, and paste it in smaller parts.");

/**
 * code → {retry, edits, renew, title, message, action}.
 * `edits` is the fate of what was not acknowledged: "kept" for the next connection, or "aside", never to be sent again
 * as it is. `renew`: the document is loaded anew at once. `action` is what a person can do about it.
 */
export const CLOSINGS = Object.freeze({
  1009: TOO_LARGE,
  1012: RETRY,
  1013: RETRY,
  [BAD_FRAME]: aside("The server could not read the last edit.", "Reload to go on."),
  [SIGNED_OUT]: stop("You are signed out.", "Sign in again to go on.", "sign-in"),
  [NO_RIGHT]: aside("You may no longer change this agent.", "Reload to see it as it is."),
  4404: stop("This agent is gone.", "It was deleted, or you have no access to it.", "leave"),
  4408: RETRY,
  [OUT_OF_STEP]: RETRY,
  [EPOCH_CHANGED]: { ...aside("This flow was replaced by a restored one.", ""), renew: true },
  4413: TOO_LARGE,
  4423: stop("This agent is set aside.", "The server could not read it. An admin can release it.", "release"),
  4429: stop("You have Callweave open in too many tabs.", "Close some of them, then reload.", "reload"),
  [NEWER_SERVER]: stop("Callweave was updated.", "Reload to go on.", "reload"),
});

/** The rule for a close code; everything unknown is tried again. */
export const closing = (code) => CLOSINGS[code] ?? RETRY;

/** The person may only look from now on: the flow is shown as it is, without what they cannot send. */
export const DEMOTED = Object.freeze({ ...CLOSINGS[NO_RIGHT], message: "", renew: true });

/** Out of step twice without an acknowledgement between: the same bytes would fail for ever. */
export const STUCK = aside("The server could not fit the last edits in.", "Reload to go on.");

/** The cookie belongs to somebody else by now: nothing of this person may be sent in their name. */
export const OTHER_PERSON = stop("Somebody else is signed in now.", "Reload to go on as them.", "reload");

/** "1 edit", "3 edits" */
export const edits = (count) => (count === 1 ? "1 edit" : `${count} edits`);

/** What became of edits the server has not acknowledged, in a sentence; "" if there are none. */
export function fate(rule, unsent, isKept) {
  if (!unsent) return "";
  const they = edits(unsent);
  const are = unsent === 1 ? "is" : "are";
  if (rule.edits === "kept") {
    return isKept ? `${they} ${are} kept on this device.` : `${they} ${are} only in this tab: keep it open.`;
  }
  if (isKept) return `${they} could not be sent and ${are} set aside on this device.`;
  return `${they} could not be sent, and this device keeps no copy: download them first.`;
}

/** What the page shows: {code, title, message, action}. */
export function refusal(code, rule, unsent, isKept) {
  const message = [fate(rule, unsent, isKept), rule.message].filter(Boolean).join(" ");
  const isLast = unsent > 0 && rule.edits === "aside" && !isKept;
  return { code, title: rule.title, message, action: isLast ? "download" : rule.action };
}
