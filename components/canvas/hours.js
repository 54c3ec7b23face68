/**
 * Business hours: whether a business is open at an instant, and when that changes. Twin of app/flows/hours.py; pure.
 * The clock on the wall of the business decides, on days when clocks change too.
 */

import { calendarDay, clockOf, DAY_MINUTES, daysLater, span, timeText, weekdayOf } from "./daytime.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const ALL_DAY = [[0, DAY_MINUTES]];
const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** Two whole weeks: what has not changed by then changes on a special day or never. */
const SETTLED_DAYS = 15;

/**
 * {state, changes_at, day}: state is "open", "closed" or "not_set" (no hours, or no zone to read them in); `changes_at`
 * is the next instant of another state in ms, null for never; `day` names a special day.
 */
export function isOpen(settings, at_ms) {
  const schedule = scheduleOf(settings);
  if (!schedule) return { state: "not_set", changes_at: null, day: "" };
  const state = schedule.isOpen(at_ms) ? "open" : "closed";
  const { day } = schedule.clock.local(at_ms);
  return { state, changes_at: nextChange(schedule, at_ms), day: schedule.special.get(day)?.name ?? "" };
}

/** "Open now, until 17:00 today", for the panel; "" where it is not set. */
export function inWords(settings, at_ms) {
  const { state, changes_at, day } = isOpen(settings, at_ms);
  if (state === "not_set") return "";
  const why = day ? ` (${day})` : "";
  if (changes_at === null) return state === "open" ? `Open now, at any time${why}` : `Closed now${why}, and never open`;
  const when = whenThere(clockOf(settings.time_zone.trim()), at_ms, changes_at);
  return state === "open" ? `Open now, until ${when}${why}` : `Closed now${why}, opens ${when}`;
}

function whenThere(clock, at_ms, then_ms) {
  const [today, then] = [clock.local(at_ms).day, clock.local(then_ms)];
  const time = timeText(then.minute);
  if (then.day === today) return `${time} today`;
  if (then.day === daysLater(today, 1)) return `${time} tomorrow`;
  return then.day < daysLater(today, 7) ? `${time} on ${NAMES[weekdayOf(then.day)]}` : `${time} on ${then.day}`;
}

function scheduleOf({ time_zone = "", business_hours: hours = [], hours_exceptions: exceptions = [] }) {
  const clock = clockOf(time_zone.trim());
  if (!clock || !(hours.length || exceptions.length)) return null;
  const special = new Map();
  for (const each of exceptions) {
    const [day, spans] = [calendarDay(each.date.trim()), spansOf(each)];
    if (day && spans && !special.has(day)) special.set(day, { spans, name: each.name });
  }
  const weekly = weeklyOf(hours);
  const spans = (day) => special.get(day)?.spans ?? weekly[weekdayOf(day)];
  const isOpenAt = (at_ms) => {
    const { day, minute } = clock.local(at_ms);
    return spans(day).some(([first, last]) => first <= minute && minute < last);
  };
  return { clock, special, spans, isOpen: isOpenAt };
}

function spansOf({ closed, opens, closes }) {
  if (closed) return [];
  const found = span(opens, closes);
  return found && [found];
}

function weeklyOf(hours) {
  const readable = hours.map((each) => ({ days: each.days, spans: spansOf(each) })).filter(({ spans }) => spans);
  if (!readable.length) return DAYS.map(() => ALL_DAY);
  return DAYS.map((day) => readable.filter(({ days }) => days.includes(day)).flatMap(({ spans }) => spans));
}

function nextChange(schedule, at_ms) {
  const now = schedule.isOpen(at_ms);
  for (const day of daysToLookAt(schedule, at_ms)) {
    const instants = [...instantsOf(schedule, day)].sort((one, other) => one - other);
    const found = instants.find((each) => each > at_ms && schedule.isOpen(each) !== now);
    if (found !== undefined) return found;
  }
  return null;
}

/** The days on which something may change, in order. */
function* daysToLookAt({ clock, special }, at_ms) {
  let day = daysLater(clock.local(at_ms).day, -1);
  let last = daysLater(day, SETTLED_DAYS);
  const coming = [...special.keys()].filter((each) => each > day).sort();
  for (const each of [...coming, null]) {
    const isFar = each === null || daysLater(each, -1) > last;
    if (isFar) for (; day <= last; day = daysLater(day, 1)) yield day;
    if (each === null) return;
    if (isFar) day = daysLater(each, -1);
    last = daysLater(each, SETTLED_DAYS);
  }
}

/** When the clock of the place shows a boundary of this day, and when it is put forward or back on it. */
function instantsOf({ clock, spans }, day) {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const [low, high] = [midnight - DAY_MS, midnight + 2 * DAY_MS];
  const [before, after] = [clock.offset(low), clock.offset(high)];
  const found = new Set();
  const isOn = (at_ms) => clock.local(at_ms).day === day;
  for (const minute of [0, ...spans(day).flat()]) {
    for (const offset of [before, after]) {
      const at_ms = midnight + minute * MINUTE_MS - offset;
      if (isOn(at_ms) || minute === DAY_MINUTES) found.add(at_ms);
    }
  }
  if (before === after) return found;
  const turn = turnBetween(clock, low, high);
  return isOn(turn) || isOn(turn - 1) ? found.add(turn) : found;
}

/** The second from which on the clock is put forward or back. */
function turnBetween(clock, low_ms, high_ms) {
  const before = clock.offset(low_ms);
  let [low, high] = [low_ms / 1000, high_ms / 1000];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (clock.offset(middle * 1000) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}
