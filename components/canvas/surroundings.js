/** What a session takes from the browser; tests hand in their own. */

import { realClock } from "./clock.js";
import { ui } from "./ui.js";

/** Some browsers throw where storage is forbidden. */
function storage() {
  try {
    return globalThis.indexedDB;
  } catch {
    return undefined;
  }
}

export const surroundings = () => ({
  WebSocketImpl: globalThis.WebSocket,
  factory: storage(),
  locks: globalThis.navigator?.locks,
  clock: realClock,
  random: Math.random,
  page: globalThis.window,
  ui,
});

export const addressOf = (agentId, { protocol, host }) =>
  `${protocol === "https:" ? "wss:" : "ws:"}//${host}/sync/${encodeURIComponent(agentId)}`;

/** Call these when the page is looked at again, when the network changes, and when it is about to be left. */
export function followPage(page, { seen, network, leaving }) {
  if (!page) return () => {};
  const onSeen = () => page.document.visibilityState === "visible" && seen();
  page.document.addEventListener("visibilitychange", onSeen);
  for (const name of ["online", "offline"]) page.addEventListener(name, network);
  page.addEventListener("beforeunload", leaving);
  return () => {
    page.document.removeEventListener("visibilitychange", onSeen);
    for (const name of ["online", "offline"]) page.removeEventListener(name, network);
    page.removeEventListener("beforeunload", leaving);
  };
}
