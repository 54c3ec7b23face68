import assert from "node:assert/strict";
import { test } from "node:test";
import { SPEC, Y } from "./bench.mjs";
import { readNode } from "./document.js";
import { addNode } from "./ops.js";
import { spokenName, wordsOf } from "./words.js";

function words(kind, fields = {}, name = "A name") {
  const doc = new Y.Doc();
  const id = addNode(doc, SPEC, kind, { name, fields });
  return wordsOf(SPEC, readNode(doc, SPEC, id));
}

test("a card says the first words of what is spoken there, on one line", () => {
  assert.equal(words("conversation", { prompt: "  Ask\n\n what   they need. " }).text, "Ask what they need.");
  assert.equal(words("end_call", { farewell_message: "x".repeat(5_000) }).text.length, 180);
});

test("what is hidden in the inspector is not on the card", () => {
  const both = { prompt: "The prompt", static_message: "The message" };
  assert.equal(words("conversation", { ...both, mode: "prompt" }).text, "The prompt");
  assert.equal(words("conversation", { ...both, mode: "static" }).text, "The message");
});

test("a step without words says which are missing", () => {
  assert.deepEqual([words("conversation").text, words("conversation").hint], ["", "Nothing in “Prompt” yet"]);
  assert.equal(words("conversation", { mode: "static" }).hint, "Nothing in “Message” yet");
  assert.equal(words("if_else").hint, "");
});

test("a request says what it calls, and a list what is in it", () => {
  assert.equal(words("api_request", { method: "POST", url: "https://api.example.com/a" }).text, "POST api.example.com/a");
  assert.equal(words("extract", { variables: [{ name: "caller_name" }, { name: "" }, { name: "reason" }] }).text, "caller_name, reason");
});

test("the ways of an if/else are its ports and not said twice", () => {
  assert.equal(words("if_else", { conditions: [{ variable: "age", operator: ">", value: "3" }] }).text, "");
});

test("a step that nobody named has the name of its kind", () => {
  const { kinds } = SPEC;
  assert.equal(wordsOf(SPEC, { kind: "transfer", name: "", fields: readFieldsOf("transfer") }).name, kinds.transfer.title);
});

test("a screen reader hears name, kind and how many ways lead out", () => {
  const greeting = { name: "Greeting", title: "Conversation" };
  assert.equal(spokenName(greeting, [{}, {}]), "Greeting, Conversation, 2 outputs");
  assert.equal(spokenName(greeting, [{}]), "Greeting, Conversation, 1 output");
  assert.equal(spokenName({ name: "Bye", title: "End Call" }, []), "Bye, End Call, no outputs");
});

function readFieldsOf(kind) {
  const doc = new Y.Doc();
  return readNode(doc, SPEC, addNode(doc, SPEC, kind)).fields;
}
