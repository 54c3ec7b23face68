import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { entranceActions } from "./entrance_actions.js";
import { EMPTY, ui } from "./ui.js";

let heard;
let answer;

/** A page of which only what is heard here can happen. */
beforeEach(() => {
  heard = [];
  globalThis.window = new EventTarget();
  globalThis.document = new EventTarget();
  window.addEventListener("beforeunload", () => heard.push("connection closed"));
  document.addEventListener("visibilitychange", () => heard.push("connection opened"));
  globalThis.location = { assign: (path) => heard.push(`gone to ${path}`), reload: () => heard.push("page reloaded") };
  globalThis.fetch = async (path, { body }) => {
    heard.push(`${path} ${body}`);
    if (!answer) throw new TypeError("Failed to fetch");
    return { ok: answer.ok, json: async () => answer.body };
  };
  const session = {
    signedInAgain: () => heard.push("document goes on"),
    discardBackup: async () => heard.push("edits discarded"),
    reload: () => heard.push("flow loaded again"),
  };
  ui.set({ ...EMPTY, session, dialog: "", sign_in_problem: "", sign_out_problem: "", signing_in: false });
});

test("signing in again opens the page's connection anew and lets the document go on", async () => {
  answer = { ok: true, body: { user: { id: "us_1" } } };
  ui.set({ dialog: "sign-in" });
  await entranceActions.sign_in({ email: "anna@example.com", password: "secret words" });
  assert.deepEqual(heard, [
    '/auth/sign-in {"email":"anna@example.com","password":"secret words"}',
    "connection closed",
    "connection opened",
    "document goes on",
  ]);
  assert.equal(ui.get().dialog, "");
  assert.equal(ui.get().signing_in, false);
});

test("a wrong password stays in the dialog with the server's sentence", async () => {
  answer = { ok: false, body: { error: { code: "signed_out", message: "E-mail or password is not right." } } };
  ui.set({ dialog: "sign-in" });
  await entranceActions.sign_in({ email: "anna@example.com", password: "wrong" });
  assert.equal(ui.get().sign_in_problem, "E-mail or password is not right.");
  assert.equal(ui.get().dialog, "sign-in");
  assert.equal(heard.length, 1);
});

test("without a server the dialog says that the edits are kept, and can be sent again", async () => {
  answer = null;
  await entranceActions.sign_in({ email: "anna@example.com", password: "secret words" });
  assert.match(ui.get().sign_in_problem, /kept on this device/);
  assert.equal(ui.get().signing_in, false);
});

test("signing out with unsent edits asks first", () => {
  ui.set({ unsent: 2 });
  entranceActions.sign_out();
  assert.equal(ui.get().dialog, "sign-out");
  assert.deepEqual(heard, []);
});

test("what this device keeps is thrown away only after the server has signed out", async () => {
  answer = { ok: true, body: {} };
  await entranceActions.leave(true);
  assert.deepEqual(heard, ["/auth/sign-out {}", "edits discarded", "gone to /sign-in"]);
});

test("with nothing unsent signing out asks nothing and throws nothing away", async () => {
  answer = { ok: true, body: {} };
  ui.set({ unsent: 0 });
  entranceActions.sign_out();
  await new Promise(setImmediate);
  assert.deepEqual(heard, ["/auth/sign-out {}", "gone to /sign-in"]);
});

test("signing out without a server throws nothing away and says why", async () => {
  answer = null;
  await entranceActions.leave(true);
  assert.deepEqual(heard, ["/auth/sign-out {}"]);
  assert.equal(ui.get().dialog, "sign-out");
  assert.match(ui.get().sign_out_problem, /cannot be reached/);
});

test("a newer server needs the whole page, everything else only the flow", () => {
  ui.set({ refusal: { code: 4413 } });
  entranceActions.reload();
  ui.set({ refusal: { code: 4426 } });
  entranceActions.reload();
  assert.deepEqual(heard, ["flow loaded again", "page reloaded"]);
});
