/** Hooks of the canvas: which document it shows, which part of it is seen, and what teammates do there. */

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { createBinding } from "./binding.js";
import { START_ID } from "./document.js";
import { findingActions } from "./finding_actions.js";
import { heldBy, throttle } from "./presence.js";
import { inSlices, untilDrawn } from "./slices.js";
import { ui, useUi } from "./store.js";
import { firstView } from "./view.js";

const POINTER_MS = 50;

/**
 * {session, binding} from the first sync on, else null; `binding.growth()` says how much of it is here. Neither going
 * offline nor a flow that has to be loaded anew takes the drawing away: the old one stays until the new one is here.
 */
export function useShown(session, synced) {
  const [shown, setShown] = useState(null);
  const isReady = Boolean(session) && (synced || shown?.session === session);
  useEffect(() => {
    if (!isReady) return undefined;
    let isOver = false;
    const binding = createBinding(session.doc, session.spec, { isEmpty: true });
    const show = () => !isOver && setShown({ session, binding });
    inSlices(() => opening(binding, show), { isOver: () => isOver, rest: untilDrawn });
    return () => {
      isOver = true;
      binding.destroy();
    };
  }, [session, isReady]);
  return session && shown?.session.agentId === session.agentId ? shown : null;
}

/** The first steps are shown at once, the others as they are read. */
function* opening(binding, show) {
  for (const progress of binding.grow()) {
    show();
    ui.set({ opening: progress.done < progress.of ? progress : null });
    yield;
  }
}

/** As soon as there are steps, choose what is seen. From then on the view is the person's own. */
export function useFirstView(rf, pane, binding) {
  const [isChosen, setChosen] = useState(false);
  useEffect(() => {
    if (isChosen) return;
    const { clientWidth: width, clientHeight: height } = pane.current;
    const shown = binding.nodes();
    const { position } = shown.find(({ id }) => id === START_ID) ?? shown[0];
    rf.setViewport(firstView(binding.bounds(), position, { width, height }));
    setChosen(true);
  }, [rf, pane, binding, isChosen]);
  return isChosen;
}

/** Go where the page's address points: #nodes/n_1/prompt, #settings/time_zone or ?step=n_1. */
export function useAddress(isChosen) {
  const opening = useUi("opening");
  const isOpen = isChosen && !opening; // a step that is still to be read could not be gone to
  useEffect(() => {
    if (!isOpen) return undefined;
    const step = new URLSearchParams(location.search).get("step");
    const go = () => location.hash && findingActions.go_to(location.hash.slice(1));
    const frame = requestAnimationFrame(() => {
      if (step) findingActions.go_to(`nodes/${step}`);
      go();
    });
    window.addEventListener("hashchange", go);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("hashchange", go);
    };
  }, [isOpen]);
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
