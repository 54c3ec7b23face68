import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { commandOf, followKeys, isForCanvas } from "./gestures_keyboard.js";

const press = (key, more = {}) => commandOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

test("keys mean what people expect of a canvas", () => {
  assert.deepEqual([press("Delete"), press("Backspace")], [["remove"], ["remove"]]);
  assert.deepEqual([press("Escape"), press("Enter")], [["clear"], ["inspect"]]);
  assert.deepEqual([press("L", { ctrlKey: true, shiftKey: true }), press("l", { ctrlKey: true })], [["tidy"], null]);
  assert.deepEqual([press("ArrowLeft"), press("ArrowDown", { shiftKey: true })], [["nudge", -20, 0], ["nudge", 0, 100]]);
  for (const modifier of ["ctrlKey", "metaKey"]) {
    assert.deepEqual([press("a", { [modifier]: true }), press("D", { [modifier]: true })], [["selectAll"], ["duplicate"]]);
  }
});

test("letters, other combinations and the browser's own keys are left alone", () => {
  for (const [key, more] of [["a"], ["d"], ["Tab"], [" "], ["ArrowLeft", { altKey: true }], ["ArrowLeft", { ctrlKey: true }], ["s", { ctrlKey: true }]]) {
    assert.equal(press(key, more), null, key);
  }
});

/** A page of named places: what `closest` finds is the place itself. */
const place = (...selectors) => ({ closest: (wanted) => (selectors.some((selector) => wanted.includes(selector)) ? {} : null) });

function aPage() {
  const [body, card, input, button, elsewhere] = [place(), place(), place("input"), place("button"), place()];
  globalThis.document = { body, documentElement: place() };
  const listeners = new Map();
  globalThis.window = {
    addEventListener: (name, listener) => listeners.set(name, listener),
    removeEventListener: (name) => listeners.delete(name),
  };
  const pane = { contains: (target) => [card, button].includes(target) };
  const type = (key, target, more = {}) => {
    const event = { key, target, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, defaultPrevented: false, ...more };
    event.preventDefault = () => (event.defaultPrevented = true);
    event.stopPropagation = () => (event.stopped = true);
    listeners.get("keydown")?.(event);
    return event;
  };
  return { body, card, input, button, elsewhere, pane, type };
}

afterEach(() => {
  delete globalThis.document;
  delete globalThis.window;
});

test("keys are the canvas's only while it has the focus: the page's body is no canvas", () => {
  const { body, card, input, elsewhere, pane } = aPage();
  assert.deepEqual([body, card, input, elsewhere].map((target) => isForCanvas(target, pane)), [false, true, false, false]);
  assert.equal(isForCanvas(null, pane), false);
});

test("a key that did something is heard by nobody else, one that did nothing goes on", () => {
  const { card, input, button, pane, type } = aPage();
  const done = [];
  const commands = {
    remove: () => done.push("remove"),
    nudge: (...by) => done.push(by),
    clear: () => false,
    inspect: () => done.push("inspect"),
  };
  const stop = followKeys(commands, pane);
  assert.equal(type("Delete", card).stopped, true);
  type("ArrowUp", card);
  assert.equal(type("Escape", card).defaultPrevented, false);
  assert.equal(type("Delete", input).defaultPrevented, false);
  assert.equal(type("Enter", button).defaultPrevented, false, "a button is pressed by Enter");
  assert.equal(type("Delete", card, { defaultPrevented: true }).stopped, undefined);
  assert.deepEqual(done, ["remove", [0, -20]]);
  stop();
  type("Delete", card);
  assert.equal(done.length, 2);
});

test("a keyboard that writes another alphabet has the same shortcuts", () => {
  assert.deepEqual(press("ф", { ctrlKey: true, code: "KeyA" }), ["selectAll"]);
  assert.deepEqual(press("в", { metaKey: true, code: "KeyD" }), ["duplicate"]);
  assert.deepEqual(press("ש", { ctrlKey: true, code: "KeyA" }), ["selectAll"]);
  assert.equal(press("q", { ctrlKey: true, code: "KeyA" }), null, "a French keyboard has its A elsewhere");
});
