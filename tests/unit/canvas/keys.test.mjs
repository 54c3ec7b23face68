import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, followShortcuts, placeOf } from "./keys.js";

const press = (key, more = {}) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const ctrl = (key, more = {}) => press(key, { ctrlKey: true, ...more });
const PLACES = ["page", "field", "box"];

/** An element inside these, outermost last, as far as `closest` is asked. */
const inside = (...marks) => ({ closest: (selector) => marks.find((mark) => selector.includes(mark)) ?? null });

test("P1.3 Ctrl+S and Cmd+S save, wherever the caret is", () => {
  for (const place of PLACES) {
    assert.equal(decide(ctrl("s"), place), "save");
    assert.equal(decide(press("S", { metaKey: true }), place), "save");
  }
});

test("the palette opens from everywhere", () => {
  for (const place of PLACES) assert.equal(decide(ctrl("k"), place), "palette");
});

test("undo and redo are the flow's in the page and in its fields, and the box's own elsewhere", () => {
  for (const place of ["page", "field"]) {
    assert.equal(decide(ctrl("z"), place), "undo");
    assert.equal(decide(ctrl("Z", { shiftKey: true }), place), "redo");
    assert.equal(decide(ctrl("y"), place), "redo");
  }
  for (const event of [ctrl("z"), ctrl("Z", { shiftKey: true }), ctrl("y")]) assert.equal(decide(event, "box"), null);
});

test("? asks for help where nobody writes", () => {
  assert.deepEqual(
    PLACES.map((place) => decide(press("?", { shiftKey: true }), place)),
    ["help", null, null],
  );
});

test("a keyboard of another alphabet saves with the same key", () => {
  assert.equal(decide(ctrl("ы", { code: "KeyS" }), "field"), "save");
  assert.equal(decide(ctrl("я", { code: "KeyZ" }), "page"), "undo");
});

test("a Latin keyboard of another layout goes by the letter, not by the place of the key", () => {
  assert.equal(decide(ctrl("z", { code: "KeyW" }), "page"), "undo");
  assert.equal(decide(ctrl("w", { code: "KeyZ" }), "page"), null);
});

test("everything else is left to others: typing, AltGr, the canvas's keys, the browser's", () => {
  const others = [
    press("s"),
    press("Delete"),
    press("ArrowUp"),
    ctrl("s", { altKey: true }),
    ctrl("s", { shiftKey: true }),
    ctrl("c"),
    ctrl("v"),
    ctrl("a"),
    ctrl("d"),
    ctrl("?"),
  ];
  for (const event of others) assert.equal(decide(event, "page"), null, event.key);
});

test("a place is known by what stands around it", () => {
  assert.equal(placeOf(inside()), "page");
  assert.equal(placeOf(null), "page");
  assert.equal(placeOf(inside("[contenteditable='true']", "[data-flow-field]")), "field");
  assert.equal(placeOf(inside("input")), "box");
  assert.equal(placeOf(inside("[role=dialog]")), "box");
});

/** A window that knows in which phase it is listened to. */
function pageTwin() {
  const listeners = new Set();
  return {
    addEventListener: (name, listener, capture) => capture && name === "keydown" && listeners.add(listener),
    removeEventListener: (name, listener) => listeners.delete(listener),
    press(event) {
      const said = { ...event, target: null, prevented: false, stopped: false };
      said.preventDefault = () => (said.prevented = true);
      said.stopPropagation = () => (said.stopped = true);
      for (const listener of listeners) listener(said);
      return said;
    },
  };
}

test("a shortcut is taken before anybody else hears it, and the browser's own meaning never happens", () => {
  const page = pageTwin();
  const did = [];
  const handlers = Object.fromEntries(
    ["save", "undo", "redo", "palette", "help"].map((name) => [name, () => did.push(name)]),
  );
  const stop = followShortcuts(handlers, page);
  const saved = page.press(ctrl("s"));
  assert.deepEqual([saved.prevented, saved.stopped], [true, true]);
  assert.equal(page.press(press("s")).prevented, false);
  assert.equal(page.press(ctrl("s", { repeat: true })).prevented, true, "held down: still not the browser's dialog");
  page.press(ctrl("z", { repeat: true }));
  assert.deepEqual(did, ["save", "undo"]);
  stop();
  page.press(ctrl("s"));
  assert.deepEqual(did, ["save", "undo"]);
});

test("F8 goes through the problems from everywhere, ! lists them where nobody writes", () => {
  for (const place of PLACES) {
    assert.equal(decide(press("F8"), place), "next_problem");
    assert.equal(decide(press("F8", { shiftKey: true }), place), "previous_problem");
    assert.equal(decide(ctrl("F8"), place), null);
  }
  assert.deepEqual(PLACES.map((place) => decide(press("!", { shiftKey: true }), place)), ["problems", null, null]);
});

test("who has no handler for a key leaves it to the others", () => {
  const page = new EventTarget();
  const done = [];
  const stop = followShortcuts({ next_problem: () => done.push("next") }, page);
  const send = (key) => {
    const event = new Event("keydown", { cancelable: true });
    Object.assign(event, press(key), { repeat: false });
    page.dispatchEvent(event);
    return event.defaultPrevented;
  };
  assert.deepEqual([send("F8"), send("?"), done], [true, false, ["next"]]);
  stop();
});
