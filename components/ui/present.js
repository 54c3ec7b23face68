/** The present by the server's clock: a browser's own may be wrong by hours. */

/** The header that says the server's time is cut to seconds. */
const HALF_SECOND_MS = 500;
/** A clock that is off by less is right. */
const BEARABLE_MS = 3_000;

/** Milliseconds since 1970. Kept on the page, as other modules read it too. */
export const present = () => Date.now() + (globalThis.__callweaveAhead_ms ?? 0);

/** How far the server's clock is ahead, of the times around a question and the answer's date; 0 where it is bearable. */
export function ahead(asked_ms, answered_ms, date) {
  const told = Date.parse(date ?? "");
  if (Number.isNaN(told)) return 0;
  const found = told + HALF_SECOND_MS - (asked_ms + answered_ms) / 2;
  return Math.abs(found) < BEARABLE_MS ? 0 : Math.round(found);
}

/** Ask the server once what time it is. */
export async function learnPresent() {
  if (globalThis.__callweaveAhead_ms !== undefined) return;
  globalThis.__callweaveAhead_ms = 0;
  try {
    const asked = Date.now();
    const answer = await fetch("/healthz", { cache: "no-store" });
    globalThis.__callweaveAhead_ms = ahead(asked, Date.now(), answer.headers.get("date"));
  } catch {
    globalThis.__callweaveAhead_ms = undefined;
  }
}
