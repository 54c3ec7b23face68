import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { followPanel, followReview, MOVED_AFTER_MS, pulse, READ_EVERY_MS } from "./pulse.js";
import { SWITCHING } from "./switching.js";
import { ClockTwin } from "./twins.mjs";
import { EMPTY, ui } from "./ui.js";

let clock;
let reads;
const read = () => (reads += 1);

beforeEach(() => {
  clock = new ClockTwin();
  reads = 0;
  ui.set({ ...EMPTY, ...SWITCHING, connection: "online", away: false, panel: "inspector", panel_open: true, dialog: "" });
});

test("a storm of changes is read at once, and then once more at its end", async () => {
  const beat = pulse(read, READ_EVERY_MS, clock);
  for (let turn = 0; turn < 50; turn += 1) beat.ask();
  assert.equal(reads, 1);
  await clock.advance(READ_EVERY_MS);
  assert.equal(reads, 2);
  await clock.advance(10 * READ_EVERY_MS);
  assert.equal(reads, 2);
});

test("after a rest the next change is read at once", async () => {
  const beat = pulse(read, READ_EVERY_MS, clock);
  beat.ask();
  await clock.advance(2 * READ_EVERY_MS);
  beat.ask();
  assert.equal(reads, 2);
});

test("a panel is read when it opens and when what it shows may have changed, not while it is closed", async () => {
  const stop = followPanel("checklist", ["findings_hash", "announced"], read, clock);
  ui.set({ findings_hash: "one" });
  assert.equal(reads, 0);
  ui.set({ panel: "checklist" });
  assert.equal(reads, 1);
  ui.set({ note: "something else" });
  await clock.advance(READ_EVERY_MS);
  assert.equal(reads, 1);
  ui.set({ findings_hash: "two" });
  assert.equal(reads, 2);
  await clock.advance(READ_EVERY_MS);
  ui.set({ announced: { what: "state" } });
  assert.equal(reads, 3);
  stop();
  ui.set({ findings_hash: "three" });
  await clock.advance(READ_EVERY_MS);
  assert.equal(reads, 3);
});

test("while the server is away nothing is read; coming back reads", async () => {
  ui.set({ panel: "checklist" });
  const stop = followPanel("checklist", ["announced"], read, clock);
  await clock.advance(READ_EVERY_MS);
  ui.set({ away: true });
  ui.set({ announced: { what: "state" } });
  assert.equal(reads, 1);
  ui.set({ away: false });
  assert.equal(reads, 2);
  stop();
});

function reviewing() {
  const moved = [];
  const stop = followReview((ticket) => moved.push(ticket), clock);
  ui.set({ dialog: "switch", ticket: "t_1", review_id: "rq_1", reviewed: "one", findings_hash: "one", findings_stale: false });
  return { moved, stop };
}

test("a flow that changes under the dialog is told, once its author pauses for a moment", async () => {
  const { moved, stop } = reviewing();
  ui.set({ findings_hash: "two" });
  ui.set({ findings_hash: "three" });
  assert.deepEqual(moved, []);
  await clock.advance(MOVED_AFTER_MS);
  assert.deepEqual(moved, ["t_1"]);
  await clock.advance(10 * MOVED_AFTER_MS);
  assert.deepEqual(moved, ["t_1"]);
  stop();
});

test("the same state of the flow is not told twice, so that no answer can make a loop", async () => {
  const { moved, stop } = reviewing();
  ui.set({ findings_hash: "two" });
  await clock.advance(MOVED_AFTER_MS);
  ui.set({ note: "typing" });
  await clock.advance(MOVED_AFTER_MS);
  assert.deepEqual(moved, ["t_1"]);
  ui.set({ findings_hash: "three" });
  await clock.advance(MOVED_AFTER_MS);
  assert.deepEqual(moved, ["t_1", "t_1"]);
  stop();
});

test("something announced while the dialog is open is told too", async () => {
  const { moved, stop } = reviewing();
  ui.set({ announced: { what: "state" } });
  await clock.advance(MOVED_AFTER_MS);
  assert.deepEqual(moved, ["t_1"]);
  stop();
});

test("what happened before the dialog opened is no news to it", async () => {
  ui.set({ announced: { what: "state" } });
  const { moved, stop } = reviewing();
  await clock.advance(MOVED_AFTER_MS);
  assert.deepEqual(moved, []);
  stop();
});

test("a version under review does not change with the draft, and findings of yesterday tell nothing", async () => {
  const { moved, stop } = reviewing();
  ui.set({ reviewed: "" });
  ui.set({ findings_hash: "two" });
  await clock.advance(MOVED_AFTER_MS);
  ui.set({ reviewed: "one", findings_stale: true, findings_hash: "three" });
  await clock.advance(MOVED_AFTER_MS);
  assert.deepEqual(moved, []);
  stop();
});
