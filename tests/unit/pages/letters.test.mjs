import assert from "node:assert/strict";
import { test } from "node:test";
import { characterOf } from "./letters.js";

test("B4 a shortcut goes by the letter that is written, on any Latin layout", () => {
  assert.equal(characterOf({ key: "c", code: "KeyI" }), "c"); // Dvorak
  assert.equal(characterOf({ key: "C", code: "KeyC" }), "c");
});

test("B4 where another alphabet is written it goes by the key", () => {
  assert.equal(characterOf({ key: "с", code: "KeyC" }), "c"); // Cyrillic
  assert.equal(characterOf({ key: "ξ", code: "KeyJ" }), "j"); // Greek
  assert.equal(characterOf({ key: "ل", code: "KeyG" }), "g"); // Arabic
});

test("B4 what is no letter stays what it is", () => {
  for (const key of ["/", "?", "ArrowDown", "Escape", "Enter", "1"]) assert.equal(characterOf({ key, code: "Digit7" }), key);
  assert.equal(characterOf({ key: "٠", code: "Slash" }), "/");
  assert.equal(characterOf({ key: "é", code: "Digit2" }), "é");
});
