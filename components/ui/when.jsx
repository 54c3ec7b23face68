import { Tooltip } from "@radix-ui/themes";
import { useSyncExternalStore } from "react";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TICK_MS = 20_000;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const UTC = { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" };
const LOCAL = { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" };
const THIS_YEAR = { day: "numeric", month: "short" };
const OTHER_YEAR = { day: "numeric", month: "short", year: "numeric" };

/** One timer for all the times of a page. */
const listeners = new Set();
let now = Date.now();
let timer = 0;

function subscribe(listener) {
  listeners.add(listener);
  timer ||= setInterval(() => {
    now = Date.now();
    listeners.forEach((tell) => tell());
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = 0;
  };
}

/** "just now", "5 min. ago", "in 6 days", then the date; a clock that is a little off never says "in 2 seconds". */
export function inWords(at, present) {
  const seconds = (at - present) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 45) return "just now";
  if (distance < HOUR) return relative.format(Math.round(seconds / MINUTE), "minute");
  if (distance < DAY) return relative.format(Math.round(seconds / HOUR), "hour");
  if (distance < 14 * DAY) return relative.format(Math.round(seconds / DAY), "day");
  const sameYear = new Date(at).getFullYear() === new Date(present).getFullYear();
  return new Intl.DateTimeFormat("en-GB", sameYear ? THIS_YEAR : OTHER_YEAR).format(at);
}

/** The viewer's time and UTC, both to the second. */
export function exactly(at) {
  return [new Intl.DateTimeFormat("en-GB", LOCAL).format(at), `${new Intl.DateTimeFormat("en-GB", UTC).format(at)} UTC`];
}

/** A moment in words, in the viewer's own time; the exact one, and UTC, on hover. */
export function When({ at }) {
  const present = useSyncExternalStore(subscribe, () => now, () => now);
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return null;
  const words = inWords(moment, Math.max(present, now));
  const [here, utc] = exactly(moment);
  const tip = (
    <>
      {here}
      <br />
      {utc}
    </>
  );
  return (
    <Tooltip content={tip} delayDuration={200}>
      <time dateTime={at} className="cw-time cw-above">
        {words}
      </time>
    </Tooltip>
  );
}
