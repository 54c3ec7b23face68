import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_TEXT } from "./limits.js";
import { isTooLong, sendable } from "./prose_text.js";

test("a line ends with one character, wherever the text was copied", () => {
  assert.equal(sendable("one\r\ntwo\rthree\n"), "one\ntwo\nthree\n");
});

test("half a character is not put into the document, a whole one is", () => {
  assert.equal(sendable("a\ud83db 🙂"), "a\ufffdb 🙂");
});

test("a megabyte is welcome, ten are not, and a text that is too long can be shortened", () => {
  assert.equal(isTooLong(0, 1_000_000), false);
  assert.equal(isTooLong(100, 10_000_000), true);
  assert.equal(isTooLong(MAX_TEXT, MAX_TEXT + 1), true);
  assert.equal(isTooLong(MAX_TEXT + 500, MAX_TEXT + 400), false);
});
