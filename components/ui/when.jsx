import { Tooltip } from "@radix-ui/themes";
import { useSyncExternalStore } from "react";
import { exactly, inWords } from "./moments.js";

const TICK_MS = 20_000;

/** One timer for all the times of a page. */
const listeners = new Set();
let now = Date.now();
let timer = 0;

function tick() {
  now = Date.now();
  listeners.forEach((tell) => tell());
}

function subscribe(listener) {
  listeners.add(listener);
  if (!timer) {
    now = Date.now(); // it stood still while no time was shown
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = 0;
  };
}

/** A moment in words, in the viewer's own time; the exact one, and UTC, on hover. */
export function When({ at }) {
  const present = useSyncExternalStore(subscribe, () => now, () => now);
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return null;
  const words = inWords(moment, present);
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
