/** Opens the agent's flow while it stands in the page; shows nothing itself. */

import { useEffect, useRef, useState } from "react";
import { act } from "./actions.js";
import { followShortcuts } from "./keys.js";
import { openSession } from "./session.js";

const SHORTCUTS = {
  save: act("save"),
  undo: act("undo"),
  redo: act("redo"),
  palette: act("toggle", "palette"),
  help: act("toggle", "help"),
};

/**
 * `onAnnounce(what)`: something about the agent should be read again. `onStatus(status)`: connecting, online, offline
 * or stopped.
 */
export function FlowSession({ agentId, userId, spec, onAnnounce, onStatus }) {
  const open = useLatched(agentId, userId);
  const latest = useRef({});
  useEffect(() => {
    latest.current = { spec, onAnnounce, onStatus };
  });
  useEffect(() => followShortcuts(SHORTCUTS), []);
  useEffect(() => {
    if (!open) return undefined;
    const session = openSession({ ...open, spec: latest.current.spec });
    session.on("announce", (what) => latest.current.onAnnounce?.(what));
    session.on("status", (status) => latest.current.onStatus?.(status));
    return () => session.close();
  }, [open]);
  return null;
}

/** {agentId, userId} once both are known. The page's state may be emptied and filled again by the server: no matter. */
function useLatched(agentId, userId) {
  const [open, setOpen] = useState(null);
  const isNews = Boolean(agentId && userId) && (open?.agentId !== agentId || open.userId !== userId);
  if (isNews) setOpen({ agentId, userId });
  return open;
}
