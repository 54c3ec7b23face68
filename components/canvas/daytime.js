/** Reading what people write for a time of day, a date and a zone. Twin of app/flows/daytime.py; pure. */

import { ZONES } from "./zone_names.js";

export const DAY_MINUTES = 24 * 60;
const DAY_MS = 86_400_000;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2199];
const TIME = /^([01][0-9]|2[0-3]):([0-5][0-9])$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
/** What people write who mean the end of the day. */
const MIDNIGHT = [0, DAY_MINUTES - 1];

/** The minutes since midnight of "HH:MM", or null. */
export function minuteOfDay(text) {
  const found = TIME.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

/** [first minute, minute after the last], where "00:00" and "23:59" close at the end of the day; null for no span of one day. */
export function span(opens, closes) {
  const [first, last] = [minuteOfDay(opens), minuteOfDay(closes)];
  if (first === null || last === null) return null;
  const end = MIDNIGHT.includes(last) ? DAY_MINUTES : last;
  return first < end && (first !== last || last === 0) ? [first, end] : null;
}

/** "YYYY-MM-DD" if it is a day of 2000 to 2199, or null. */
export function calendarDay(text) {
  const at = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) return null;
  const year = Number(text.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR ? text : null;
}

/** A day so many days later. */
export const daysLater = (day, count) => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

/** 0 for Monday to 6 for Sunday. */
export const weekdayOf = (day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

const clocks = new Map();

/** The clock of an IANA zone such as "Europe/Prague", or null if there is none of this name. */
export function clockOf(name) {
  if (!clocks.has(name)) clocks.set(name, makeClock(name));
  return clocks.get(name);
}

/** {local(ms) → {day, minute}, offset(ms) → ms ahead of UTC}. */
function makeClock(name) {
  if (!ZONES.has(name)) return null; // a browser takes other capitals and old letters, the server does not
  const [month, day, hour, minute, second] = Array(5).fill("2-digit");
  const wanted = { timeZone: name, hourCycle: "h23", year: "numeric", month, day, hour, minute, second };
  let format;
  try {
    format = new Intl.DateTimeFormat("en-US", wanted);
  } catch {
    return null;
  }
  const naive = (at_ms) => {
    const part = Object.fromEntries(format.formatToParts(at_ms).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  };
  const local = (at_ms) => {
    const there = new Date(naive(at_ms));
    return { day: there.toISOString().slice(0, 10), minute: there.getUTCHours() * 60 + there.getUTCMinutes() };
  };
  return { local, offset: (at_ms) => naive(at_ms) - Math.floor(at_ms / 1000) * 1000 };
}

/** 905 as "15:05". */
export const timeText = (minute) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** Every zone this browser offers, by its IANA name. */
export const zones = () => (Intl.supportedValuesOf?.("timeZone") ?? []).filter((name) => ZONES.has(name));
