import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSINGS, closing, edits, fate, OTHER_PERSON, refusal, STUCK } from "./closing.js";

const CONTRACT = {
  again: [1012, 1013, 4408, 4409],
  aside: [4400, 4403, 4413, 4410],
  kept: [4401, 4404, 4423, 4426, 4429],
};

test("W5 every code of the contract is in the table, with what the contract says", () => {
  for (const code of CONTRACT.again) assert.equal(CLOSINGS[code].retry, true, `${code}`);
  for (const code of CONTRACT.aside)
    assert.deepEqual([CLOSINGS[code].retry, CLOSINGS[code].edits], [false, "aside"], `${code}`);
  for (const code of CONTRACT.kept)
    assert.deepEqual([CLOSINGS[code].retry, CLOSINGS[code].edits], [false, "kept"], `${code}`);
  const known = [...Object.values(CONTRACT).flat(), 1009].sort();
  assert.deepEqual(Object.keys(CLOSINGS).map(Number).sort(), known);
});

test("only a replaced flow is loaded anew by itself", () => {
  assert.deepEqual(
    Object.keys(CLOSINGS).filter((code) => CLOSINGS[code].renew),
    ["4410"],
  );
});

test("an unknown code, or a line that simply broke, is tried again", () => {
  for (const code of [1000, 1001, 1006, 1011, 4999]) assert.equal(closing(code).retry, true);
});

test("whoever is stopped is told what happened and what to do", () => {
  const actions = {
    4400: "reload",
    4401: "sign-in",
    4403: "reload",
    4404: "leave",
    4413: "reload",
    4423: "release",
    4426: "reload",
    4429: "reload",
  };
  for (const [code, action] of Object.entries(actions)) {
    const said = refusal(Number(code), closing(code), 0, true);
    assert.equal(said.action, action, code);
    assert.match(said.title, /\.$/);
    assert.match(said.message, /\.$/);
  }
  for (const rule of [STUCK, OTHER_PERSON]) assert.equal(refusal(0, rule, 0, true).action, "reload");
});

test("the fate of unsent edits is told in numbers, and never better than it is", () => {
  assert.equal(fate(closing(4401), 0, true), "");
  assert.equal(fate(closing(4401), 1, true), "1 edit is kept on this device.");
  assert.equal(fate(closing(4401), 2, false), "2 edits are only in this tab: keep it open.");
  assert.equal(fate(closing(4400), 1, true), "1 edit could not be sent and is set aside on this device.");
  assert.equal(
    fate(closing(4400), 3, false),
    "3 edits could not be sent, and this device keeps no copy: download them first.",
  );
});

test("what was set aside on a device that keeps nothing must be downloaded before anything else", () => {
  assert.equal(refusal(4400, closing(4400), 2, false).action, "download");
  assert.equal(refusal(4400, closing(4400), 0, false).action, "reload");
  assert.equal(refusal(4401, closing(4401), 2, false).action, "sign-in");
});

test("edits are counted in words", () => {
  assert.deepEqual([edits(0), edits(1), edits(2)], ["0 edits", "1 edit", "2 edits"]);
});
