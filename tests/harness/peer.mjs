// Real Yjs documents without a transport: frames of the y-websocket protocol go in and come out as base64.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

import { edit, look, ROOTS } from "./edits.mjs";
import { base64, bytes, serve } from "./lines.mjs";

const OWN = "own";
const peers = new Map();

function frame(write) {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  write(encoder);
  return base64(encoding.toUint8Array(encoder));
}

class Peer {
  constructor(clientId, copy) {
    this.doc = new Y.Doc();
    if (clientId) this.doc.clientID = clientId;
    if (copy) Y.applyUpdate(this.doc, bytes(copy), "copy");
    const roots = ROOTS.map((name) => this.doc.getMap(name));
    this.undo = new Y.UndoManager(roots, { trackedOrigins: new Set([OWN]), captureTimeout: 0 });
    this.out = [];
    this.doc.on("update", (update, origin) => {
      if (origin !== "wire" && origin !== "copy") this.out.push(frame((e) => sync.writeUpdate(e, update)));
    });
  }

  take() {
    return { frames: this.out.splice(0) };
  }
}

const peer = (name) => peers.get(name);

serve({
  open({ peer: name, client, copy }) {
    const made = new Peer(client, copy);
    peers.set(name, made);
    return { client: made.doc.clientID };
  },
  // the first frame of a connection
  hello({ peer: name }) {
    peer(name).out.length = 0;
    return { frames: [frame((e) => sync.writeSyncStep1(e, peer(name).doc))] };
  },
  receive({ peer: name, frame: text }) {
    const decoder = decoding.createDecoder(bytes(text));
    if (decoding.readVarUint(decoder) !== 0) return { frames: [] };
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    sync.readSyncMessage(decoder, encoder, peer(name).doc, "wire");
    const { frames } = peer(name).take();
    if (encoding.length(encoder) > 1) frames.unshift(base64(encoding.toUint8Array(encoder)));
    return { frames };
  },
  edit({ peer: name, edits }) {
    edit(peer(name).doc, edits, OWN);
    return peer(name).take();
  },
  undo({ peer: name }) {
    peer(name).undo.undo();
    return peer(name).take();
  },
  redo({ peer: name }) {
    peer(name).undo.redo();
    return peer(name).take();
  },
  // what this browser would find in its IndexedDB
  copy({ peer: name }) {
    return { copy: base64(Y.encodeStateAsUpdate(peer(name).doc)) };
  },
  look: ({ peer: name }) => look(peer(name).doc),
  async project({ peer: name, spec }) {
    const { project } = await import("./canvas/document.js");
    return { flow: project(peer(name).doc, spec) };
  },
  close({ peer: name }) {
    peer(name).doc.destroy();
    peers.delete(name);
    return {};
  },
});
