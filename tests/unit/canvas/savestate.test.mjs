import assert from "node:assert/strict";
import { test } from "node:test";
import { deadline, PATIENCE_MS, SAVING_SHOWN_MS, START, step, view } from "./savestate.js";
import { dice } from "./twins.mjs";

const at10 = () => "10:00";
const AT = "2030-01-01T10:00:00Z";

/** A state after these events, one millisecond apart unless they say otherwise: ["edit"], ["ack", {n: 1}], … */
function after(...events) {
  let now = 0;
  return events.reduce((state, [type, more = {}]) => {
    now = more.at ?? now + 1;
    return step(state, { ...more, type, at: now });
  }, START);
}

const online = [["online"], ["sent"], ["ack", { n: 1 }], ["saved", { n: 1, when: AT }]];
const word = (state) => view(state, at10).save;

test("before the first welcome the page says that it is opening", () => {
  assert.deepEqual([word(START), view(START).save_text], ["saving", "Opening…"]);
});

test("an empty visit is Saved, with the time of the last merge", () => {
  const shown = view(after(...online), at10);
  assert.deepEqual([shown.save, shown.save_text, shown.unsent, shown.saved_at], ["saved", "Saved · 10:00", 0, AT]);
});

test("P1.2 an edit is Unsaved, a merge is Saving, a stored merge that covers it is Saved", () => {
  const edited = after(...online, ["edit"], ["sent", { edits: 1 }]);
  assert.equal(word(edited), "unsaved");
  assert.equal(view(edited).unsent, 1);
  const acked = step(edited, { type: "ack", n: 2, at: 10 });
  assert.deepEqual([word(acked), view(acked).unsent], ["unsaved", 0], "acknowledged is not yet saved");
  const saving = step(acked, { type: "saving", at: 11 });
  assert.equal(word(saving), "saving");
  const saved = step(saving, { type: "saved", n: 2, when: AT, at: 900 });
  assert.equal(word(saved), "saved");
});

test("Saving… is shown for 300 ms even if the merge takes one", () => {
  const saved = after(
    ...online,
    ["edit"],
    ["sent"],
    ["ack", { n: 2 }],
    ["saving", { at: 100 }],
    ["saved", { n: 2, when: AT, at: 101 }],
  );
  assert.equal(word(saved), "saving");
  assert.equal(deadline(saved), 100 + SAVING_SHOWN_MS);
  assert.equal(word(step(saved, { type: "tick", at: 100 + SAVING_SHOWN_MS })), "saved");
});

test("a merge of others' edits is none of mine: nothing is shown for it, and theirs never makes mine Saved", () => {
  assert.equal(word(after(...online, ["saving"])), "saved");
  const mine = after(...online, ["edit"], ["sent"], ["saving"], ["saved", { n: 1, when: AT, at: 5_000 }]);
  assert.equal(word(mine), "unsaved");
});

test("an edit that is made while a merge runs is not covered by it", () => {
  const state = after(
    ...online,
    ["edit"],
    ["sent"],
    ["saving"],
    ["edit"],
    ["sent"],
    ["ack", { n: 3 }],
    ["saved", { n: 2, when: AT, at: 5_000 }],
  );
  assert.equal(word(state), "unsaved");
});

test("an edit that was not sent yet is not covered by the message before it", () => {
  const state = after(
    ...online,
    ["edit"],
    ["sent", { edits: 1 }],
    ["edit"],
    ["ack", { n: 2 }],
    ["saved", { n: 2, when: AT, at: 5_000 }],
  );
  assert.deepEqual([word(state), view(state).unsent], ["unsaved", 1]);
});

test("a message of several edits covers them all, two messages of one flush cover their own", () => {
  const state = after(
    ...online,
    ["edit"],
    ["edit"],
    ["edit"],
    ["sent", { edits: 2 }],
    ["sent", { edits: 1 }],
    ["ack", { n: 2 }],
  );
  assert.equal(view(state).unsent, 1);
  assert.equal(view(step(state, { type: "ack", n: 3, at: 50 })).unsent, 0);
});

test("a stored merge acknowledges what it covers, should the acknowledgement have been lost", () => {
  assert.equal(view(after(...online, ["edit"], ["sent"], ["saved", { n: 2, when: AT }])).unsent, 0);
});

test("numbers the server cannot know are not believed", () => {
  const state = after(...online, ["edit"], ["ack", { n: 7 }], ["saved", { n: 7, when: AT, at: 5_000 }]);
  assert.deepEqual([word(state), view(state).unsent], ["unsaved", 1]);
});

test("P1.2 no acknowledgement for 10 s while connected is an error with a reason, and heals by itself", () => {
  const waiting = after(...online, ["edit", { at: 1_000 }], ["sent"]);
  assert.equal(deadline(waiting), 1_000 + PATIENCE_MS);
  assert.equal(word(step(waiting, { type: "tick", at: 999 + PATIENCE_MS })), "unsaved");
  const late = step(waiting, { type: "tick", at: 1_000 + PATIENCE_MS });
  assert.equal(word(late), "error");
  assert.match(view(late).save_reason, /not confirmed your last edits for 10 seconds/);
  assert.equal(word(step(late, { type: "ack", n: 2, at: 12_000 })), "unsaved");
});

test("the 10 s count from the oldest edit that waits, not from the newest", () => {
  const state = after(...online, ["edit", { at: 1_000 }], ["sent"], ["edit", { at: 6_000 }], ["sent"]);
  assert.equal(deadline(state), 11_000);
  assert.equal(deadline(step(state, { type: "ack", n: 2, at: 7_000 })), 16_000);
});

test("time without a connection does not count as unanswered", () => {
  const offline = after(
    ...online,
    ["edit", { at: 1_000 }],
    ["sent"],
    ["offline", { at: 2_000 }],
    ["tick", { at: 60_000 }],
  );
  assert.equal(word(offline), "offline");
  assert.equal(deadline(offline), null);
  const back = step(offline, { type: "online", at: 70_000 });
  assert.equal(deadline(back), 80_000);
});

test("a save that was asked for and is not answered, and a merge that never ends, are errors", () => {
  const asked = after(...online, ["asked", { at: 1_000 }]);
  assert.equal(word(asked), "saving");
  assert.match(view(step(asked, { type: "tick", at: 11_000 })).save_reason, /not answered the save/);
  const merging = after(
    ...online,
    ["edit"],
    ["sent"],
    ["ack", { n: 2 }],
    ["saving", { at: 1_000 }],
    ["saving", { at: 5_000 }],
  );
  assert.match(view(step(merging, { type: "tick", at: 11_000 })).save_reason, /store the flow/);
});

test("a save is over when it is answered, not when some other merge is stored", () => {
  const asked = after(...online, ["asked", { at: 1_000 }], ["saved", { n: 1, when: AT, at: 2_000 }]);
  assert.equal(word(asked), "saving");
  assert.equal(word(step(asked, { type: "saved", n: 1, when: AT, mine: true, at: 2_100 })), "saved");
});

test("a refused save is an error with the server's words until something is stored", () => {
  const failed = after(...online, ["asked"], ["failed", { message: "The disk is full.", mine: true }]);
  assert.deepEqual([word(failed), view(failed).save_reason], ["error", "The disk is full."]);
  assert.equal(word(step(failed, { type: "saved", n: 1, when: AT, at: 9_000 })), "saved");
});

test("offline counts what is kept on this device, and says when it is not", () => {
  const one = after(...online, ["edit"], ["offline"]);
  assert.equal(view(one).save_text, "Offline · 1 edit kept on this device");
  const two = step(one, { type: "edit", at: 50 });
  assert.equal(view(two).save_text, "Offline · 2 edits kept on this device");
  assert.equal(view(step(two, { type: "kept", kept: false, at: 51 })).save_text, "Offline · 2 edits only in this tab");
  assert.equal(view(after(...online, ["offline"])).save_text, "Offline");
});

test("a short loss of the connection leaves the word as it was, and never makes it better", () => {
  assert.equal(word(after(...online, ["connecting"])), "saved");
  assert.equal(word(after(...online, ["edit"], ["sent"], ["connecting"])), "unsaved");
});

test("after a reconnect the first message covers everything that was made before it", () => {
  const back = after(...online, ["edit"], ["offline"], ["edit"], ["online"], ["sent"]);
  assert.equal(view(back).unsent, 2);
  const acked = step(back, { type: "ack", n: 1, at: 100 });
  assert.deepEqual([view(acked).unsent, word(acked)], [0, "unsaved"]);
  assert.equal(word(step(acked, { type: "saved", n: 1, when: AT, at: 900 })), "saved");
});

test("what a dead connection was told means nothing on the next", () => {
  const back = after(
    ...online,
    ["edit"],
    ["sent"],
    ["offline"],
    ["online"],
    ["ack", { n: 2 }],
    ["saved", { n: 2, when: AT, at: 5_000 }],
  );
  assert.deepEqual([word(back), view(back).unsent], ["unsaved", 1]);
});

test("a stop is an error with its reason, and what was set aside waits no more", () => {
  const stopped = after(
    ...online,
    ["edit"],
    ["forgotten"],
    ["stopped", { reason: "You may no longer change this agent." }],
  );
  assert.deepEqual([word(stopped), view(stopped).unsent], ["error", 0]);
  assert.equal(view(stopped).save_reason, "You may no longer change this agent.");
});

/** Random histories against a bookkeeper who knows of every edit whether a stored merge has it. */
function live(seed, steps) {
  const { below, pick, roll } = dice(seed);
  const edits = [];
  let state = START;
  let now = 0;
  let sent = [];
  let acked = 0;
  let isOnline = false;
  const tell = (type, more = {}) => (state = step(state, { ...more, type, at: now }));
  const send = (some) => {
    const fresh = edits.filter((edit) => !edit.acked && !edit.isSent);
    const going = some === undefined ? edits : fresh.slice(0, some);
    for (const edit of going) edit.isSent = true;
    sent.push(going.slice());
    tell("sent", some === undefined ? {} : { edits: going.length });
  };
  const cover = (n, mark) =>
    sent
      .slice(0, n)
      .flat()
      .forEach((edit) => (edit[mark] = true));
  const acts = {
    edit: () => (edits.push({}), tell("edit")),
    send: () => isOnline && sent.length && send(1 + below(3)),
    ack() {
      if (!isOnline || acked >= sent.length) return;
      acked += 1 + below(sent.length - acked);
      cover(acked, "acked");
      tell("ack", { n: acked });
    },
    save() {
      const n = below(acked + 1);
      if (!isOnline) return;
      cover(n, "saved");
      tell("saved", { n, when: AT, mine: roll() < 0.3 });
    },
    saving: () => isOnline && tell("saving"),
    asked: () => isOnline && tell("asked"),
    failed: () => isOnline && tell("failed", { message: "no", mine: true }),
    drop() {
      for (const edit of edits) edit.isSent = false;
      [sent, acked, isOnline] = [[], 0, false];
      tell(pick(["connecting", "offline"]));
    },
    join() {
      if (isOnline) return;
      isOnline = true;
      tell("online");
      send();
    },
    wait: () => ((now += below(4_000)), tell("tick")),
  };
  for (let count = 0; count < steps; count += 1) {
    now += below(50);
    const act = pick(Object.keys(acts));
    acts[act]();
    const shown = view(state, at10);
    const where = `seed ${seed}, step ${count} (${act})`;
    if (shown.save === "saved")
      assert.ok(
        edits.every((edit) => edit.saved),
        `${where}: Saved, but not every edit is`,
      );
    assert.equal(shown.unsent, edits.filter((edit) => !edit.acked).length, `${where}: unsent`);
    const isSettled = isOnline && edits.every((edit) => edit.saved && edit.acked);
    if (isSettled)
      assert.ok(["saved", "saving", "error"].includes(shown.save), `${where}: ${shown.save} though all is stored`);
  }
}

test("never Saved while an edit of mine is not in a stored merge: 400 random histories", () => {
  for (let seed = 1; seed <= 400; seed += 1) live(seed, 150);
});
