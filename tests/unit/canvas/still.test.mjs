import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { aFlow, SPEC, Y } from "./bench.mjs";
import { project } from "./document.js";
import { addressOfState, openStill } from "./still.js";
import { storeTwin } from "./twins.mjs";

const opened = [];
const open = (options) => {
  const session = openStill({ agentId: "ag_1", spec: SPEC, ...options });
  opened.push(session);
  return session;
};

afterEach(() => opened.splice(0).forEach((session) => session.close()));

const answer = (bytes, ok = true) => ({ ok, status: ok ? 200 : 404, arrayBuffer: async () => bytes.buffer.slice(0) });

test("P6.1 a version is shown read-only, without a connection", async () => {
  const ui = storeTwin();
  const flow = aFlow();
  const bytes = Y.encodeStateAsUpdate(flow);
  const asked = [];
  const fetcher = async (url) => (asked.push(url), answer(bytes));
  const session = open({ label: "v4", state: addressOfState("ag_1", 4), ui, fetcher });
  const { synced, can_write, still } = ui.get();
  assert.deepEqual([synced, can_write, still], [false, false, "v4"]);
  await session.ready;
  assert.deepEqual(asked, ["/agents/ag_1/versions/4/state.bin"]);
  assert.deepEqual([ui.get().synced, ui.get().can_write, session.canWrite()], [true, false, false]);
  assert.deepEqual(project(session.doc, SPEC), project(flow, SPEC));
  assert.equal((await session.save("")).ok, false);
  session.close();
  assert.deepEqual([ui.get().session, ui.get().still], [null, ""]);
});

test("bytes at hand are shown at once; what cannot be had is told in a sentence", async () => {
  const ui = storeTwin();
  const shown = open({ label: "v1", state: Y.encodeStateAsUpdate(aFlow()), ui });
  await shown.ready;
  assert.equal(ui.get().synced, true);
  const warn = console.warn;
  console.warn = () => {};
  const lost = open({ label: "v2", state: "/x", ui, fetcher: async () => answer(new Uint8Array(), false) });
  await lost.ready;
  console.warn = warn;
  assert.deepEqual([ui.get().synced, ui.get().still_problem !== ""], [false, true]);
  shown.close();
  assert.equal(ui.get().session, lost);
  lost.close();
});

test("what arrives after another version was opened is not shown in its place", async () => {
  const ui = storeTwin();
  let give;
  const slow = new Promise((resolve) => (give = resolve));
  const first = open({ label: "v1", state: "/slow", ui, fetcher: () => slow });
  const second = open({ label: "v2", state: Y.encodeStateAsUpdate(aFlow()), ui });
  first.close();
  give(answer(Y.encodeStateAsUpdate(aFlow())));
  await Promise.all([first.ready, second.ready]);
  assert.deepEqual([ui.get().session === second, ui.get().still], [true, "v2"]);
  second.close();
});
