import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { closeAll, joined, tab, textOf } from "./providers.mjs";
import { dice, Network, settle, until } from "./twins.mjs";
import { Sync } from "./wire.js";

afterEach(closeAll);

test("attempts wait a random part of 0.5 s, 1 s, 2 s … and never more than 30 s", async () => {
  const { roll } = dice(7);
  const rolled = [];
  const random = () => (rolled.push(roll()), rolled.at(-1));
  const network = new Network();
  network.isDown = true;
  const { provider, clock } = tab({ network, random });
  provider.start();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await settle();
    const most = Math.min(30_000, 500 * 2 ** attempt);
    assert.ok(Math.abs(clock.next() - rolled.at(-1) * most) < 1, `attempt ${attempt}: ${clock.next()}`);
    await clock.advance(clock.next());
  }
});

test("statuses: a short loss is no offline, a failed attempt is", async () => {
  const { network, clock, heard, provider } = await joined();
  network.server.closeAll(1012);
  await settle();
  assert.equal(heard.statuses.at(-1), "connecting");
  await clock.advance(1_000);
  assert.equal(heard.statuses.at(-1), "online");
  network.kill();
  await settle();
  await clock.advance(1_600);
  assert.equal(heard.statuses.at(-1), "offline");
  await clock.advance(40_000);
  network.restart();
  provider.hasten();
  await until(() => heard.statuses.at(-1) === "online", "back at once when told that now is a good moment");
});

test("who has edits waiting waits 4 s at most, from the moment they are made", async () => {
  let isUrgent = false;
  const { network, clock, type, server } = await joined({ random: () => 1, on: { isUrgent: () => isUrgent } });
  network.kill();
  await clock.advance(70_000);
  assert.ok(clock.next() > 4_000);
  isUrgent = true;
  type("x");
  for (let attempt = 0; attempt < 3; attempt += 1) {
    assert.ok(clock.next() <= 4_000);
    await clock.advance(clock.next());
  }
  network.restart();
  await clock.advance(4_000);
  await until(() => textOf(server.doc) === "x");
});

test("a close code that says so ends the attempts, until start", async () => {
  const { network, clock, heard, provider, server } = await joined({ on: { closed: (code) => code !== 4401 } });
  server.closeAll(4401);
  await clock.advance(120_000);
  assert.deepEqual([network.sockets.length, heard.statuses.at(-1)], [1, "stopped"]);
  provider.start();
  await until(() => heard.statuses.at(-1) === "online");
});

test("F19 a link that says nothing is asked after 20 s and given up after 45 s", async () => {
  const { network, clock, heard, server } = await joined();
  const asked = () => server.messages.filter(({ sub }) => sub === Sync.STEP1).length;
  await clock.advance(26_000);
  assert.equal(asked(), 2, "an idle link is asked, and its answer is a sign of life");
  await clock.advance(120_000);
  assert.equal(network.sockets.length, 1);
  network.isSilent = true;
  await clock.advance(50_000);
  assert.ok(network.sockets.length > 1);
  assert.ok(heard.statuses.includes("offline"));
  network.restart();
  await clock.advance(40_000);
  assert.equal(heard.statuses.at(-1), "online");
});

test("after a sleep or a change of network the link is doubted for 5 s only", async () => {
  const { network, clock, provider, heard } = await joined();
  network.isSilent = true;
  provider.hasten();
  await clock.advance(5_100);
  assert.equal(heard.codes.length, 1);
});

test("a server that opens the socket and never welcomes is given up after 10 s", async () => {
  const network = new Network();
  network.server.welcome = () => {};
  const { provider, clock } = tab({ network });
  provider.start();
  await clock.advance(9_000);
  assert.equal(network.sockets.length, 1);
  await clock.advance(3_000);
  assert.equal(network.sockets.length, 2);
});
