import assert from "node:assert/strict";
import { test } from "node:test";
import { copier, tooMuch } from "./entries.js";
import { ahead, present } from "./present.js";
import { inWords } from "./moments.js";

test("a paste over a limit is refused with the numbers instead of being cut", () => {
  assert.equal(tooMuch({ most: 200, length: 150, selected: 100, pasted: 150 }), "");
  assert.match(tooMuch({ most: 200, length: 0, selected: 0, pasted: 3_200 }), /^Nothing was pasted: .*3,200 characters.*3,200, and it takes 200\./);
  assert.equal(tooMuch({ most: 0, length: 1e6, selected: 0, pasted: 1e6 }), "", "a field without a limit takes all");
});

test("the server's time is learned from the date of an answer", () => {
  const now = Date.UTC(2026, 10, 22, 17, 0, 0);
  assert.equal(ahead(now - 100, now + 100, new Date(now).toUTCString()), 0, "a clock that is right is left alone");
  assert.equal(ahead(now, now, new Date(now + 3_600_000).toUTCString()), 3_600_500);
  assert.equal(ahead(now, now, "no date"), 0);
  globalThis.__callweaveAhead_ms = -3 * 60_000;
  assert.equal(inWords(Date.now() - 180_000, present()), "just now", "not: in 3 min.");
  delete globalThis.__callweaveAhead_ms;
});

test("“Copied.” is said only where something was copied", async () => {
  const said = [];
  const element = { dataset: {}, setAttribute() {}, isConnected: true, set textContent(words) { said.push(words); } };
  globalThis.document = { createElement: () => element, body: { append() {} }, getSelection: () => null, execCommand: () => false };
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: { writeText: async () => {} } }, configurable: true });
  await copier("secret")({});
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  await copier("secret")({});
  assert.equal(said[0], "Copied.");
  assert.match(said[1], /^Not copied: .*press Ctrl\+C/);
  delete globalThis.document;
  process.exitCode = 0;
});
