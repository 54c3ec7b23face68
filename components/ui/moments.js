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

/** How long it has been: "42 s", "12 min", "3 h 12 min", "4 d 3 h"; never less than nothing. */
export function lasting(at, present) {
  const seconds = Math.max(0, Math.floor((present - at) / 1000));
  const [days, hours, minutes] = [seconds / DAY, (seconds % DAY) / HOUR, (seconds % HOUR) / MINUTE].map(Math.floor);
  if (days) return hours && days < 14 ? `${days} d ${hours} h` : `${days} d`;
  if (hours) return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
  return minutes ? `${minutes} min` : `${seconds} s`;
}

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
const TO_THE_SECOND = { day: "numeric", month: "short", year: "numeric", ...CLOCK };

/** The viewer's time of day: "12:03:07". */
export const clockTime = (at) => new Intl.DateTimeFormat("en-GB", CLOCK).format(at);

/** The viewer's date and time: "3 Nov 2026, 12:03:07". */
export const toTheSecond = (at) => new Intl.DateTimeFormat("en-GB", TO_THE_SECOND).format(at);
