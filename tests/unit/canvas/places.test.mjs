import assert from "node:assert/strict";
import { test } from "node:test";
import { pathFrom, placeOfPath } from "./places.js";

test("an address is a path of the document, or leads nowhere", () => {
  assert.deepEqual(pathFrom("settings/time_zone"), ["settings", "time_zone"]);
  assert.deepEqual(pathFrom("/nodes/n_1/conditions/i_2/value"), ["nodes", "n_1", "conditions", "i_2", "value"]);
  for (const text of ["", "nodes", "meta/schema", "nodes/<b>", "__proto__/x", "constructor", null, "settings/a/b/c/d/e/f"])
    assert.deepEqual(pathFrom(text), [], String(text));
});

test("every path has a panel, and a field the mark of its control", () => {
  const place = (...path) => {
    const { panel, step, mark, item, sub } = placeOfPath(path);
    return [panel, step, mark, item, sub];
  };
  assert.deepEqual(place("nodes", "n_1"), ["inspector", "n_1", "", "", ""]);
  assert.deepEqual(place("nodes", "n_1", "prompt"), ["inspector", "n_1", "prompt", "", ""]);
  assert.deepEqual(place("nodes", "n_1", "conditions", "i_1", "value"), ["inspector", "n_1", "conditions", "i_1", "value"]);
  assert.deepEqual(place("settings", "time_zone"), ["settings", "", "settings.time_zone", "", ""]);
  assert.deepEqual(place("settings", "business_hours", "i_1", "closes"), ["settings", "", "settings.business_hours", "i_1", "closes"]);
  assert.deepEqual(place("variables", "v_1", "name"), ["variables", "", "variables", "v_1", "name"]);
  assert.deepEqual(place("pronunciations", "p_1", "say_as"), ["settings", "", "pronunciations", "p_1", "say_as"]);
  assert.deepEqual(place("elsewhere"), ["", "", "", "", ""]);
});
