/** Shows a version of an agent's flow while it stands in the page; draws nothing itself. */

import { useEffect, useRef } from "react";
import { addressOfState, openStill } from "./still.js";

/** `content`: a version's number, "live" or "draft". */
export function StillFlow({ agentId, content, label, spec }) {
  const latest = useRef(spec);
  useEffect(() => {
    latest.current = spec;
  });
  useEffect(() => {
    if (!agentId || !content) return undefined;
    const state = addressOfState(agentId, content);
    const session = openStill({ agentId, label, state, spec: latest.current });
    return () => session.close();
  }, [agentId, content, label]);
  return null;
}
