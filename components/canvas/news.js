/** Which act of going live a person has not seen yet: kept for each agent in this browser. */

import { ui } from "./ui.js";

const keyOf = ({ userId, agentId }) => `callweave-seen-${userId}-${agentId}`;

function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** The number of the act seen last, or null on the first visit with this browser. */
function read(place) {
  const kept = storage()?.getItem(keyOf(place));
  const number = Number(kept);
  return kept && Number.isSafeInteger(number) ? number : null;
}

function keep(place, number) {
  try {
    storage()?.setItem(keyOf(place), String(number));
  } catch {
    // Storage may be full: then the banner is shown once more next time, which harms nobody.
  }
}

/** Where the page is and the act seen last: {userId, agentId, seen}. It holds also where nothing can be kept. */
let here = null;

/**
 * The page has read the agent's last act. On the first visit, and where the act is one's own of an earlier visit,
 * there is no news: everything up to here counts as seen.
 */
export function heardNews({ userId, agentId, number, isMine }) {
  if (!userId || !agentId) return;
  const isArrival = here?.userId !== userId || here.agentId !== agentId;
  const kept = isArrival ? read({ userId, agentId }) : here.seen;
  const isKnown = kept === null || (isArrival && isMine);
  // A restored database begins its numbers anew: what was seen of the former one hides nothing.
  const seen = isKnown ? number : Math.min(kept, number);
  here = { userId, agentId, seen };
  if (seen !== kept) keep(here, seen);
  ui.set({ news_seen: seen });
}

/** The person has read the news up to this act. */
export function seenNews(number) {
  if (here) {
    here = { ...here, seen: number };
    keep(here, number);
  }
  ui.set({ news_seen: number });
}
