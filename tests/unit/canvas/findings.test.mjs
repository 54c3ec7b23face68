import assert from "node:assert/strict";
import { test } from "node:test";
import { aFlow, SPEC } from "./bench.mjs";
import {
  findingsAt,
  findingsOf,
  readFindings,
  spokenTally,
  stepOf,
  tallyOfEdge,
  tallyOfStep,
  whereOf,
} from "./findings.js";
import { outline } from "./outline.js";

const finding = (more = {}) => ({
  rule: "prompt-missing",
  severity: "error",
  message: "The prompt is empty.",
  mend: "Write one.",
  node: "n_1",
  edge: "",
  path: ["nodes", "n_1", "prompt"],
  fix: null,
  ...more,
});
const read = (...list) => readFindings({ hash: "h1", changes: 3, list }).findings;

test("P4.1 a message becomes the list, its hash, the counts and what is not live", () => {
  const told = readFindings({ hash: "h1", changes: 3, list: [finding(), finding({ severity: "warning", path: [] })] });
  const { findings, ...rest } = told;
  assert.equal(findings.length, 2);
  assert.deepEqual(rest, { findings_hash: "h1", findings_stale: false, changes: 3, errors: 1, warnings: 1 });
});

test("what has no right shape is left out, and nothing throws", () => {
  const odd = [null, 7, "x", [], {}, finding({ severity: "loud" }), finding({ message: "" }), finding({ message: 4 })];
  assert.deepEqual(read(...odd), []);
  for (const message of [null, undefined, 4, {}, { list: "x" }, { list: {} }, { hash: 4, changes: -1, list: [] }]) {
    const { findings, findings_hash, changes } = readFindings(message);
    assert.deepEqual([findings, findings_hash, changes], [[], "", 0]);
  }
});

test("a path of anything but ids is none, and a fix without ops is no fix", () => {
  const [one] = read(finding({ path: ["nodes", "../x"], node: "<b>", fix: { label: "Do", ops: [] } }));
  assert.deepEqual([one.path, one.node, one.fix], [[], "", null]);
});

test("sizes are bounded", () => {
  const [one] = read(finding({ message: "x".repeat(100_000), fix: { label: "y".repeat(999), ops: Array(999).fill({ op: "set" }) } }));
  assert.deepEqual([one.message.length, one.fix.label.length, one.fix.ops.length], [600, 80, 200]);
  assert.equal(readFindings({ list: Array(9_999).fill(finding()) }).findings.length, 2_000);
});

test("fatal ones come first, warnings last, and every finding has a key of its own", () => {
  const list = read(finding({ severity: "warning" }), finding(), finding({ severity: "fatal" }));
  assert.deepEqual(list.map(({ severity }) => severity), ["fatal", "error", "warning"]);
  assert.equal(new Set(list.map(({ key }) => key)).size, 3);
});

test("what did not change keeps its identity, so that only cards with other findings are drawn", () => {
  const first = readFindings({ list: [finding(), finding({ node: "n_2", path: [] })] }).findings;
  const second = readFindings({ list: [finding(), finding({ node: "n_2", path: [], message: "Other." })] }, first).findings;
  assert.equal(second[0], first[0]);
  assert.notEqual(second[1], first[1]);
  assert.equal(readFindings({ list: [finding(), finding({ node: "n_2", path: [] })] }, first).findings, first);
});

test("they are found by step, by connection and by the exact path", () => {
  const entry = ["nodes", "n_1", "conditions", "i_1", "variable"];
  const list = read(
    finding(),
    finding({ severity: "warning", path: entry, message: "Unknown variable." }),
    finding({ node: "", path: ["settings", "time_zone"] }),
    finding({ node: "", edge: "e_1", path: [] }),
  );
  assert.deepEqual(findingsAt(list, ["nodes", "n_1", "prompt"]).length, 1);
  assert.deepEqual(findingsAt(list, entry).length, 1);
  assert.deepEqual(findingsAt(list, entry.slice(0, 4)).length, 0);
  assert.deepEqual(findingsAt(list, ["settings", "time_zone"]).length, 1);
  assert.equal(findingsOf(list, "n_1").length, 2);
  assert.deepEqual(tallyOfStep(list, "n_1"), { errors: 1, warnings: 1, words: "The prompt is empty.\nUnknown variable." });
  assert.equal(tallyOfEdge(list, "e_1").errors, 1);
  assert.deepEqual(tallyOfStep(list, "n_9"), { errors: 0, warnings: 0, words: "" });
});

test("a finding that names its step only by the path is about that step", () => {
  assert.deepEqual([stepOf({ node: "", path: ["nodes", "n_4"] }), stepOf({ node: "", path: ["settings", "voice"] })], ["n_4", ""]);
});

test("counts are said in words", () => {
  assert.equal(spokenTally({ errors: 1, warnings: 2 }), "1 error, 2 warnings");
  assert.equal(spokenTally({ errors: 0, warnings: 1 }), "1 warning");
});

test("what it is about is said in the words of the panels", () => {
  const steps = new Map(outline(aFlow(), SPEC).list.map((step) => [step.id, step]));
  const where = (more) => whereOf(finding({ node: "", edge: "", path: [], ...more }), steps, SPEC);
  assert.equal(where({ node: "n_talk", path: ["nodes", "n_talk", "prompt"] }), "Talk · Prompt");
  assert.equal(where({ node: "n_talk" }), "Talk");
  assert.equal(where({ node: "n_gone", path: ["nodes", "n_gone", "prompt"] }), "A step that is gone");
  assert.equal(where({ path: ["settings", "time_zone"] }), "Settings · Time zone");
  assert.equal(where({ path: ["pronunciations", "p_1", "word"] }), "Pronunciations");
  assert.deepEqual([where({ edge: "e_1" }), where({})], ["A connection", "The whole flow"]);
});
