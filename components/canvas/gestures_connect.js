/** Drawing, moving and removing the ways between steps. What may lead where is the document's rule, not the canvas's. */

import { LOCAL } from "./document.js";
import { canConnect, connect, removeEdges } from "./ops.js";

export function connectGesture({ session, spec, mayWrite, undoable, say }) {
  const { doc } = session;
  const judge = (way) => canConnect(doc, spec, way);

  /** Lead a port to a step, instead of where it led before. Returns {ok, reason}. */
  function join(way) {
    const verdict = mayWrite() ? judge(way) : { ok: false, reason: "You can watch this flow, but not change it." };
    if (verdict.ok) undoable(() => connect(doc, spec, way));
    else say({ text: verdict.reason });
    return verdict;
  }

  function onReconnect(edge, connection) {
    const way = wayOf(connection);
    const isSamePort = way.source === edge.source && way.port === edge.sourceHandle;
    if (isSamePort && way.target === edge.target) return;
    if (isSamePort) join(way);
    else if (mayWrite() && judge(way).ok)
      undoable(() => doc.transact(() => (removeEdges(doc, [edge.id]), connect(doc, spec, way)), LOCAL));
  }

  return {
    join,
    judge,
    handlers: {
      isValidConnection: (connection) => judge(wayOf(connection)).ok,
      onConnect: (connection) => void join(wayOf(connection)),
      onReconnect,
    },
  };
}

/** React Flow's connection as the document says it. */
export const wayOf = ({ source, sourceHandle, target }) => ({ source, port: sourceHandle, target });
