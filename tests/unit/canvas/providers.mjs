/** A browser tab's provider for tests, on a network and a clock of its own. */

import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { Provider } from "./provider.js";
import { ClockTwin, Network, settle, until } from "./twins.mjs";

const open = [];

/** Close what a test left open. */
export function closeAll() {
  for (const close of open.splice(0)) close();
}

/** `heard` is what the provider told. */
export function tab({ network = new Network(), clock = new ClockTwin(), random = () => 0.5, on = {} } = {}) {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const heard = { sent: [], acks: [], statuses: [], codes: [], edits: 0, synced: 0, welcomes: [] };
  const provider = new Provider({
    doc,
    awareness,
    url: "wss://calls.example.com/sync/ag_1",
    WebSocketImpl: network.WebSocket,
    clock,
    random,
    on: {
      edit: () => (heard.edits += 1),
      welcome: (message) => (heard.welcomes.push(message), true),
      sent: (edits) => heard.sent.push(edits),
      ack: (n) => heard.acks.push(n),
      saving: () => {},
      saved: () => {},
      failed: () => {},
      findings: () => {},
      announce: () => {},
      synced: () => (heard.synced += 1),
      status: (status) => heard.statuses.push(status),
      isUrgent: () => false,
      closed: (code) => (heard.codes.push(code), true),
      ...on,
    },
  });
  open.push(() => (provider.close(), doc.destroy()));
  const type = (text) => doc.getText("t").insert(doc.getText("t").length, text);
  return { doc, awareness, provider, network, clock, heard, type, server: network.server };
}

export async function joined(options) {
  const one = tab(options);
  one.provider.start();
  await until(() => one.heard.synced, "synced");
  await settle();
  return one;
}

export const textOf = (doc) => doc.getText("t").toString();
