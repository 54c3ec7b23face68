import assert from "node:assert/strict";
import { test } from "node:test";
import { clean, cut, firstOf, isBlank, tidyName } from "./text.js";
import { initials } from "./presence.js";
import { wordsOf } from "./words.js";

const FAMILY = "👩\u200d👩\u200d👧";

test("a text is cut between the characters that people see", () => {
  assert.equal(cut("abcd", 4), "abcd");
  assert.equal(cut("abcde", 4), "abcd");
  assert.equal(cut(`ab${FAMILY}c`, 5), "ab");
  assert.equal(cut("ab👍🏽c", 4), "ab");
  assert.equal(cut("abe\u0301c", 3), "ab");
  assert.equal(cut("a🇨🇿🇨🇿", 6), "a🇨🇿");
});

test("no half of an emoji stands on a card, wherever it is cut", () => {
  const kind = { title: "Talk", fields: [{ name: "prompt", type: "prose", label: "Prompt" }], preview: ["prompt"], ports: {} };
  for (let before = 0; before < 24; before += 1) {
    const prompt = `${"x".repeat(170 + before)}${FAMILY.repeat(40)}`;
    const { text } = wordsOf({ kinds: { talk: kind } }, { kind: "talk", name: "A", fields: { prompt } });
    assert.equal(text, text.toWellFormed?.() ?? text);
    assert.equal(text.replaceAll(FAMILY, "").replace(/x/g, ""), "");
  }
});

test("the first letter of a name is a whole character", () => {
  assert.equal(firstOf(`${FAMILY} desk`), FAMILY);
  assert.equal(firstOf(""), "");
  assert.equal(initials(`Ana ${FAMILY}`), `A${FAMILY}`);
});

test("a name that shows nothing is blank", () => {
  for (const name of ["", " ", "\u200b", "\u3164", "\u2800\u115f", "\u00ad", "\u0301"]) assert.ok(isBlank(name), JSON.stringify(name));
  for (const name of ["a", "…", FAMILY, "می\u200cخواهم", "１"]) assert.ok(!isBlank(name), name);
});

test("a line keeps joiners and loses what forges it", () => {
  assert.equal(clean("a\x00b\u202ec\x9bd"), "abcd");
  for (const name of [FAMILY, "می\u200cخواهم", "שלום"]) assert.equal(clean(name), name);
});

test("B4 a step's name is kept in one Unicode form, on one line, without what cannot be seen; joiners stay", () => {
  assert.equal(tidyName("  Cafe\u0301\u200b \n bar\u202e "), "Café bar");
  assert.equal(tidyName("\ufeffGreeting\u00ad"), "Greeting");
  for (const name of ["می\u200cخواهم", "👩\u200d👧 family", "שלום", "क्\u200dष"]) assert.equal(tidyName(name), name.normalize("NFC"));
});
