/** Browser tabs for tests: a real session on twins of everything around it. */

import { IDBFactory } from "fake-indexeddb";
import { LOCAL } from "./document.js";
import { openSession } from "./session.js";
import { ClockTwin, LocksTwin, Network, pageTwin, settle, SPEC, storeTwin, until } from "./twins.mjs";

const open = new Set();

/** Close what a test left open. */
export function closeAll() {
  for (const tab of [...open]) tab.end();
}

/** One device with one IndexedDB; `tab()` opens the flow in another tab of it. */
export function browser({ network = new Network(), factory = new IDBFactory(), userId = "u_anna" } = {}) {
  const locks = new LocksTwin();
  const tab = (more) => openTab({ network, factory, userId, locks: locks.tab(), ...more });
  const joined = async (more) => {
    const one = tab(more);
    await until(() => one.see("synced"), "synced");
    await settle();
    return one;
  };
  return { network, server: network.server, factory, tab, joined };
}

function openTab({ network, locks, ...more }) {
  const sockets = [];
  const [ui, clock, page] = [storeTwin(), new ClockTwin(), pageTwin()];
  class OwnSocket extends network.WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  }
  const own = { agentId: "ag_1", spec: SPEC, WebSocketImpl: OwnSocket, locks, clock, page, ui, random: () => 0.5 };
  const first = openSession({ ...own, ...more });
  const session = () => ui.get().session ?? first;
  const nodes = () => session().doc.getMap("nodes");
  const one = {
    ui,
    clock,
    page,
    session,
    nodes,
    sockets,
    see: (key) => ui.get()[key],
    /** An edit of this person: write a text at an id. */
    write: (id, text) => session().doc.transact(() => nodes().set(id, text), LOCAL),
    erase: (id) => session().doc.transact(() => nodes().delete(id), LOCAL),
    /** The process of this tab is gone, with everything it had not handed over. */
    crash() {
      for (const socket of sockets) {
        socket.readyState = 3;
        network.server.leave(socket);
      }
      locks.die();
      session().awareness.destroy();
      open.delete(one);
    },
    end() {
      session().close();
      open.delete(one);
    },
    asksBeforeLeaving() {
      const event = new Event("beforeunload", { cancelable: true });
      Object.defineProperty(event, "returnValue", { writable: true, value: true }); // as in a browser
      page.dispatchEvent(event);
      return event.defaultPrevented;
    },
  };
  open.add(one);
  return one;
}

export const textsOf = (doc) => doc.getMap("nodes").toJSON();

/** A teammate's change, made on the server's document. */
export const byOthers = (server, work) => server.change(() => work(server.doc.getMap("nodes")));
