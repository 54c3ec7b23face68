/** Opens the agent's flow while it stands in the page; shows nothing itself. */

import { useEffect, useRef, useState } from "react";
import { act } from "./actions.js";
import { followShortcuts } from "./keys.js";
import { pulse } from "./pulse.js";
import { openSession } from "./session.js";
import { ui } from "./ui.js";

/** One deed announces several things at once: they are one reason to read. */
const ANNOUNCED_EVERY_MS = 300;

const SHORTCUTS = {
  save: act("save"),
  undo: act("undo"),
  redo: act("redo"),
  palette: act("toggle", "palette"),
  help: act("toggle", "help"),
  problems: act("open_problems"),
  next_problem: act("next_problem"),
  previous_problem: act("previous_problem"),
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
    const beat = pulse(() => latest.current.onAnnounce?.("state"), ANNOUNCED_EVERY_MS);
    const announce = (what) => {
      ui.set({ announced: { what } });
      if (what !== "versions") beat.ask();
    };
    session.on("announce", announce);
    session.on("synced", missed(announce));
    session.on("status", (status) => latest.current.onStatus?.(status));
    return () => {
      beat.stop();
      session.close();
    };
  }, [open]);
  return null;
}

/** What was announced while the document was not connected was not heard: every connection but the first catches up. */
function missed(announce) {
  let connections = 0;
  return () => {
    connections += 1;
    if (connections > 1) announce("state");
  };
}

/** {agentId, userId} once both are known. The page's state may be emptied and filled again by the server: no matter. */
function useLatched(agentId, userId) {
  const [open, setOpen] = useState(null);
  const isNews = Boolean(agentId && userId) && (open?.agentId !== agentId || open.userId !== userId);
  if (isNews) setOpen({ agentId, userId });
  return open;
}
