import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Awareness } from "y-protocols/awareness";
import { aFlow, Y } from "./bench.mjs";
import { MAX_PRESENCE_BYTES } from "./limits.js";
import { caretsOf, heldBy, initials, inkOn, presenceOn, sharedDrag, sharedSelection, throttle } from "./presence.js";
import { ClockTwin } from "./twins.mjs";

const anna = { client: 1, id: "u_1", name: "Anna", color: "#aa0000", me: false, selection: ["n_a"], field: "", drag: null };
const tom = { ...anna, client: 2, id: "u_2", name: "Tom", selection: ["n_a", "n_b"], field: "nodes/n_a/prompt", drag: { n_c: [5, 6] } };

test("who selects, drags and edits a step is known for each step", () => {
  const peers = [anna, tom];
  const names = (id, key) => presenceOn(peers, id)[key].map(({ name }) => name);
  assert.deepEqual([names("n_a", "selecting"), names("n_b", "selecting"), names("n_c", "selecting")], [["Anna", "Tom"], ["Tom"], ["Tom"]]);
  assert.deepEqual([names("n_a", "editing"), names("n_b", "editing")], [["Tom"], []]);
  assert.equal(presenceOn(peers, "n_a").editing[0].field, "prompt");
});

test("one's own other tab is no teammate, but what it drags moves here too", () => {
  const peers = [{ ...tom, me: true }];
  assert.deepEqual(presenceOn(peers, "n_a"), { selecting: [], editing: [] });
  assert.deepEqual([...heldBy(peers)], [["n_c", { x: 5, y: 6 }]]);
});

test("presence of any shape is read, and places that are none are left out", () => {
  const odd = { ...anna, selection: "n_a", field: 7, drag: { n_a: [1, NaN], n_b: "x", n_d: [1, 2] } };
  assert.deepEqual([...heldBy([odd])], [["n_d", { x: 1, y: 2 }]]);
  assert.equal(presenceOn([odd], "n_d").selecting.length, 1);
});

test("a flow full of selected and dragged steps still fits into one presence", () => {
  const ids = Array.from({ length: 500 }, (_, at) => `n_${String(at).padStart(10, "0")}`);
  const drag = sharedDrag(ids.map((id) => ({ id, position: { x: 12_345.678, y: -12_345.678 } })));
  const state = { user: { id: "u_1", name: "Anna", color: "#aa0000" }, selection: sharedSelection(ids), drag };
  assert.ok(JSON.stringify(state).length < MAX_PRESENCE_BYTES);
  assert.deepEqual(drag.n_0000000000, [12_346, -12_346]);
});

function throttled(wait_ms) {
  const clock = new ClockTwin();
  const heard = [];
  return { clock, heard, call: throttle((value) => heard.push(value), wait_ms, clock) };
}

test("calls come at once, then no faster than allowed, and the last one always", async () => {
  const { clock, heard, call } = throttled(40);
  for (const value of [1, 2, 3]) call(value);
  assert.deepEqual(heard, [1]);
  await clock.advance(40);
  assert.deepEqual(heard, [1, 3]);
  await clock.advance(100);
  call(4);
  assert.deepEqual(heard, [1, 3, 4]);
});

test("a call that waits can be stopped, and the next ones are heard again", async () => {
  const { clock, heard, call } = throttled(40);
  call(1);
  call(2);
  call.stop();
  await clock.advance(200);
  call(3);
  assert.deepEqual(heard, [1, 3]);
});

function luminance(color) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("a name can be read on every colour: contrast of at least 4.5 to 1", () => {
  for (const level of ["00", "33", "66", "99", "cc", "ff"]) {
    for (const color of [`#${level}${level}${level}`, `#${level}0000`, `#00${level}00`, `#0000${level}`, `#${level}80ff`]) {
      const [one, other] = [luminance(color), luminance(inkOn(color))].sort((a, b) => b - a);
      assert.ok((one + 0.05) / (other + 0.05) >= 4.5, color);
    }
  }
});

test("a name is one or two letters in a small circle", () => {
  assert.deepEqual(["Anna Berg", "tomás", "Ana Maria de Souza", "🙂 Smile"].map(initials), ["AB", "T", "AS", "🙂S"]);
});

const open = [];

afterEach(() => {
  for (const awareness of open.splice(0)) awareness.destroy();
});

function twoCarets() {
  const doc = aFlow();
  const awareness = new Awareness(doc);
  open.push(awareness);
  const text = doc.getMap("nodes").get("n_talk").get("prompt");
  const at = (index) => Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index));
  const say = (client, state) => {
    awareness.states.set(client, state);
    awareness.emit("change", [{ added: [], updated: [client], removed: [] }, "remote"]);
  };
  return { awareness, at, say };
}

test("an editor sees the carets that can be shown and no others", () => {
  const { awareness, at, say } = twoCarets();
  const carets = caretsOf(awareness, () => true);
  say(7, { user: { name: "Anna" }, cursor: { anchor: at(0), head: at(2) } });
  for (const [client, cursor] of [[8, { anchor: "x", head: 3 }], [9, { anchor: {}, head: {} }], [10, "x"], [11, null]]) say(client, { cursor });
  say(12, { cursor: { anchor: { item: { client: 1, clock: 9_999 } }, head: at(0) } });
  assert.deepEqual([...carets.getStates().keys()], [7]);
});

test("an editor hears of carets, not of every pointer", () => {
  const { awareness, at, say } = twoCarets();
  const carets = caretsOf(awareness, () => true);
  let heard = 0;
  const listener = () => (heard += 1);
  carets.on("change", listener);
  const cursor = { anchor: at(0), head: at(0) };
  say(7, { cursor, pointer: { x: 1, y: 1 } });
  say(7, { cursor, pointer: { x: 2, y: 2 } });
  assert.equal(heard, 1);
  say(7, { cursor: { anchor: at(1), head: at(1) }, pointer: { x: 2, y: 2 } });
  say(7, { pointer: { x: 2, y: 2 } });
  assert.equal(heard, 3);
  carets.off("change", listener);
  say(7, { cursor });
  assert.equal(heard, 3);
});

test("who only watches has no caret", () => {
  const { awareness, at } = twoCarets();
  caretsOf(awareness, () => false).setLocalStateField("cursor", { anchor: at(0), head: at(0) });
  assert.equal(awareness.getLocalState().cursor, undefined);
  caretsOf(awareness, () => true).setLocalStateField("cursor", { anchor: at(0), head: at(0) });
  assert.ok(awareness.getLocalState().cursor);
});
