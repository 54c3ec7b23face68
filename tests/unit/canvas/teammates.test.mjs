import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_TEXT, tooBig } from "./limits.js";
import { peersOf, peopleOf } from "./teammates.js";

const ben = { id: "u_ben", name: "Ben", color: "#00aa00", colorLight: "#00aa0033" };
const anna = { id: "u_anna", name: "Anna", color: "#aa0000" };

test("states of others become peers; the own client and half states are left out", () => {
  const states = new Map([
    [1, { user: anna }],
    [2, { user: ben, pointer: { x: 1, y: 2 } }],
    [3, {}],
    [4, { user: anna }],
    [5, null],
  ]);
  const peers = peersOf(states, 1, "u_anna");
  assert.deepEqual(
    peers.map(({ client, me }) => [client, me]),
    [
      [2, false],
      [4, true],
    ],
  );
  assert.deepEqual(peers[0], {
    client: 2,
    ...ben,
    selection: [],
    field: "",
    pointer: { x: 1, y: 2 },
    drag: null,
    me: false,
  });
});

test("two tabs of a person are one avatar, oneself comes first, the others by name", () => {
  const states = new Map([
    [1, { user: { ...ben, id: "u_zoe", name: "Zoe" } }],
    [2, { user: ben }],
    [3, { user: ben }],
    [4, { user: anna }],
  ]);
  const people = peopleOf(peersOf(states, 9, "u_anna"), anna);
  assert.deepEqual(
    people.map(({ name, me }) => [name, me]),
    [
      ["Anna", true],
      ["Ben", false],
      ["Zoe", false],
    ],
  );
  assert.deepEqual(peopleOf([], null), []);
});

test("what a presence claims is never trusted to be well formed", () => {
  const wild = {
    user: { id: "u", name: 7, color: "red;}" },
    selection: [1, "n", {}],
    field: {},
    pointer: { x: "1" },
    drag: { n: [1, 2], m: [1, "x"], o: 3 },
  };
  const [peer] = peersOf(new Map([[2, wild]]), 1, "me");
  assert.deepEqual(
    [peer.name, peer.color, peer.colorLight, peer.selection, peer.field, peer.pointer, peer.drag],
    ["Somebody", "#888888", "#888888", ["n"], "", null, { n: [1, 2] }],
  );
  assert.equal(peersOf(new Map([[2, { user: ben, drag: "x", selection: "n" }]]), 1, "me")[0].drag, null);
});

test("P4 whatever a state is, reading it throws nothing and brings nothing odd to the screen", () => {
  const odd = [null, 7, "x", [], {}, { x: 1 }, [[1, 2]], { anchor: {}, head: 7 }, Number.MAX_VALUE, true, { x: 1e300, y: 1 }];
  for (const value of odd) {
    const state = { user: { id: "u", name: value, color: value, colorLight: value } };
    for (const name of ["pointer", "selection", "field", "drag", "cursor"]) state[name] = value;
    const [peer] = peersOf(new Map([[2, state], [3, value], [4, { user: value }]]), 1, "me"); // prettier-ignore
    assert.deepEqual([peer.pointer, typeof peer.field, Array.isArray(peer.selection)], [null, "string", true]);
    assert.match(peer.color + peer.colorLight, /^#888888#888888$/);
    peopleOf([peer], null);
  }
});

test("a text of 2 million characters may be pasted, a longer one is refused with what to do", () => {
  assert.equal(tooBig("x".repeat(MAX_TEXT)), "");
  assert.match(
    tooBig("x".repeat(10_000_000)),
    /too long: 10\.0 million characters.*2 million.*still in the clipboard.*Shorten it/,
  );
});
