import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "./bench.mjs";
import { calendarDay, clockOf, span, zones } from "./daytime.js";
import { inWords, isOpen } from "./hours.js";

const CASES = readJson("hours_cases.json");

test("open, closed and until when is what the server says, on days when clocks change too", () => {
  for (const [index, { settings, at_ms, state, changes_at_ms, day }] of CASES.entries()) {
    const found = isOpen(settings, at_ms);
    assert.deepEqual(found, { state, changes_at: changes_at_ms, day }, `case ${index}: ${JSON.stringify(CASES[index])}`);
  }
});

test("the cases hold open, closed, not set and a change of the clocks", () => {
  const states = new Set(CASES.map(({ state }) => state));
  assert.deepEqual([...states].sort(), ["closed", "not_set", "open"]);
  assert.ok(CASES.some(({ changes_at_ms }) => changes_at_ms === null));
});

test("a span lies within one day, and 00:00 is its end", () => {
  assert.deepEqual([span("09:00", "17:00"), span("09:00", "00:00")], [[540, 1020], [540, 1440]]);
  assert.deepEqual([span("17:00", "09:00"), span("09:00", "09:00"), span("9:00", "17:00"), span("09:00", "24:00")], Array(4).fill(null));
});

test("a day is one of the calendar", () => {
  assert.deepEqual(
    ["2028-02-29", "2026-02-29", "1999-01-01", "2200-01-01", "soon", ""].map(calendarDay),
    ["2028-02-29", null, null, null, null, null],
  );
});

test("a zone is a place, not a distance or a file", () => {
  assert.ok(zones().includes("Europe/Lisbon"));
  assert.ok(clockOf("Europe/Lisbon"));
  for (const name of ["", "+01:00", "localtime", "Europe/Atlantis", "__proto__"]) assert.equal(clockOf(name), null);
});

test("it is said in words", () => {
  const settings = {
    time_zone: "Europe/Berlin",
    business_hours: [{ days: ["mon", "tue"], opens: "09:00", closes: "17:00" }],
    hours_exceptions: [{ date: "2026-07-14", closed: true, opens: "", closes: "", name: "Holiday" }],
  };
  const at = (text) => inWords(settings, Date.parse(text));
  assert.equal(at("2026-07-13T10:00:00Z"), "Open now, until 17:00 today");
  assert.equal(at("2026-07-13T03:00:00Z"), "Closed now, opens 09:00 today");
  assert.equal(at("2026-07-14T10:00:00Z"), "Closed now (Holiday), opens 09:00 on Monday");
  assert.equal(at("2026-07-19T10:00:00Z"), "Closed now, opens 09:00 tomorrow");
  assert.equal(inWords({ ...settings, time_zone: "" }, 0), "");
});

test("an end of 23:59 is the end of the day, and other spellings of a zone are none", () => {
  const at = Date.UTC(2026, 0, 5, 23, 59, 30);
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const settings = (closes, time_zone) => ({ time_zone, business_hours: [{ days, opens: "00:00", closes }], hours_exceptions: [] });
  assert.equal(isOpen(settings("23:59", "UTC"), at).state, "open");
  assert.equal(isOpen(settings("23:58", "UTC"), at).state, "closed");
  for (const name of ["IST", "europe/prague", "Europe/prague", "PST", "CEST"]) assert.equal(isOpen(settings("23:59", name), at).state, "not_set", name);
  for (const name of ["Europe/Prague", "Asia/Kolkata", "Asia/Calcutta", "EST5EDT"]) assert.notEqual(isOpen(settings("23:59", name), at).state, "not_set", name);
});
