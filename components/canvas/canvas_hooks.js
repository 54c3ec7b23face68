/** Hooks of the canvas: which document it shows, which part of it is seen, and what teammates do there. */

import { useNodesInitialized } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { createBinding } from "./binding.js";
import { START_ID } from "./document.js";
import { findingActions } from "./finding_actions.js";
import { heldBy, throttle } from "./presence.js";
import { ui } from "./store.js";
import { firstView } from "./view.js";

const POINTER_MS = 50;

/**
 * {session, binding} from the first sync on, else null. Neither going offline nor a flow that has to be loaded anew
 * takes the drawing away: the old one stays until the new one is here.
 */
export function useShown(session, synced) {
  const [shown, setShown] = useState(null);
  const isReady = Boolean(session) && (synced || shown?.session === session);
  useEffect(() => {
    if (!isReady) return undefined;
    const binding = createBinding(session.doc, session.spec);
    setShown({ session, binding });
    return binding.destroy;
  }, [session, isReady]);
  return session && shown?.session.agentId === session.agentId ? shown : null;
}

/** Once, when every card has its size, choose what is seen. From then on the view is the person's own. */
export function useFirstView(rf, pane) {
  const isMeasured = useNodesInitialized();
  const [isChosen, setChosen] = useState(false);
  useEffect(() => {
    if (!isMeasured || isChosen) return;
    const nodes = rf.getNodes();
    const { clientWidth: width, clientHeight: height } = pane.current;
    rf.setViewport(
      firstView(rf.getNodesBounds(nodes), rf.getNode(START_ID)?.position ?? nodes[0].position, { width, height }),
    );
    setChosen(true);
  }, [rf, pane, isMeasured, isChosen]);
  return isChosen;
}

/** Go where the page's address points: #nodes/n_1/prompt, #settings/time_zone or ?step=n_1. */
export function useAddress(isChosen) {
  useEffect(() => {
    if (!isChosen) return undefined;
    const step = new URLSearchParams(location.search).get("step");
    const go = () => location.hash && findingActions.go_to(location.hash.slice(1));
    if (step) findingActions.go_to(`nodes/${step}`);
    go();
    window.addEventListener("hashchange", go);
    return () => window.removeEventListener("hashchange", go);
  }, [isChosen]);
}

/** Tell the others where this person's pointer is, and remember it for pasting. */
export function usePointer(session, rf) {
  const at = useRef(null);
  return useMemo(() => {
    const tell = throttle((place) => session.awareness.setLocalStateField("pointer", place), POINTER_MS);
    const move = (event) => {
      const { x, y } = rf.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
      at.current = { x: Math.round(x), y: Math.round(y) };
      if (ui.get().peers?.length) tell(at.current);
    };
    const leave = () => {
      at.current = null;
      tell.stop();
      session.awareness.setLocalStateField("pointer", null);
    };
    return { at, move, leave };
  }, [session, rf]);
}

/** Draw steps where teammates hold them. */
export function useHeld(binding) {
  useEffect(() => {
    let peers = null;
    const hold = () => {
      if (ui.get().peers === peers) return;
      peers = ui.get().peers;
      binding.hold(heldBy(peers ?? []));
    };
    hold();
    return ui.sub(hold);
  }, [binding]);
}

const darkness = {
  sub(listener) {
    const watch = new MutationObserver(listener);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    return () => watch.disconnect();
  },
  get: () => (document.documentElement.classList.contains("dark") ? "dark" : "light"),
};

/** "dark" or "light", as the page is. */
export const useColorMode = () => useSyncExternalStore(darkness.sub, darkness.get);
