/** While a connection is being drawn: cards become targets, and a target that may not be one says why. */

import { useConnection, useStore, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { pathOf } from "./paths.js";
import { plain } from "./routing.js";

export function ConnectHint({ pane, judge }) {
  const line = useConnection(({ inProgress, fromHandle, toNode, pointer }) =>
    inProgress
      ? {
          source: fromHandle.nodeId,
          port: fromHandle.id,
          type: fromHandle.type,
          target: toNode?.id,
          x: pointer.x,
          y: pointer.y,
        }
      : null,
  );
  const isClicking = useStore((state) => Boolean(state.connectionClickStartHandle));
  const store = useStoreApi();
  const isActive = Boolean(line) || isClicking;
  useEffect(() => {
    pane.current?.toggleAttribute("data-connecting", isActive);
  }, [pane, isActive]);
  useEffect(() => {
    if (!isClicking) return undefined;
    const stop = (event) => event.key === "Escape" && store.setState({ connectionClickStartHandle: null });
    window.addEventListener("keydown", stop);
    return () => window.removeEventListener("keydown", stop);
  }, [isClicking, store]);

  if (isClicking && !line)
    return (
      <p className="cw-hint cw-hint-top" role="status">
        Click the step it should lead to, or press Esc.
      </p>
    );
  if (!line?.target || line.type !== "source" || line.target === line.source) return null;
  const { ok, reason } = judge({ source: line.source, port: line.port, target: line.target });
  if (ok) return null;
  return (
    <p
      className="cw-hint"
      role="status"
      data-testid="connect-reason"
      style={{ transform: `translate(${line.x + 16}px, ${line.y + 16}px)` }}
    >
      {reason}
    </p>
  );
}

/** The line under the pointer; it bends as the finished one will. */
export function ConnectLine({ fromX, fromY, toX, toY, fromHandle, fromNode, toNode, connectionStatus }) {
  const isRefused = toNode && toNode.id !== fromNode.id && connectionStatus !== "valid";
  const [source, target] =
    fromHandle.type === "source"
      ? [
          [fromX, fromY],
          [toX, toY],
        ]
      : [
          [toX, toY],
          [fromX, fromY],
        ];
  const line = pathOf(plain({ sx: source[0], sy: source[1], tx: target[0], ty: target[1] }));
  return <path className="cw-line" data-refused={isRefused || undefined} d={line} />;
}
