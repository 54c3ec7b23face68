/** What the tests of the document begin with: the real node-spec table, small flows, two people who meet. */

import { readFileSync } from "node:fs";
import * as Y from "yjs";
import { LOCAL } from "./document.js";
import { addNode, connect } from "./ops.js";

export const readJson = (name) => JSON.parse(readFileSync(new URL(`./${name}`, import.meta.url), "utf8"));

export const SPEC = readJson("client_spec.json");

/** Start → n_talk (i_yes, i_no) → n_end by i_yes; edges e ids are random. */
export function aFlow() {
  const doc = new Y.Doc();
  addNode(doc, SPEC, "start", { fields: { greeting_message: "Hello" } });
  const transitions = [{ id: "i_yes", condition: "They agree" }, { id: "i_no", condition: "They decline" }];
  addNode(doc, SPEC, "conversation", { id: "n_talk", name: "Talk", x: 300, y: 0, fields: { prompt: "Ask.", transitions } });
  addNode(doc, SPEC, "end_call", { id: "n_end", name: "Bye", x: 600, y: 100 });
  connect(doc, SPEC, { source: "start", port: "out", target: "n_talk" });
  connect(doc, SPEC, { source: "n_talk", port: "i_yes", target: "n_end" });
  return doc;
}

/** Another person with the same document. */
export function twin(doc) {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  return other;
}

/** Let two people hear of each other. */
export function meet(one, other) {
  const [mine, theirs] = [Y.encodeStateAsUpdate(one), Y.encodeStateAsUpdate(other)];
  Y.applyUpdate(one, theirs);
  Y.applyUpdate(other, mine);
}

/** The origins of the transactions that `work` writes with. */
export function origins(doc, work) {
  const seen = [];
  const listen = (_update, origin) => seen.push(origin);
  doc.on("update", listen);
  work();
  doc.off("update", listen);
  return seen;
}

export { LOCAL, Y };
