import { useEffect, useRef, useState } from "react";
import { clockTime } from "$/public/external/components/ui/when/moments.js";

const BEAT_MS = 10_000;
const STALE_MS = 35_000; // three beats that brought nothing: whatever the connection says of itself

/** What stands inside is true while the server is heard; else it says as of when it was, and is drawn as old. */
export function Fresh({ at, offline, onBeat, children }) {
  const beat = useRef(onBeat);
  beat.current = onBeat;
  const heardAt = useRef(0);
  const [isLate, setLate] = useState(false);

  useEffect(() => {
    heardAt.current = performance.now();
    setLate(false);
  }, [at]);

  useEffect(() => {
    const ask = () => {
      setLate(performance.now() - heardAt.current > STALE_MS);
      if (!document.hidden) beat.current();
    };
    const timer = setInterval(ask, BEAT_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);

  const isStale = Boolean(at) && (offline || isLate);
  return (
    <div className="cw-fresh" data-stale={isStale}>
      <p className="cw-as-of" role="status">
        {isStale && `Not live: as of ${clockTime(Date.parse(at))}. Trying again.`}
      </p>
      {children}
    </div>
  );
}

const Clock = () => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <time className="cw-wall-clock">{clockTime(now)}</time>;
};

/** The head of a screen on the wall: the time, and the button that gives it the whole screen. */
export function Wall({ enter, leave, children }) {
  const [isFull, setFull] = useState(Boolean(document.fullscreenElement));
  useEffect(() => {
    const changed = () => setFull(Boolean(document.fullscreenElement));
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  useAwake();

  const toggle = () => (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen())?.catch(() => {});
  return (
    <>
      <Clock />
      {document.fullscreenEnabled && (
        <button type="button" className="cw-wall-button" onClick={toggle} data-key="f" aria-keyshortcuts="f" aria-pressed={isFull}>
          {isFull ? leave : enter}
        </button>
      )}
      {children}
    </>
  );
}

/** A screen on the wall does not fall asleep. Where the browser has no say in that, the system's settings decide. */
function useAwake() {
  useEffect(() => {
    let lock;
    const take = async () => {
      if (document.hidden) return;
      lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
    };
    take();
    document.addEventListener("visibilitychange", take);
    return () => {
      document.removeEventListener("visibilitychange", take);
      lock?.release();
    };
  }, []);
}
