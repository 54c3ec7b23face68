import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, begun, heard, heardOnCard, isQuiet, left, moved } from "./quiet.js";
import { EMPTY } from "./ui.js";

const finding = (path, rule = "field_empty", node = "") => ({ rule, path, node, edge: "" });
const PROMPT = finding(["nodes", "n_1", "prompt"]);
const ENTRY = finding(["nodes", "n_1", "transitions", "i_1", "condition"]);

test("C3 what was there before is shown at once; a new step waits for the field to be left or another selection", () => {
  assert.equal(isQuiet(EMPTY, PROMPT), false);
  const fresh = { ...EMPTY, ...begun(EMPTY, "n_1") };
  assert.equal(isQuiet(fresh, PROMPT), true);
  assert.equal(isQuiet(fresh, finding([], "unreachable", "n_1")), true);
  assert.equal(isQuiet(fresh, finding(["nodes", "n_2", "prompt"])), false);
  assert.equal(isQuiet({ ...fresh, ...left(fresh, "nodes/n_1/prompt") }, PROMPT), false);
  assert.equal(isQuiet({ ...fresh, ...left(fresh, "nodes/n_1/name") }, PROMPT), true);
  assert.equal(isQuiet({ ...fresh, ...moved(fresh, "n_1") }, PROMPT), true);
  assert.equal(isQuiet({ ...fresh, ...moved(fresh, "n_2") }, PROMPT), false);
  assert.equal(isQuiet({ ...fresh, ...attempt }, PROMPT), false);
});

test("C3 a new entry waits until it is left", () => {
  const fresh = { ...EMPTY, ...begun(EMPTY, "i_1") };
  assert.equal(isQuiet(fresh, ENTRY), true);
  assert.equal(isQuiet({ ...fresh, ...left(fresh, "nodes/n_1/transitions") }, ENTRY), true);
  assert.equal(isQuiet({ ...fresh, ...left(fresh, "nodes/n_1/transitions/i_1") }, ENTRY), false);
  const variable = { ...EMPTY, ...begun(EMPTY, "v_1") };
  assert.equal(isQuiet(variable, finding(["variables", "v_1", "name"])), true);
  assert.equal(isQuiet({ ...variable, ...left(variable, "variables/v_1") }, finding(["variables", "v_1", "name"])), false);
});

test("C3 what a new agent cannot have yet waits until its field was left", () => {
  const voice = finding(["settings", "voice"], "setting_empty");
  assert.equal(isQuiet(EMPTY, voice), true);
  assert.equal(isQuiet({ ...EMPTY, ...left(EMPTY, "settings/voice") }, voice), false);
  assert.equal(isQuiet(EMPTY, finding(["settings", "time_zone"], "zone_unknown")), false);
});

test("C3 a card says at once that nothing leads to it", () => {
  const unreachable = finding([], "unreachable", "n_1");
  assert.deepEqual(heardOnCard({ ...EMPTY, ...begun(EMPTY, "n_1") }, [PROMPT, unreachable]), [unreachable]);
});

test("the list of findings is the same one where nothing waits", () => {
  const all = [PROMPT, ENTRY];
  assert.equal(heard(EMPTY, all), all);
  assert.deepEqual(heard({ ...EMPTY, ...begun(EMPTY, "i_1") }, all), [PROMPT]);
});
