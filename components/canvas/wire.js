/** The frames of the wire: y-websocket's, and our own (100 and above). The server's half is app/collab/protocol.py. */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export const SUBPROTOCOL = "callweave.1";

/** The newest document schema that this browser half understands. */
export const SCHEMA = 1;

export const Message = Object.freeze({
  SYNC: 0,
  AWARENESS: 1,
  QUERY_AWARENESS: 3,
  WELCOME: 100,
  ACK: 101,
  SAVED: 102,
  FINDINGS: 103,
  ANNOUNCE: 104,
  SAVING: 105,
  FAILED: 107,
  SAVE: 110,
});

export const Sync = Object.freeze({ STEP1: 0, STEP2: 1, UPDATE: 2 });

const build = (write) => {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
};

export const syncFrame = (sub, payload) =>
  build((encoder) => {
    encoding.writeVarUint(encoder, Message.SYNC);
    encoding.writeVarUint(encoder, sub);
    encoding.writeVarUint8Array(encoder, payload);
  });

export const awarenessFrame = (payload) =>
  build((encoder) => {
    encoding.writeVarUint(encoder, Message.AWARENESS);
    encoding.writeVarUint8Array(encoder, payload);
  });

export const ownFrame = (kind, content) =>
  build((encoder) => {
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarString(encoder, JSON.stringify(content));
  });

/**
 * Take a frame apart: {kind, sub, payload} with bytes in `payload` for y-websocket's and an object for our own.
 * Kinds of a newer server come with `payload` null. Throws on a frame that is cut short or is no JSON.
 */
export function readFrame(bytes) {
  const decoder = decoding.createDecoder(bytes);
  const kind = decoding.readVarUint(decoder);
  if (kind === Message.SYNC) {
    const sub = decoding.readVarUint(decoder);
    return { kind, sub, payload: decoding.readVarUint8Array(decoder) };
  }
  if (kind === Message.AWARENESS) return { kind, sub: null, payload: decoding.readVarUint8Array(decoder) };
  if (kind >= 100) return { kind, sub: null, payload: JSON.parse(decoding.readVarString(decoder)) };
  return { kind, sub: null, payload: null };
}
