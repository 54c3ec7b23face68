/** What the server says is wrong with the flow: read from its message, counted, and found by step, edge and field. */

import { share } from "./sources.js";

const MOST = 2_000;
const MOST_WORDS = 600;
const MOST_OPS = 200;
const MOST_IDS = 500;
const PART = /^[A-Za-z0-9_-]{1,64}$/;
const SEVERITIES = new Set(["fatal", "error", "warning"]);
const NONE = Object.freeze([]);
const CLEAN = Object.freeze({ errors: 0, warnings: 0, words: "" });

const words = (value, most = MOST_WORDS) => (typeof value === "string" ? value.slice(0, most) : "");
const id = (value) => (typeof value === "string" && PART.test(value) ? value : "");
const count = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);
const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : NONE);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * A findings message as keys of the store; what has no right shape is left out. Equal findings keep their identity
 * from `before`, so that only what changed is drawn again.
 */
export function readFindings(message, before = NONE) {
  const read = list(message?.list, MOST).map(readFinding).filter(Boolean);
  const findings = share(before, keyed(sorted(read)));
  const errors = findings.filter(isBlocking).length;
  return {
    findings,
    findings_hash: words(message?.hash, 128),
    findings_stale: false,
    changes: count(message?.changes),
    errors,
    warnings: findings.length - errors,
  };
}

/** Whether the flow cannot go live with it. */
export const isBlocking = ({ severity }) => severity !== "warning";

function readFinding(value) {
  if (!isObject(value) || !SEVERITIES.has(value.severity) || !words(value.message)) return null;
  const parts = list(value.path, 8);
  return {
    rule: words(value.rule, 80),
    severity: value.severity,
    message: words(value.message),
    mend: words(value.mend),
    node: id(value.node),
    edge: id(value.edge),
    path: parts.every((part) => id(part)) ? [...parts] : [],
    fix: readFix(value.fix),
  };
}

function readFix(value) {
  if (!isObject(value) || !words(value.label)) return null;
  const ops = list(value.ops, MOST_OPS).filter(isObject).map(readOp);
  return ops.length ? { label: words(value.label, 80), ops } : null;
}

const readOp = ({ op, ids, path, value, id: item }) => ({
  op: words(op, 40),
  ids: list(ids, MOST_IDS).map(id).filter(Boolean),
  path: list(path, 8).map((part) => words(part, 64)),
  value: value ?? null,
  id: id(item),
});

/** Fatal ones first, then errors, then warnings; among equals the server's order. */
const sorted = (findings) => ["fatal", "error", "warning"].flatMap((each) => findings.filter((one) => one.severity === each));

/** Each with a key of its own that stays while the finding does. */
function keyed(findings) {
  const seen = new Map();
  return findings.map((finding) => {
    const stem = [finding.rule, finding.node, finding.edge, ...finding.path].join("/");
    const at = (seen.get(stem) ?? 0) + 1;
    seen.set(stem, at);
    return { ...finding, key: at === 1 ? stem : `${stem}#${at}` };
  });
}

const indexes = new WeakMap();

function indexOf(findings) {
  if (!indexes.has(findings)) indexes.set(findings, build(findings));
  return indexes.get(findings);
}

function build(findings) {
  const index = { steps: new Map(), edges: new Map(), places: new Map() };
  for (const finding of findings) {
    const step = stepOf(finding);
    if (step) add(index.steps, step, finding);
    if (finding.edge) add(index.edges, finding.edge, finding);
    if (finding.path.length) add(index.places, finding.path.join("/"), finding);
  }
  return index;
}

const add = (map, key, finding) => map.set(key, [...(map.get(key) ?? NONE), finding]);

/** The step a finding is about, "" for none. */
export const stepOf = ({ node, path }) => node || (path[0] === "nodes" ? (path[1] ?? "") : "");

/**
 * What a finding is about, in words: "Greeting · Prompt", "Settings · Time zone". `steps` is id → {name, kind}, kinds by
 * their titles as the outline gives them.
 */
export function whereOf(finding, steps, spec) {
  const id = stepOf(finding);
  const [root, ...keys] = finding.path;
  const labelled = (what, fields, name) => [what, fields?.find((field) => field.name === name)?.label].filter(Boolean).join(" · ");
  if (id) {
    const step = steps.get(id);
    const kind = Object.values(spec?.kinds ?? {}).find(({ title }) => title === step?.kind);
    return labelled(step?.name ?? "A step that is gone", kind?.fields, keys[1]);
  }
  if (root === "settings") return labelled("Settings", spec?.settings, keys[0]);
  return { variables: "Variables", pronunciations: "Pronunciations" }[root] ?? (finding.edge ? "A connection" : "The whole flow");
}

/** The findings at exactly this path, such as ["nodes", id, "prompt"] or ["settings", "fillers", item, "phrase"]. */
export const findingsAt = (findings, path) => indexOf(findings).places.get(path.join("/")) ?? NONE;

/** All findings about a step. */
export const findingsOf = (findings, step) => indexOf(findings).steps.get(step) ?? NONE;

/** {errors, warnings, words} of a step's card; `words` is everything it says, a line each. */
export const tallyOfStep = (findings, step) => tally(findingsOf(findings, step));

/** The same for a connection. */
export const tallyOfEdge = (findings, edge) => tally(indexOf(findings).edges.get(edge) ?? NONE);

/** The same for any findings. */
export function tally(found) {
  if (!found.length) return CLEAN;
  const errors = found.filter(isBlocking).length;
  return { errors, warnings: found.length - errors, words: found.map(({ message }) => message).join("\n") };
}

/** "2 errors, 1 warning" */
export function spokenTally({ errors, warnings }) {
  const say = (number, word) => (number ? `${number} ${word}${number === 1 ? "" : "s"}` : "");
  return [say(errors, "error"), say(warnings, "warning")].filter(Boolean).join(", ");
}
