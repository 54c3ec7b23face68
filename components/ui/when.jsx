import { Tooltip } from "@radix-ui/themes";
import { useSyncExternalStore } from "react";
import { exactly, inWords, lasting, toTheSecond } from "./moments.js";
import { learnPresent, present } from "./present.js";

/** One timer for all the times of a page that keep the same pace; it stands still while none is shown. */
function pace(everyMs) {
  const listeners = new Set();
  let now = present();
  let timer = 0;

  function tick() {
    now = present();
    listeners.forEach((tell) => tell());
  }

  function subscribe(listener) {
    listeners.add(listener);
    if (!timer) {
      now = present();
      timer = setInterval(tick, everyMs);
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size) return;
      clearInterval(timer);
      timer = 0;
    };
  }

  if (typeof document !== "undefined") learnPresent().then(tick);
  return () => useSyncExternalStore(subscribe, () => now, () => now);
}

const useSlowClock = pace(20_000);
const useClock = pace(1_000);

function Time({ at, children }) {
  const [here, utc] = exactly(Date.parse(at));
  const tip = (
    <>
      {here}
      <br />
      {utc}
    </>
  );
  return (
    <Tooltip content={tip} delayDuration={200}>
      <time dateTime={at} className="cw-time cw-above" translate="no">
        {children}
      </time>
    </Tooltip>
  );
}

const isMoment = (at) => !Number.isNaN(Date.parse(at));

/** A moment in words, in the viewer's own time; the exact one, and UTC, on hover. What is over is never to come. */
export function When({ at, coming = false }) {
  const now = useSlowClock();
  const moment = Date.parse(at);
  return isMoment(at) ? <Time at={at}>{inWords(moment, coming ? now : Math.max(now, moment))}</Time> : null;
}

/** How long it has been since a moment, going on by itself. */
export function Since({ at }) {
  const now = useClock();
  return isMoment(at) ? <Time at={at}>{lasting(Date.parse(at), now)}</Time> : null;
}

/** A moment to the second, in the viewer's own time; UTC on hover. */
export function Moment({ at }) {
  return isMoment(at) ? <Time at={at}>{toTheSecond(Date.parse(at))}</Time> : null;
}
