/** What a step's card says: its name, the first words of its text, how a screen reader calls it. */

import { cut, isBlank } from "./text.js";

const SHOWN_CHARS = 180;
export const UNKNOWN_STEP = "Unknown step — made by a newer Callweave";

/** {title, name, text, hint}: `text` is what somebody wrote, `hint` stands in its place while nobody has. */
export function wordsOf(spec, node) {
  const kind = spec.kinds[node.kind];
  if (!kind) return { title: UNKNOWN_STEP, name: isBlank(node.name) ? "Unnamed step" : node.name, text: "", hint: "" };
  const shown = kind.fields.filter((field) => isShown(field, node.fields));
  const previews = kind.preview.map((name) => shown.find((field) => field.name === name)).filter(Boolean);
  const text = previews.map((field) => tidy(node.fields[field.name])).find(Boolean) || listed(kind, shown, node.fields);
  return {
    title: kind.title,
    name: isBlank(node.name) ? kind.title : node.name,
    text: lead(node, text),
    hint: text || !previews.length ? "" : `Nothing in “${previews[0].label}” yet`,
  };
}

/** "Greeting, Conversation, 2 outputs" */
export function spokenName({ name, title }, ports) {
  const outputs = ports.length === 1 ? "1 output" : `${ports.length} outputs`;
  return `${name}, ${title}, ${ports.length ? outputs : "no outputs"}`;
}

/** "Greeting, Wants to book, to Book a visit" */
export const spokenEdge = (from, port, to) => `${from}, ${port}, to ${to}`;

export function isShown(field, fields) {
  if (!field.shown_if) return true;
  const [name, value] = field.shown_if;
  const held = fields[name];
  return Array.isArray(held) ? held.includes(value) : held === value;
}

/** The names of a list's entries, unless the ports already say them. */
function listed(kind, shown, fields) {
  const list = shown.find(
    (field) => field.type === "items" && field.name !== kind.ports.each && fields[field.name]?.length,
  );
  const key = list?.item.find((field) => field.type === "line")?.name;
  return key
    ? tidy(
        fields[list.name]
          .map((item) => item[key])
          .filter(Boolean)
          .join(", "),
      )
    : "";
}

const lead = (node, text) =>
  text && node.kind === "api_request" ? `${node.fields.method} ${text.replace(/^https?:\/\//, "")}` : text;

const tidy = (value) =>
  typeof value === "string"
    ? cut(cut(value, 4 * SHOWN_CHARS).replace(/\s+/g, " ").trim(), SHOWN_CHARS)
    : "";
