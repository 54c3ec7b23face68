/** A flow that stands still: a version to look at, in the shape of a session, without a connection. */

import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { EMPTY, ui as store } from "./ui.js";

const AWAY = "This version could not be read. Check the connection and try again.";

/** Where the server gives a version's document; `content` is a number, "live" or "draft". */
export const addressOfState = (agentId, content) =>
  `/agents/${encodeURIComponent(agentId)}/versions/${encodeURIComponent(content)}/state.bin`;

/**
 * Show a document read-only: {agentId, label, state, spec}; `state` is its bytes, or the address to have them from.
 * The result has a session's shape; `ui.still` holds the label, and `ui.still_problem` a sentence if it cannot be had.
 */
export function openStill({ agentId, label, state, spec, ui = store, fetcher = globalThis.fetch }) {
  const session = new Still({ agentId, spec });
  ui.set({ ...EMPTY, session, still: label, still_problem: "", connection: "online", save: "saved", save_text: "" });
  const show = (bytes) => {
    if (ui.get().session !== session) return;
    Y.applyUpdate(session.doc, bytes);
    ui.set({ synced: true });
  };
  const fail = (error) => {
    console.warn("A version could not be read", error);
    if (ui.get().session === session) ui.set({ still_problem: AWAY });
  };
  session.ready = bytesOf(state, fetcher).then(show).catch(fail);
  session.close = () => {
    session.end();
    if (ui.get().session === session) ui.set({ ...EMPTY, still_problem: "" });
  };
  return session;
}

async function bytesOf(state, fetcher) {
  if (typeof state !== "string") return state;
  const answer = await fetcher(state, { headers: { Accept: "application/octet-stream" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

const nothing = async () => ({ ok: false, text: "This is a version to look at." });

class Still {
  constructor({ agentId, spec }) {
    Object.assign(this, { agentId, spec, userId: "", doc: new Y.Doc(), save: nothing });
    this.awareness = new Awareness(this.doc);
    this.undo = new Y.UndoManager(this.doc.getMap("nodes"), { trackedOrigins: new Set() });
  }

  canWrite = () => false;
  unsentCount = () => 0;
  retry() {}
  download() {}
  on = () => () => {};

  end() {
    this.awareness.destroy();
    this.undo.destroy();
    this.doc.destroy();
  }
}
