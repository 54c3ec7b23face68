/** Documents as real Yjs peers make them, for flow_fixture.json: prints [{name, update}], updates in base64. */

import * as Y from "yjs";

const cases = [];

/** A document of two peers: `first` has written, then `second` and `third` write at once, unaware of each other. */
function add(name, first, second = () => {}, third = () => {}) {
  const base = peer(101, []);
  base.transact(() => first(parts(base)));
  const start = Y.encodeStateAsUpdate(base);
  const ends = [peer(102, [start]), peer(103, [start])];
  [second, third].forEach((write, index) => ends[index].transact(() => write(parts(ends[index]))));
  const merged = peer(104, [start, ...ends.map((doc) => Y.encodeStateAsUpdate(doc))]);
  cases.push({ name, update: Buffer.from(Y.encodeStateAsUpdate(merged)).toString("base64") });
}

function peer(clientId, updates) {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  updates.forEach((update) => Y.applyUpdate(doc, update));
  return doc;
}

const ROOTS = ["meta", "nodes", "edges", "layout", "settings", "variables", "pronunciations", "notes"];
const parts = (doc) => Object.fromEntries(ROOTS.map((name) => [name, doc.getMap(name)]));
const map = (entries) => new Y.Map(Object.entries(entries));
const text = (words) => new Y.Text(words);

/** Start, a conversation with two ways out, an end; connected. */
function small({ meta, nodes, edges, layout }) {
  meta.set("schema", 1);
  nodes.set("start", map({ kind: "start", name: "Start", speaker_first: "agent", greeting_message: text("Hello") }));
  const transitions = map({
    i_a: map({ order: 2, condition: "They want a visit" }),
    i_b: map({ order: 1, condition: "They want to go" }),
  });
  nodes.set("n_talk", map({ kind: "conversation", name: "Talk", mode: "prompt", prompt: text("Ask."), transitions }));
  nodes.set("n_end", map({ kind: "end_call", name: "Bye", farewell_message: text("Bye"), end_condition_prompt: text("") }));
  edges.set("e_1", { source: "start", port: "out", target: "n_talk" });
  edges.set("e_2", { source: "n_talk", port: "i_a", target: "n_end" });
  layout.set("start", { x: 0, y: 0 });
  layout.set("n_talk", { x: 360.5, y: -20 });
}

add("small", small);

add("two people typed in one prompt and moved one node", small,
  ({ nodes, layout }) => {
    nodes.get("n_talk").get("prompt").insert(4, " Be kind. 🙂");
    layout.set("n_talk", { x: 10, y: 10 });
  },
  ({ nodes, layout }) => {
    nodes.get("n_talk").get("prompt").insert(0, "First: ");
    nodes.get("n_talk").get("prompt").delete(7, 1);
    layout.set("n_talk", { x: 20, y: 20 });
  });

add("deleted while somebody wrote in it", small,
  ({ nodes }) => nodes.get("n_talk").set("deleted", { by: "us_ana", at: "2030-05-01T10:00:00Z" }),
  ({ nodes }) => nodes.get("n_talk").get("prompt").insert(0, "Kept: "));

add("deleted and recovered", (root) => {
  small(root);
  root.nodes.get("n_talk").set("deleted", { by: "us_ana", at: "2030-05-01T10:00:00Z" });
}, ({ nodes }) => nodes.get("n_talk").delete("deleted"));

add("marks that delete nothing", (root) => {
  small(root);
  root.nodes.get("start").set("deleted", { by: "us_ana", at: "2030-05-01T10:00:00Z" });
  root.nodes.get("n_talk").set("deleted", true);
  root.nodes.get("n_end").set("deleted", map({ by: "us_ana" }));
});

add("edges that dangle", (root) => {
  small(root);
  const edges = {
    e_0: { source: "n_talk", port: "i_a", target: "n_talk" },
    e_3: { source: "n_talk", port: "i_gone", target: "n_end" },
    e_4: { source: "n_talk", port: "i_b", target: "n_gone" },
    e_5: { source: "n_talk", port: "i_b", target: "start" },
    e_6: { source: "n_end", port: "out", target: "n_talk" },
    e_7: { source: "n_talk", port: 5, target: ["n_end"] },
    e_8: "n_talk",
    e_9: null,
    "e 10": { source: "n_talk", port: "i_b", target: "n_end" },
  };
  Object.entries(edges).forEach(([id, edge]) => root.edges.set(id, edge));
  root.edges.set("e_11", map({ source: "n_talk", port: "i_b", target: "n_end" }));
});

add("two edges drawn at once from one port", small,
  ({ edges }) => edges.set("e_z", { source: "n_talk", port: "i_b", target: "n_end" }),
  ({ edges }) => edges.set("e_m", { source: "n_talk", port: "i_b", target: "n_talk", extra: 1 }));

add("a target deleted while an edge to it was drawn", small,
  ({ nodes }) => nodes.get("n_end").set("deleted", { by: "us_ben", at: "" }),
  ({ edges }) => edges.set("e_3", { source: "n_talk", port: "i_b", target: "n_end" }));

add("orders with ties, without number, with fractions", (root) => {
  small(root);
  const transitions = root.nodes.get("n_talk").get("transitions");
  transitions.set("i_c", map({ order: 1.5, condition: "fraction" }));
  transitions.set("i_B", map({ order: 1, condition: "capital" }));
  transitions.set("i_none", map({ condition: "no order" }));
  transitions.set("i_text", map({ order: "1", condition: "order is text" }));
  transitions.set("i_inf", map({ order: Infinity, condition: "order is infinite" }));
  transitions.set("i_big", map({ order: 3n, condition: "order is a big integer" }));
  transitions.set("i_plain", { order: 1, condition: "not a map" });
  transitions.set("bad id", map({ order: 1, condition: "illegal id" }));
  transitions.get("i_a").set("condition", text("a text where a line belongs"));
});

add("two people reordered one list", small,
  ({ nodes }) => nodes.get("n_talk").get("transitions").get("i_a").set("order", 0.5),
  ({ nodes }) => nodes.get("n_talk").get("transitions").get("i_b").set("condition", "They are done"));

add("an entry removed while somebody edited it", small,
  ({ nodes }) => nodes.get("n_talk").get("transitions").delete("i_a"),
  ({ nodes }) => nodes.get("n_talk").get("transitions").get("i_a").set("condition", "They want two visits"));

add("unknown kinds", (root) => {
  small(root);
  const deep = { list: [1, 2.5, [true, null]], object: { ["a b"]: "c" } };
  root.nodes.set("n_sms", map({ kind: "sms", name: "Text them", message: text("Hi"), retries: 2, deep, list: map({ i_1: map({ order: 1, to: "x" }) }) }));
  root.nodes.set("n_fax", map({ kind: "fax", "Bad Name": 1, undefined_value: undefined, bytes: new Uint8Array([1, 2]), big: 7n, nan: NaN }));
  root.edges.set("e_3", { source: "n_talk", port: "i_b", target: "n_sms" });
  root.edges.set("e_4", { source: "n_sms", port: "delivered", target: "n_end" });
  root.edges.set("e_5", { source: "n_sms", port: "not a port", target: "n_end" });
  root.layout.set("n_sms", { x: 1e3, y: 2.25 });
});

add("nodes that are none", (root) => {
  small(root);
  root.nodes.set("n_plain", { kind: "end_call", name: "plain" });
  root.nodes.set("n_text", text("end_call"));
  root.nodes.set("n_kindless", map({ name: "no kind" }));
  root.nodes.set("n_odd_kind", map({ kind: "End Call" }));
  root.nodes.set("n_text_kind", map({ kind: text("end_call") }));
  root.nodes.set("n_start", map({ kind: "start", name: "Second" }));
  root.nodes.set("constructor", map({ kind: "end_call" }));
  root.nodes.set("", map({ kind: "end_call" }));
});

add("values of the wrong type", (root) => {
  small(root);
  root.meta.set("schema", "two");
  const fields = { mode: 5, prompt: "plain", static_message: map({}), skip_response: "yes", use_knowledge: null, transitions: [1] };
  root.nodes.set("n_odd", map({ kind: "conversation", name: text("shared"), ...fields }));
  root.nodes.set("n_book", map({ kind: "booking", name: 5, operations: ["book", 1], duration_minutes: "30", days_to_check: 21 }));
  root.nodes.set("n_find", map({ kind: "booking", name: "", operations: ["find", "teleport"], duration_minutes: 30.5 }));
  root.layout.set("n_odd", { x: "1", y: 2 });
  root.layout.set("n_book", map({ x: 1, y: 2 }));
  root.settings.set("system_prompt", "plain");
  root.settings.set("speed", 1.5);
  root.settings.set("volume", 79.99);
  root.settings.set("language", ["en"]);
  root.settings.set("fillers", map({ i_1: map({ order: 1, phrase: "Hm", when: 3 }) }));
  root.variables.set("v_2", map({ order: 1, name: "second", type: "string", value: "2" }));
  root.variables.set("v_1", map({ order: 1, name: "first", type: 1, value: false }));
  root.variables.set("v_0", { name: "plain" });
  root.pronunciations.set("p_1", map({ order: 0, word: "copay", say_as: "koh-pay" }));
});

add("Start that says it is something else, and no place", (root) => {
  small(root);
  root.nodes.get("start").set("kind", "end_call");
  root.nodes.get("start").set("speaker_first", "caller");
  root.layout.delete("start");
});

add("conditions, keywords and their words", (root) => {
  small(root);
  const conditions = map({
    i_2: map({ order: 2, variable: "name", operator: "is_empty", value: "" }),
    i_1: map({ order: 1, variable: "{value}", operator: "in", value: "a,  b" }),
    i_3: map({ order: 3, variable: "", operator: "==", value: "" }),
    i_4: map({ order: 4, variable: "x", operator: "newer", value: "y" }),
  });
  root.nodes.set("n_if", map({ kind: "if_else", name: "Check", conditions }));
  root.nodes.set("n_ask", map({ kind: "extract", name: "Ask", keywords: map({ i_1: map({ order: 1, phrase: "stop" }) }), variables: map({}) }));
  root.nodes.set("n_desk", map({ kind: "transfer", name: "Desk" }));
  root.edges.set("e_3", { source: "n_desk", port: "not_reached", target: "n_ask" });
  root.edges.set("e_4", { source: "n_ask", port: "i_1", target: "n_desk" });
  root.edges.set("e_5", { source: "n_if", port: "default", target: "n_if" });
});

add("notes", (root) => {
  small(root);
  root.notes.set("t_1", map({ text: text("Ask the nurses.") }));
  root.notes.set("t_2", map({ text: "plain" }));
  root.notes.set("t_3", { text: "no map" });
  root.layout.set("t_1", { x: -5, y: -0 });
});

console.log(JSON.stringify(cases));
