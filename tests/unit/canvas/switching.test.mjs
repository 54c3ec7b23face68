import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answered, openDialog, press, reach, SWITCHING, whenStored } from "./switching.js";
import { EMPTY, ui } from "./ui.js";

let asked;

beforeEach(() => {
  asked = [];
  const server = { confirm: (...args) => asked.push(args) };
  ui.set({ ...EMPTY, ...SWITCHING, connection: "online", away: false, dialog: "", server });
});

const opened = (dialog = "switch") => openDialog(dialog);

test("with nothing on its way the server is asked at once", () => {
  whenStored(opened(), () => asked.push("asked"));
  assert.deepEqual(asked, ["asked"]);
  assert.equal(ui.get().waiting, false);
});

test("the server is asked only after my last edit is stored, and once", () => {
  ui.set({ unsent: 2 });
  whenStored(opened(), () => asked.push("asked"));
  assert.equal(ui.get().waiting, true);
  ui.set({ unsent: 1 });
  assert.deepEqual(asked, []);
  ui.set({ unsent: 0 });
  ui.set({ unsent: 3 });
  ui.set({ unsent: 0 });
  assert.deepEqual(asked, ["asked"]);
  assert.equal(ui.get().waiting, false);
});

test("whoever closes the dialog while it waits has asked for nothing", () => {
  ui.set({ unsent: 1 });
  whenStored(opened(), () => asked.push("asked"));
  ui.set({ dialog: "" });
  ui.set({ unsent: 0 });
  assert.deepEqual(asked, []);
});

test("a dialog opened anew does not carry out what the former one waited for", () => {
  ui.set({ unsent: 1 });
  whenStored(opened(), () => asked.push("first"));
  whenStored(opened(), () => asked.push("second"));
  ui.set({ unsent: 0 });
  assert.deepEqual(asked, ["second"]);
});

for (const gone of [{ connection: "offline" }, { away: true }, { connection: "stopped" }]) {
  test(`when the server goes away while it waits nothing is asked, also later: ${JSON.stringify(gone)}`, () => {
    ui.set({ unsent: 1 });
    whenStored(opened(), () => asked.push("asked"));
    ui.set(gone);
    assert.equal(ui.get().lost, true);
    ui.set({ connection: "online", away: false, unsent: 0 });
    assert.deepEqual(asked, []);
  });
}

test("a press goes to the server with a number of its own, and the button is busy until it is answered", () => {
  opened();
  press("confirm", "rq_1", { note: "" });
  const [[mine, review, form]] = asked;
  assert.equal(ui.get().pressed, mine);
  assert.deepEqual([review, form], ["rq_1", { note: "" }]);
  answered({ answered: "another", finished: "" });
  assert.equal(ui.get().pressed, mine);
  answered({ answered: mine, finished: "" });
  assert.equal(ui.get().pressed, "");
  assert.equal(ui.get().dialog, "switch");
});

test("a second press while the first is not answered is none", () => {
  opened();
  press("confirm");
  press("confirm");
  assert.equal(asked.length, 1);
});

test("a press while the server is away does nothing, also later", () => {
  opened();
  reach(true);
  press("confirm");
  reach(false);
  assert.deepEqual(asked, []);
  assert.equal(ui.get().pressed, "");
});

test("a deed that is done closes its dialog", () => {
  const ticket = opened();
  press("confirm");
  answered({ answered: ui.get().pressed, finished: ticket });
  assert.deepEqual([ui.get().dialog, ui.get().pressed], ["", ""]);
});

test("what another dialog was about closes nothing", () => {
  const former = opened();
  opened();
  answered({ answered: "", finished: former });
  assert.equal(ui.get().dialog, "switch");
});

test("a connection lost between press and answer is said: nobody knows what came of it", () => {
  opened();
  press("confirm");
  reach(true);
  assert.deepEqual([ui.get().lost, ui.get().pressed], [true, ""]);
});

test("a dialog opens with nothing of the one before", () => {
  opened();
  ui.set({ switch_note: "because", limits_touched: true, lost: true });
  opened();
  assert.deepEqual([ui.get().switch_note, ui.get().limits_touched, ui.get().lost], ["", false, false]);
  assert.equal(ui.get().away, false);
});
