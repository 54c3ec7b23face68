import assert from "node:assert/strict";
import { test } from "node:test";
import { greetingOf, speak } from "./speech.js";

const flow = (fields, more = {}) => ({ nodes: { start: { kind: "start", fields } }, settings: {}, variables: [], ...more });

test("the greeting is what a caller hears first, in the language and at the speed of the settings", () => {
  const found = greetingOf(flow({ greeting_message: "Good day." }, { settings: { language: "da-DK", speed: 1.1 } }));
  assert.deepEqual(found, { text: "Good day.", language: "da-DK", rate: 1.1 });
});

test("variables are spoken by their value, else by their name", () => {
  const variables = [{ id: "v_1", name: "clinic", value: "Harbour Lane" }, { id: "v_2", name: "first_name", value: "" }];
  const { text } = greetingOf(flow({ greeting_message: "{{clinic}} for {{first_name}}, {{other_one}}" }, { variables }));
  assert.equal(text, "Harbour Lane for first name, other one");
});

test("where the caller speaks first there is nothing to read", () => {
  assert.equal(greetingOf(flow({ speaker_first: "caller", greeting_message: "Hello" })).text, "");
});

test("no speed is too much for a voice", () => {
  for (const speed of [0, -3, 40, "fast", null]) {
    const { rate } = greetingOf(flow({}, { settings: { speed } }));
    assert.ok(rate >= 0.5 && rate <= 2, String(speed));
  }
});

function browser(project) {
  const said = [];
  class SpeechSynthesisUtterance {
    constructor(text) {
      this.text = text;
    }
  }
  const speechSynthesis = { speaking: false, speak: (words) => said.push(words.text), cancel: () => said.push("stop") };
  return { said, page: { speechSynthesis, SpeechSynthesisUtterance }, ui: { session: {}, kit: { project } } };
}

test("it reads aloud, and pressed again it stops", () => {
  const { said, page, ui } = browser(() => flow({ greeting_message: "Good day." }));
  assert.equal(speak(ui, page), "");
  page.speechSynthesis.speaking = true;
  assert.equal(speak(ui, page), "");
  assert.deepEqual(said, ["Good day.", "stop"]);
});

test("a browser without a voice, and a flow without a greeting, say so", () => {
  const { said, page, ui } = browser(() => flow({ greeting_message: "  " }));
  assert.match(speak(ui, page), /no greeting/);
  assert.match(speak(ui, {}), /no voice/);
  assert.deepEqual(said, []);
});
