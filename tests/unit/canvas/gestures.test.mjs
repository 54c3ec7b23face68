import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Y } from "./bench.mjs";
import { aCanvas, closeAll } from "./canvases.mjs";
import { freePlace } from "./gestures_drop.js";
import { addNode, moveNodes, setValue } from "./ops.js";

afterEach(closeAll);

const dragged = (canvas, moves) =>
  Object.entries(moves).map(([id, [x, y]]) => ({ ...canvas.binding.nodes().find((node) => node.id === id), position: { x, y } }));

/** Drag through these places, as React Flow tells it. */
function drag(canvas, ...steps) {
  const { handlers } = canvas;
  handlers.onNodeDragStart();
  for (const step of steps) handlers.onNodeDrag({}, null, dragged(canvas, step));
  return canvas.writes(() => handlers.onNodeDragStop({}, null, dragged(canvas, steps.at(-1))));
}

const typeInto = (canvas, text) => canvas.doc.transact(() => canvas.doc.getMap("nodes").get("n_talk").get("prompt").insert(0, text), "a teammate");

test("a drag of several steps is one write and one step of undo, at its end", () => {
  const canvas = aCanvas();
  const before = canvas.placeOf("n_talk");
  assert.equal(canvas.writes(() => canvas.handlers.onNodeDrag({}, null, dragged(canvas, { n_talk: [310, 5] }))), 0);
  assert.equal(drag(canvas, { n_talk: [320, 0], n_end: [620, 100] }, { n_talk: [400, 60], n_end: [700, 160] }), 1);
  assert.deepEqual([canvas.placeOf("n_talk"), canvas.placeOf("n_end")], [{ x: 400, y: 60 }, { x: 700, y: 160 }]);
  assert.equal(canvas.undo.undoStack.length, 1);
  canvas.undo.undo();
  assert.deepEqual(canvas.placeOf("n_talk"), before);
});

test("teammates see a drag as it goes, and its end until the write has reached them", async () => {
  const canvas = aCanvas();
  canvas.handlers.onNodeDrag({}, null, dragged(canvas, { n_talk: [310.4, 5] }));
  assert.deepEqual(canvas.state().drag, { n_talk: [310, 5] });
  canvas.handlers.onNodeDrag({}, null, dragged(canvas, { n_talk: [320, 20] }));
  canvas.handlers.onNodeDragStop({}, null, dragged(canvas, { n_talk: [400, 60] }));
  assert.deepEqual(canvas.state().drag, { n_talk: [400, 60] });
  await canvas.clock.advance(100);
  assert.deepEqual(canvas.state().drag, { n_talk: [400, 60] }, "what waited to be told is not told after the end");
  await canvas.clock.advance(2_000);
  assert.equal(canvas.state().drag, null);
});

test("a step that was taken and put back where it was writes nothing", () => {
  const canvas = aCanvas();
  assert.equal(drag(canvas, { n_talk: [320, 0] }, { n_talk: [300, 0] }), 0);
});

test("a step that a teammate deletes in one's hand stays deleted", () => {
  const canvas = aCanvas();
  const nodes = dragged(canvas, { n_talk: [400, 60] });
  canvas.doc.transact(() => canvas.doc.getMap("nodes").get("n_talk").set("deleted", { by: "Tom", at: "2030" }), "a teammate");
  canvas.handlers.onNodeDragStop({}, null, nodes);
  assert.equal(canvas.binding.card("n_talk"), null);
});

test("arrow keys move what is selected by one write a press, and say so", () => {
  const canvas = aCanvas();
  canvas.commands.select(["n_talk"]);
  assert.equal(canvas.writes(() => canvas.commands.nudge(20, 0)), 1);
  assert.deepEqual(canvas.placeOf("n_talk"), { x: 320, y: 0 });
  canvas.commands.nudge(0, 100);
  assert.equal(canvas.undo.undoStack.length, 2);
  assert.deepEqual(canvas.spoken, ["Talk moved to 320, 0", "Talk moved to 320, 100"]);
  canvas.commands.clear();
  assert.equal(canvas.commands.nudge(20, 0), false, "with nothing selected the key is the page's");
});

test("the selection is told to the page and to the teammates", () => {
  const canvas = aCanvas();
  const told = () => (({ selection, edge_selection: edges, id, kind }) => [selection, edges.length, id, kind])(canvas.ui.get());
  canvas.commands.select(["n_talk"]);
  assert.deepEqual(told(), [["n_talk"], 0, "n_talk", "conversation"]);
  assert.deepEqual(canvas.state().selection, ["n_talk"]);
  canvas.commands.selectAll();
  assert.deepEqual([canvas.ui.get().kind, canvas.ui.get().id, canvas.ui.get().selection.length], ["many", "", 3]);
  canvas.commands.clear();
  assert.deepEqual(told(), [[], 0, "", ""]);
});

test("a step that a teammate deletes is no longer selected", () => {
  const canvas = aCanvas();
  canvas.commands.select(["n_talk"]);
  canvas.doc.transact(() => canvas.doc.getMap("nodes").get("n_talk").set("deleted", { by: "Tom", at: "2030" }), "a teammate");
  assert.deepEqual([canvas.ui.get().id, canvas.ui.get().kind, canvas.state().selection], ["", "", []]);
});

test("deleting names what went, and the way back brings it with its connections", () => {
  const canvas = aCanvas();
  const edges = canvas.edges();
  canvas.commands.select(["n_talk"], canvas.binding.edges().map(({ id }) => id));
  assert.equal(canvas.writes(() => canvas.commands.remove()), 1);
  assert.deepEqual([canvas.edges(), canvas.said().text, canvas.said().action], [[], "Deleted Talk", "Undo"]);
  canvas.said().run();
  assert.deepEqual(canvas.edges(), edges);
});

test("the way back brings only the deleted, whatever was done since", () => {
  const canvas = aCanvas();
  const edges = canvas.edges();
  canvas.commands.select(["n_talk"], canvas.binding.edges().map(({ id }) => id));
  canvas.commands.remove();
  const { run } = canvas.said();
  setValue(canvas.doc, ["nodes", "n_end", "name"], "Farewell");
  typeInto(canvas, "Meanwhile. ");
  run();
  assert.equal(canvas.binding.card("n_talk").text, "Meanwhile. Ask.");
  assert.equal(canvas.binding.card("n_end").name, "Farewell");
  assert.deepEqual(canvas.edges(), edges);
});

test("Start stays, and what is selected with it goes", () => {
  const canvas = aCanvas();
  canvas.commands.select(["start"]);
  assert.equal(canvas.writes(() => canvas.commands.remove()), 0);
  assert.match(canvas.said().text, /^Start stays/);
  canvas.commands.selectAll();
  canvas.commands.remove();
  assert.deepEqual(canvas.binding.nodes().map(({ id }) => id), ["start"]);
  assert.equal(canvas.said().text, "Deleted 2 steps");
});

test("a connection alone is removed, and undone as one step", () => {
  const canvas = aCanvas();
  const [edge] = canvas.binding.edges().filter(({ source }) => source === "start");
  canvas.commands.select([], [edge.id]);
  canvas.commands.remove();
  assert.deepEqual([canvas.edges().length, canvas.said().text], [1, "Removed a connection"]);
  canvas.said().run();
  assert.equal(canvas.edges().length, 2);
});

test("a port leads to one step: connecting again replaces", () => {
  const canvas = aCanvas();
  const { handlers } = canvas;
  assert.equal(handlers.isValidConnection({ source: "n_talk", sourceHandle: "i_no", target: "n_end" }), true);
  handlers.onConnect({ source: "n_talk", sourceHandle: "i_no", target: "n_end" });
  handlers.onConnect({ source: "start", sourceHandle: "out", target: "n_end" });
  assert.deepEqual(canvas.edges(), [["n_talk", "i_no", "n_end"], ["n_talk", "i_yes", "n_end"], ["start", "out", "n_end"]]);
});

test("what may not be connected says why and writes nothing", () => {
  const canvas = aCanvas();
  for (const [way, reason] of [
    [["n_talk", "i_yes", "start"], /begins at Start/],
    [["n_talk", "i_gone", "n_end"], /no longer has this way out/],
    [["n_end", "any", "n_talk"], /the call ends there/],
  ]) {
    let verdict;
    assert.equal(canvas.writes(() => (verdict = canvas.commands.connect(...way))), 0);
    assert.equal(verdict.ok, false);
    assert.match(verdict.reason, reason);
    assert.equal(canvas.said().text, verdict.reason);
  }
});

test("either end of a connection can be moved, as one step of undo", () => {
  const canvas = aCanvas();
  const edge = () => canvas.binding.edges().find(({ target }) => target === "n_end");
  canvas.handlers.onReconnect(edge(), { source: "n_talk", sourceHandle: "i_no", target: "n_end" });
  assert.deepEqual(canvas.edges(), [["n_talk", "i_no", "n_end"], ["start", "out", "n_talk"]]);
  assert.equal(canvas.undo.undoStack.length, 1);
  canvas.undo.undo();
  assert.deepEqual(canvas.edges(), [["n_talk", "i_yes", "n_end"], ["start", "out", "n_talk"]]);
  assert.equal(canvas.writes(() => canvas.handlers.onReconnect(edge(), { source: "n_talk", sourceHandle: "i_yes", target: "n_end" })), 0);
});

function dropped(kind, { clientX = 520, clientY = 305 } = {}) {
  return { clientX, clientY, preventDefault() {}, dataTransfer: { types: ["application/x-callweave-kind"], getData: () => kind } };
}

test("a kind dropped from the palette is a new, selected step under the pointer, on the grid", () => {
  const canvas = aCanvas();
  canvas.handlers.onDrop(dropped("end_call"));
  const [id] = canvas.ui.get().selection;
  assert.deepEqual([canvas.binding.card(id).kind, canvas.placeOf(id)], ["end_call", { x: 300, y: 280 }]);
  assert.equal(canvas.undo.undoStack.length, 1);
});

test("what is no kind of step cannot be dropped", () => {
  const canvas = aCanvas();
  for (const kind of ["start", "voicemail", "constructor", ""]) {
    assert.equal(canvas.writes(() => canvas.handlers.onDrop(dropped(kind))), 0, kind);
  }
});

test("steps added without a pointer cover no other", () => {
  const canvas = aCanvas();
  const ids = Array.from({ length: 12 }, () => canvas.commands.addAtCentre("end_call"));
  const places = ids.map(canvas.placeOf);
  for (const [at, one] of places.entries()) {
    for (const other of places.slice(at + 1)) {
      assert.ok(Math.abs(one.x - other.x) >= 240 || Math.abs(one.y - other.y) >= 100, JSON.stringify([one, other]));
    }
  }
  assert.deepEqual(freePlace([], { x: 40, y: 60 }), { x: 40, y: 60 });
});

test("a new step is in view: the view goes to it where there was no room", () => {
  const canvas = aCanvas();
  canvas.commands.addAtCentre("end_call");
  assert.deepEqual(canvas.shown, []);
  const rows = Array.from({ length: 40 }, (_, at) => [(at % 5) * 250 - 20, Math.floor(at / 5) * 110 - 20]);
  for (const [x, y] of rows) addNode(canvas.doc, canvas.session.spec, "end_call", { x, y });
  const id = canvas.commands.addAtCentre("end_call");
  const { x, y } = canvas.placeOf(id);
  assert.deepEqual(canvas.shown, [{ x: x + 120, y: y + 70 }]);
});

test("a full flow says so", () => {
  const canvas = aCanvas();
  const { nodes } = canvas.session.spec.limits;
  canvas.session.spec.limits.nodes = 3;
  canvas.commands.addAtCentre("end_call");
  canvas.session.spec.limits.nodes = nodes;
  assert.match(canvas.said().text, /^This flow is full/);
});

test("who only watches can select and copy, and changes nothing", () => {
  const canvas = aCanvas({ canWrite: false });
  const { commands, handlers, clipboard, doc } = canvas;
  commands.select(["n_talk"]);
  const text = clipboard.take();
  const before = Y.encodeStateAsUpdate(doc);
  for (const attempt of [
    () => commands.remove(),
    () => commands.nudge(20, 0),
    () => commands.duplicate(),
    () => commands.addAtCentre("end_call"),
    () => commands.connect("n_talk", "i_no", "n_end"),
    () => commands.removeEdges(canvas.binding.edges().map(({ id }) => id)),
    () => clipboard.put(text),
    () => handlers.onDrop(dropped("end_call")),
    () => handlers.onReconnect(canvas.binding.edges()[0], { source: "start", sourceHandle: "out", target: "n_end" }),
    () => handlers.onNodeDragStop({}, null, dragged(canvas, { n_talk: [400, 60] })),
  ]) attempt();
  assert.deepEqual(Y.encodeStateAsUpdate(doc), before);
  assert.equal(canvas.ui.get().id, "n_talk");
  assert.match(canvas.said().text, /watch this flow/);
});

test("a step is brought into view and selected; one that is gone is not", () => {
  const canvas = aCanvas();
  canvas.commands.reveal("n_end");
  assert.equal(canvas.ui.get().id, "n_end");
  const [{ x, y, zoom }] = canvas.shown;
  const { width, height } = canvas.binding.routes.rect("n_end");
  const middle = { x: (600 + width / 2) * zoom + x, y: (100 + height / 2) * zoom + y };
  assert.deepEqual(middle, { x: 600, y: 400 }, "in the middle of the canvas, which is 1200 by 800");
  canvas.commands.reveal("n_gone");
  assert.deepEqual([canvas.shown.length, canvas.ui.get().id], [1, "n_end"]);
});

test("B4 “Bring into view” puts steps that lie far away, or the selected ones, before one's eyes in one step of undo", () => {
  const canvas = aCanvas();
  canvas.commands.bringNear();
  assert.match(canvas.said().text, /No step is far away/);
  setPlaces(canvas, { n_end: { x: 2_000_000, y: -2_000_000 } });
  canvas.undo.stopCapturing();
  canvas.commands.bringNear();
  const near = canvas.placeOf("n_end");
  assert.ok(Math.abs(near.x) < 5_000 && Math.abs(near.y) < 5_000, JSON.stringify(near));
  assert.deepEqual([canvas.ui.get().id, canvas.said().text], ["n_end", "Brought a step into view."]);
  canvas.undo.undo();
  assert.deepEqual(canvas.placeOf("n_end"), { x: 2_000_000, y: -2_000_000 });
  canvas.commands.select(["n_talk"]);
  canvas.commands.bringNear();
  assert.deepEqual(canvas.placeOf("n_end"), { x: 2_000_000, y: -2_000_000 }, "only what is selected moves");
});

test("gestures do not run together with typing into one step of undo", () => {
  const canvas = aCanvas();
  setValue(canvas.doc, ["nodes", "n_talk", "name"], "Greeting");
  canvas.commands.addAtCentre("end_call");
  addNode(canvas.doc, canvas.session.spec, "end_call");
  assert.equal(canvas.undo.undoStack.length, 3);
});

const setPlaces = (canvas, places) => moveNodes(canvas.doc, places);
