/**
 * Cuts what is to be sent into updates of a size that the server takes, each of which can be applied after the one
 * before. A large act stays one step of undo here and one edit for the person; it only travels in several messages.
 */

import { length, writeVarUint } from "lib0/encoding";
import * as Y from "yjs";
import { MAX_UPDATE_BYTES, MAX_UPDATE_STRUCTS } from "./limits.js";

/** No struct is shorter: what has fewer bytes than this times the limit need not be looked into. */
const LEAST_BYTES = 2;

/** The update as one, or as several in the order in which they must be sent. `first_bytes` is what the first may have. */
export function divided(update, first_bytes = MAX_UPDATE_BYTES) {
  if (update.length <= Math.min(first_bytes, MAX_UPDATE_STRUCTS * LEAST_BYTES)) return [update];
  const { structs, ds } = Y.decodeUpdate(update);
  const isOne = structs.length <= MAX_UPDATE_STRUCTS && update.length <= first_bytes;
  if (isOne || structs.length < 2 || structs.some((struct) => struct instanceof Y.Skip)) return [update];
  const parts = partsOf(inOrder(structs), first_bytes);
  const cut = cutter(ds, structs);
  return parts.map((part, at) => encoded(part, cut(part, at === parts.length - 1)));
}

/** The structs so that each comes after those it names: within one client they are in order already. */
function inOrder(structs) {
  const queues = grouped(structs);
  const next = new Map([...queues.keys()].map((client) => [client, 0]));
  const isThere = (id) => {
    const waiting = queues.get(id?.client)?.[next.get(id?.client)];
    return !waiting || id.clock < waiting.id.clock;
  };
  const isReady = ({ origin, rightOrigin, parent }) =>
    isThere(origin) && isThere(rightOrigin) && isThere(parent?.clock === undefined ? null : parent);
  const found = [];
  for (let before = -1; before < found.length; ) {
    before = found.length;
    for (const [client, queue] of queues) {
      while (next.get(client) < queue.length && isReady(queue[next.get(client)])) {
        found.push(queue[next.get(client)]);
        next.set(client, next.get(client) + 1);
      }
    }
  }
  return found.length === structs.length ? found : structs;
}

function partsOf(structs, first_bytes) {
  const parts = [[]];
  let scale = new Y.UpdateEncoderV1();
  for (const struct of structs) {
    const before = length(scale.restEncoder);
    struct.write(scale, 0);
    const most = parts.length === 1 ? first_bytes : MAX_UPDATE_BYTES;
    const isFull = parts.at(-1).length >= MAX_UPDATE_STRUCTS || length(scale.restEncoder) > most * 0.9;
    if (isFull && before) {
      parts.push([]);
      scale = new Y.UpdateEncoderV1();
      struct.write(scale, 0);
    }
    parts.at(-1).push(struct);
  }
  return parts;
}

/** Hands each part the deletions of what has come by then; those of what the server has go with the last. */
function cutter(ds, structs) {
  const come = new Map();
  for (const { id } of structs) if (!come.has(id.client)) come.set(id.client, id.clock);
  const told = new Map();
  return (part, isLast) => {
    for (const { id, length: size } of part) come.set(id.client, id.clock + size);
    const found = new Map();
    for (const [client, deletes] of ds.clients) {
      const from = told.get(client) ?? 0;
      const to = isLast ? Infinity : come.has(client) ? come.get(client) : 0;
      const ranges = deletes.map(({ clock, len }) => [Math.max(clock, from), Math.min(clock + len, to)]).filter(([start, end]) => start < end);
      if (ranges.length) found.set(client, ranges);
      told.set(client, to);
    }
    return found;
  };
}

function encoded(structs, deletes) {
  const encoder = new Y.UpdateEncoderV1();
  const out = encoder.restEncoder;
  const byClient = grouped(structs);
  writeVarUint(out, byClient.size);
  for (const [client, list] of [...byClient].sort(([one], [two]) => two - one)) {
    writeVarUint(out, list.length);
    encoder.writeClient(client);
    writeVarUint(out, list[0].id.clock);
    for (const struct of list) struct.write(encoder, 0);
  }
  writeVarUint(out, deletes.size);
  for (const [client, ranges] of [...deletes].sort(([one], [two]) => two - one)) {
    encoder.resetDsCurVal();
    writeVarUint(out, client);
    writeVarUint(out, ranges.length);
    for (const [start, end] of ranges) {
      encoder.writeDsClock(start);
      encoder.writeDsLen(end - start);
    }
  }
  return encoder.toUint8Array();
}

function grouped(structs) {
  const found = new Map();
  for (const struct of structs) {
    if (!found.has(struct.id.client)) found.set(struct.id.client, []);
    found.get(struct.id.client).push(struct);
  }
  return found;
}
