import assert from "node:assert/strict";
import { test } from "node:test";
import { exactly, inWords, lasting, toTheSecond } from "./moments.js";

const NOW = Date.UTC(2026, 10, 22, 17, 0, 0);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ago = (distance) => inWords(NOW - distance, NOW);

test("what has just happened is now, also where the clocks differ a little", () => {
  for (const distance of [0, 10_000, 44_000, -5_000, -44_000]) assert.equal(ago(distance), "just now");
});

test("then minutes, hours and days", () => {
  assert.equal(ago(MINUTE), "1 min. ago");
  assert.equal(ago(59 * MINUTE), "59 min. ago");
  assert.equal(ago(HOUR), "1 hr. ago");
  assert.equal(ago(23 * HOUR), "23 hr. ago");
  assert.equal(ago(DAY), "1 day ago");
  assert.equal(ago(13 * DAY), "13 days ago");
});

test("never sixty minutes nor twenty-four hours", () => {
  assert.equal(ago(HOUR - 1000), "1 hr. ago");
  assert.equal(ago(DAY - 1000), "1 day ago");
});

test("what is to come is told forwards", () => {
  assert.equal(ago(-7 * DAY), "in 7 days");
  assert.equal(ago(-5 * MINUTE), "in 5 min.");
});

test("long ago is a date, with its year if it is another one", () => {
  assert.equal(ago(20 * DAY), "2 Nov");
  assert.equal(ago(500 * DAY), "10 Jul 2025");
});

test("exactly: here with the zone's name, and UTC", () => {
  const [here, utc] = exactly(NOW);
  assert.equal(utc, "22 Nov 2026, 17:00:00 UTC");
  assert.match(here, /^2[23] Nov 2026, \d\d:\d\d:00 \S+/);
});

test("how long it has been goes from seconds to days and never below nothing", () => {
  const since = (distance) => lasting(NOW - distance, NOW);
  assert.equal(since(-5_000), "0 s");
  assert.equal(since(42_900), "42 s");
  assert.equal(since(MINUTE), "1 min");
  assert.equal(since(HOUR - 1), "59 min");
  assert.equal(since(3 * HOUR + 12 * MINUTE), "3 h 12 min");
  assert.equal(since(5 * HOUR), "5 h");
  assert.equal(since(4 * DAY + 3 * HOUR), "4 d 3 h");
  assert.equal(since(30 * DAY + 3 * HOUR), "30 d");
});

test("a moment to the second carries its seconds", () => {
  assert.match(toTheSecond(NOW + 7_000), /2026.*:07$/);
});
