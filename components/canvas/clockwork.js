/** Hooks of the opening hours: the zones this browser knows, and whether calls are answered right now. */

import { useMemo, useSyncExternalStore } from "react";
import { clockOf, timeText, zones } from "./daytime.js";
import { useSource } from "./fields.js";
import { inWords, isOpen } from "./hours.js";

const TICK_MS = 15_000;
const NOT_SET = { state: "not_set", text: "", clock: "" };
const listeners = new Set();
let timer = 0;
let now_ms = 0;

/** By the server's clock, which components/ui/present.js has asked for. */
const present = () => Date.now() + (globalThis.__callweaveAhead_ms ?? 0);

function tick() {
  now_ms = present();
  for (const listener of [...listeners]) listener();
}

function sub(listener) {
  listeners.add(listener);
  if (!timer) timer = setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = 0;
  };
}

function useNow() {
  if (!listeners.size) now_ms = present();
  return useSyncExternalStore(sub, () => now_ms, () => 0);
}

let known = null;

/** {list, mine, take(set)}: every zone, that of this browser, and what sets a field to it. */
export function useZones() {
  return useMemo(() => {
    known ??= readZones();
    return known;
  }, []);
}

function readZones() {
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  return { list: zones(), mine, take: (set) => () => set(mine) };
}

/** {state, text, clock}: "open", "closed" or "not_set", that in words, and the time there. */
export function useOpenNow() {
  const fields = useSource("settings")?.fields;
  const now = useNow();
  return useMemo(() => {
    if (!fields || !("business_hours" in fields)) return NOT_SET;
    const clock = clockOf(fields.time_zone.trim());
    const time = clock ? `It is ${timeText(clock.local(now).minute)} there.` : "";
    const { state } = isOpen(fields, now);
    const hasHours = fields.business_hours.length + fields.hours_exceptions.length > 0;
    const text = inWords(fields, now) || (hasHours ? "Without a known time zone these hours do not count." : "No hours are set.");
    return { state, text, clock: time };
  }, [fields, now]);
}
