import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { heardNews, seenNews } from "./news.js";
import { ui } from "./ui.js";

const ANNA = { userId: "us_anna", agentId: "ag_1" };
let visit = 0;

/** A page that is loaded: nothing is remembered but what the browser keeps. */
function arrive(number, more = {}) {
  visit += 1;
  heardNews({ userId: `us_nobody_${visit}`, agentId: "ag_0", number: 0, isMine: false });
  heardNews({ ...ANNA, number, isMine: false, ...more });
}
const isShown = (number) => number > ui.get().news_seen;

beforeEach(() => {
  const kept = new Map();
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
  };
  ui.set({ news_seen: Number.MAX_SAFE_INTEGER });
});

test("on the first visit nothing of before is news", () => {
  arrive(7);
  assert.equal(isShown(7), false);
});

test("an act while the editor is open is news until it is dismissed", () => {
  arrive(7);
  heardNews({ ...ANNA, number: 8, isMine: false });
  assert.equal(isShown(8), true);
  seenNews(8);
  assert.equal(isShown(8), false);
});

test("one's own act is shown where it was done, and is no news on the next visit", () => {
  arrive(7);
  heardNews({ ...ANNA, number: 8, isMine: true });
  assert.equal(isShown(8), true);
  arrive(8, { isMine: true });
  assert.equal(isShown(8), false);
});

test("who was away sees it on return, and not again once dismissed", () => {
  arrive(0);
  arrive(3);
  assert.equal(isShown(3), true);
  seenNews(3);
  arrive(3);
  assert.equal(isShown(3), false);
});

test("each agent and each person has news of their own", () => {
  arrive(5);
  heardNews({ userId: "us_anna", agentId: "ag_2", number: 9, isMine: false });
  seenNews(9);
  arrive(6);
  assert.equal(isShown(6), true);
});

test("numbers that begin anew, as after a restore of the database, hide nothing", () => {
  arrive(900);
  arrive(2);
  heardNews({ ...ANNA, number: 3, isMine: false });
  assert.equal(isShown(3), true);
});

test("without storage the editor still shows what happens while it is open", () => {
  delete globalThis.localStorage;
  heardNews({ userId: "us_ben", agentId: "ag_9", number: 4, isMine: false });
  heardNews({ userId: "us_ben", agentId: "ag_9", number: 5, isMine: false });
  assert.equal(isShown(5), true);
});
