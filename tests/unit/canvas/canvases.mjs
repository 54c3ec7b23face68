/** A canvas without a page: the real commands on a real document, with stand-ins for React Flow and its element. */

import { Awareness } from "y-protocols/awareness";
import { aFlow, LOCAL, SPEC, Y } from "./bench.mjs";
import { createBinding } from "./binding.js";
import { createCommands } from "./commands.js";
import { followSelection } from "./gestures_select.js";
import { Losses } from "./losses.js";
import { ClockTwin } from "./twins.mjs";
import { createStore, EMPTY } from "./ui.js";

const open = new Set();

/** Stop what the canvases of a test left running. */
export function closeAll() {
  for (const awareness of open) awareness.destroy();
  open.clear();
}

export function aCanvas({ doc = aFlow(), canWrite = true, spec = SPEC } = {}) {
  const awareness = new Awareness(doc);
  open.add(awareness);
  const roots = ["nodes", "edges", "layout"].map((name) => doc.getMap(name));
  const undo = new Y.UndoManager(roots, { trackedOrigins: new Set([LOCAL]), captureTimeout: 400 });
  const ui = createStore({ ...EMPTY, can_write: canWrite, user: { id: "u_1", name: "Anna", color: "#aa0000" } });
  const clock = new ClockTwin();
  const losses = new Losses({ doc, spec, awareness, ui, clock });
  const session = { agentId: "ag_1", doc, awareness, spec, undo, losses };
  const binding = createBinding(doc, spec);
  const pointer = { at: null };
  const shown = [];
  const spoken = [];
  const box = { left: 100, top: 0, width: 1_200, height: 800, right: 1_300, bottom: 800 };
  const pane = { getBoundingClientRect: () => box, focus() {}, contains: () => false, ownerDocument: { activeElement: null } };
  const rf = {
    screenToFlowPosition: ({ x, y }) => ({ x: x - 100, y }),
    flowToScreenPosition: ({ x, y }) => ({ x: x + 100, y }),
    setViewport: (view) => shown.push(view),
    setCenter: (x, y) => shown.push({ x, y }),
    getZoom: () => 1,
  };
  const speak = (text) => spoken.push(text);
  const made = createCommands({ session, binding, ui, rf, clock, speak, pane: () => pane, at: () => pointer.at });
  followSelection({ session, binding, ui });
  const state = () => awareness.getLocalState();
  const writes = (work) => {
    let count = 0;
    const heard = () => (count += 1);
    doc.on("update", heard);
    work();
    doc.off("update", heard);
    return count;
  };
  const placeOf = (id) => doc.getMap("layout").get(id);
  const edges = () => binding.edges().map(({ source, sourceHandle, target }) => [source, sourceHandle, target]).sort();
  return { ...made, doc, session, binding, undo, ui, clock, pointer, shown, spoken, state, writes, placeOf, edges, said: () => ui.get().notice };
}
