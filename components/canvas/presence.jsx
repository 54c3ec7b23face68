/** Teammates on the canvas: their pointers, their rings around steps, the small circles of who edits a field. */

import { useStore, ViewportPortal } from "@xyflow/react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { initials, inkOn, presenceOn } from "./presence.js";
import { ui, useUi } from "./store.js";

const NO_PEERS = [];
const SHOWN_AVATARS = 3;
const FAR = 0.4;

const isSame = (before, after) => before === after || JSON.stringify(before) === JSON.stringify(after);

/** What the others do on one step; redraws a card only if it concerns that card. */
function usePresenceOn(id) {
  const last = useRef(null);
  const read = () => {
    const now = presenceOn(ui.get().peers ?? NO_PEERS, id);
    if (!isSame(last.current, now)) last.current = now;
    return last.current;
  };
  return useSyncExternalStore(ui.sub, read);
}

/** The outline of who selects or drags this step, one inside the other, with their names. */
export function Ring({ id }) {
  const { selecting } = usePresenceOn(id);
  if (!selecting.length) return null;
  return (
    <div className="cw-rings">
      {selecting.map((peer, at) => (
        <span
          key={peer.client}
          className="cw-ring"
          style={{ "--peer": peer.color, inset: -5 - 4 * at }}
          data-testid="ring"
          data-peer={peer.id}
        />
      ))}
      <span className="cw-ring-tags">
        {selecting.map((peer) => (
          <span key={peer.client} className="cw-tag" style={colours(peer)}>
            {peer.name}
          </span>
        ))}
      </span>
    </div>
  );
}

/** The small circles of who has the caret in a field of this step. */
export function Editing({ id }) {
  const { editing } = usePresenceOn(id);
  return editing.slice(0, SHOWN_AVATARS).map((peer) => (
    <span
      key={peer.client}
      className="cw-avatar"
      role="img"
      style={colours(peer)}
      title={`${peer.name} is editing this step`}
      aria-label={`${peer.name} is editing this step`}
      data-testid="editing"
      data-peer={peer.id}
    >
      {initials(peer.name)}
    </span>
  ));
}

/** What the styles know of the zoom: names and pointers keep their size, and cards say less from far away. */
export function Zoom({ pane }) {
  const zoom = useStore((state) => state.transform[2]);
  useEffect(() => {
    pane.current?.style.setProperty("--cw-unzoom", String(1 / zoom));
    pane.current?.toggleAttribute("data-far", zoom < FAR);
  }, [pane, zoom]);
  return null;
}

/** Everyone's pointer. */
export function Pointers() {
  const peers = useUi("peers") ?? NO_PEERS;
  const seen = peers.filter(({ me, pointer }) => !me && Number.isFinite(pointer?.x) && Number.isFinite(pointer?.y));
  return (
    <ViewportPortal>
      {seen.map(({ client, id, name, color, pointer }) => (
        <div
          key={client}
          className="cw-pointer"
          style={{ "--x": `${pointer.x}px`, "--y": `${pointer.y}px` }}
          aria-hidden="true"
          data-testid="pointer"
          data-peer={id}
        >
          <svg width="18" height="18" viewBox="0 0 18 18">
            <path
              d="M2 1.5 L15.5 8 L9.2 9.7 L6.6 15.8 Z"
              fill={color}
              stroke="var(--color-background)"
              strokeWidth="1.4"
              strokeLinejoin="round"
            />
          </svg>
          <span className="cw-tag" style={colours({ color })}>
            {name}
          </span>
        </div>
      ))}
    </ViewportPortal>
  );
}

const colours = ({ color }) => ({ background: color, color: inkOn(color) });
