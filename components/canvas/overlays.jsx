/** What lies over the canvas: the first moments, a flow without steps, what just happened and its way back. */

import { useEffect, useState } from "react";
import { act } from "./actions.js";
import { useUi } from "./store.js";

const NOTICE_MS = 7000;

/** Before the flow is here. It is never shown again once it was. */
export function Loading() {
  const connection = useUi("connection");
  const isWaiting = connection === "offline" || connection === "stopped";
  const words = isWaiting ? "Waiting for the server. The flow opens as soon as it answers." : "Opening the flow…";
  return (
    <div
      className="cw-flow cw-loading"
      translate="no"
      role="status"
      data-testid="canvas-loading"
      data-waiting={isWaiting || undefined}
    >
      <div className="cw-ghosts" aria-hidden="true">
        {[0, 1, 2].map((at) => (
          <div key={at} className="cw-ghost">
            <i />
            <b />
            <b />
          </div>
        ))}
      </div>
      <p>{words}</p>
    </div>
  );
}

/** While the rest of a large flow comes. */
export function Progress() {
  const opening = useUi("opening");
  if (!opening) return null;
  const { done, of } = opening;
  return (
    <div className="cw-progress" role="status" data-testid="canvas-progress">
      <progress max={of} value={done} aria-label="Opening the flow" />
      <span>
        {done} of {of} steps
      </span>
    </div>
  );
}

/** A flow that has its Start and nothing else. */
export function EmptyHint({ canWrite }) {
  return (
    <div className="cw-empty" data-testid="canvas-empty">
      <p className="cw-empty-title">
        {canWrite ? "What happens after the call is answered?" : "This flow has no steps yet"}
      </p>
      <p>
        {canWrite
          ? "Drag a step in from the list, or click one to add it. Then drag from the dot on Start to where the call should go."
          : "Your teammates have not added any. You will see them here as they do."}
      </p>
    </div>
  );
}

/** Whoever writes and clicks a notice away writes on: the caret stays where it is. */
const stay = (event) => event.preventDefault();

/** "Deleted Greeting · Undo" */
export function Notice() {
  const notice = useUi("notice");
  const [gone, setGone] = useState(null);
  const [held, setHeld] = useState(false);
  const isShown = Boolean(notice) && notice.id !== gone;
  useEffect(() => {
    if (!isShown || held) return undefined;
    const timer = setTimeout(() => setGone(notice.id), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice, isShown, held]);
  const run = () => {
    setGone(notice.id);
    notice.run();
  };
  const hold = {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  };
  return (
    <div className="cw-notice-place" role="status" aria-live="polite" data-over-canvas="" onMouseDown={stay}>
      {isShown && (
        <div className="cw-notice" data-testid="notice" data-tone={notice.tone} key={notice.id} {...hold}>
          <span>{notice.text}</span>
          {notice.run && (
            <button type="button" className="cw-link" onClick={run}>
              {notice.action}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** "Anna deleted “Greeting” while you were editing it. Restore": stays until it is dismissed, above whatever else is said. */
export function Losses() {
  const losses = useUi("losses");
  const restore = (loss) => loss.restore() && act("go_to", loss.place.key)();
  return (
    <div className="cw-losses" role="alert" data-over-canvas="" onMouseDown={stay}>
      {losses.map((loss) => (
        <div className="cw-notice" data-testid="loss" key={loss.id}>
          <span dir="auto">{loss.text}</span>
          <button type="button" className="cw-link" onClick={() => restore(loss)}>
            Restore
          </button>
          <button type="button" className="cw-link" onClick={loss.dismiss} aria-label="Dismiss">
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
