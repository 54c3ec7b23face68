// An unmodified y-websocket provider. Arguments: server address, room, headers as JSON.
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

import { edit, look } from "./edits.mjs";
import { say, serve } from "./lines.mjs";

const [address, room, headers] = process.argv.slice(2);

class WithHeaders extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: JSON.parse(headers) });
  }
}

for (const level of ["error", "warn"]) {
  console[level] = (...words) => say({ event: "console", level, text: words.map(String).join(" ") });
}

const doc = new Y.Doc();
const provider = new WebsocketProvider(address, room, doc, { WebSocketPolyfill: WithHeaders, disableBc: true });
provider.on("status", ({ status }) => say({ event: "status", status }));
provider.on("sync", (synced) => say({ event: "sync", synced }));
provider.on("connection-close", (close) => say({ event: "close", code: close?.code ?? null }));
provider.on("connection-error", (error) => say({ event: "refused", text: String(error?.message ?? error) }));

serve({
  edit({ edits }) {
    edit(doc, edits, "own");
    return {};
  },
  look: () => ({ ...look(doc), synced: provider.synced, client: doc.clientID }),
  show({ state }) {
    provider.awareness.setLocalState(state);
    return {};
  },
  others: () => ({ states: Object.fromEntries(provider.awareness.getStates()) }),
  close() {
    provider.destroy();
    return {};
  },
});
