import assert from "node:assert/strict";
import { test } from "node:test";
import { accept, show, stepped } from "./numbers.js";

const MINUTES = { minimum: 15, maximum: 480, integer: true, step: 5 };
const SPEED = { minimum: 0.5, maximum: 2, integer: false, step: 0.05 };

test("a number within its limits is accepted, with a comma or a point", () => {
  assert.deepEqual(accept("30", MINUTES), { value: 30 });
  assert.deepEqual(accept(" 1,25 ", SPEED), { value: 1.25 });
  assert.deepEqual(accept("0.5", SPEED), { value: 0.5 });
});

test("what cannot be a number is refused with what to type", () => {
  for (const text of ["", "   ", "ten", "1e999", "--1"]) assert.deepEqual(accept(text, MINUTES), { problem: "Type a number." });
});

test("numbers beyond a limit are refused and the limit is named", () => {
  assert.equal(accept("14", MINUTES).problem, "Type 15 or more.");
  assert.equal(accept("481", MINUTES).problem, "Type 480 or less.");
});

test("a part of one is refused where whole numbers are meant", () => {
  assert.equal(accept("15.5", MINUTES).problem, "Type a whole number.");
});

test("without limits every finite number is accepted", () => {
  assert.deepEqual(accept("-7.5"), { value: -7.5 });
});

test("arrow keys go by steps and stop at the limits", () => {
  assert.equal(stepped(30, "ArrowUp", MINUTES), 35);
  assert.equal(stepped(480, "ArrowUp", MINUTES), 480);
  assert.equal(stepped(15, "ArrowDown", MINUTES), 15);
  assert.equal(stepped(1.1, "ArrowUp", SPEED), 1.15);
  assert.equal(stepped(30, "Tab", MINUTES), null);
});

test("what is no number is shown as nothing", () => {
  assert.equal(show(3), "3");
  assert.equal(show(undefined), "");
  assert.equal(show(Number.NaN), "");
});

test("digits in threes are thousands, never a part of one", () => {
  const whole = { minimum: 1, maximum: 100_000, integer: true };
  for (const text of ["1,000", "1.000", "1 000", "1\u00a0000", "1\u202f000", "1'000", "１０００", "\u202a1000\u202c"]) {
    assert.deepEqual(accept(text, whole), { value: 1_000 }, text);
  }
  assert.deepEqual(accept("12,345", whole), { value: 12_345 });
  assert.deepEqual(accept("1,000,000"), { value: 1_000_000 });
  assert.deepEqual(accept("1,000.5"), { value: 1_000.5 });
  assert.deepEqual(accept("1.000,5"), { value: 1_000.5 });
  assert.equal(accept("1,000", SPEED).problem, "Type 2 or less.");
  assert.deepEqual(accept("0,500", SPEED), { value: 0.5 });
  assert.deepEqual(accept("1.000", SPEED), { value: 1 });
  assert.deepEqual(accept("\u22127.5"), { value: -7.5 });
});

test("what only a programmer would call a number is none", () => {
  for (const text of ["0x10", "1e3", "Infinity", "1,00,0", "1,0000,0", "1 2"]) assert.equal(accept(text).problem, "Type a number.", text);
});
