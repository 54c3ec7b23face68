/** What a moment is called: in words, and exactly. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
const UTC = { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" };
const LOCAL = { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" };
const THIS_YEAR = { day: "numeric", month: "short" };
const OTHER_YEAR = { day: "numeric", month: "short", year: "numeric" };

/** "just now", "5 min. ago", "in 6 days", then the date; a clock that is a little off never says "in 2 seconds". */
export function inWords(at, present) {
  const seconds = (at - present) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 45) return "just now";
  if (distance < HOUR - MINUTE / 2) return relative.format(Math.round(seconds / MINUTE), "minute");
  if (distance < DAY - HOUR / 2) return relative.format(Math.round(seconds / HOUR), "hour");
  if (distance < 14 * DAY) return relative.format(Math.round(seconds / DAY), "day");
  const sameYear = new Date(at).getFullYear() === new Date(present).getFullYear();
  return new Intl.DateTimeFormat("en-GB", sameYear ? THIS_YEAR : OTHER_YEAR).format(at);
}

/** The viewer's time and UTC, both to the second. */
export function exactly(at) {
  return [new Intl.DateTimeFormat("en-GB", LOCAL).format(at), `${new Intl.DateTimeFormat("en-GB", UTC).format(at)} UTC`];
}
