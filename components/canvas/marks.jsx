/** Red and amber marks where something is to mend: on cards, on connections, under fields. Always a word as well. */

import { CircleAlert, TriangleAlert } from "lucide-react";
import { Fragment } from "react";
import { act } from "./actions.js";
import { useDerived } from "./fields.js";
import { findingsAt, findingsOf, isBlocking, spokenTally, tally, tallyOfEdge, tallyOfStep } from "./findings.js";
import { heard, heardOnCard } from "./quiet.js";
import { ui, useUi } from "./store.js";
import { isShown } from "./words.js";

const NONE = [];

const Icon = ({ isError, size = 14 }) =>
  isError ? <CircleAlert size={size} aria-hidden="true" /> : <TriangleAlert size={size} aria-hidden="true" />;

/** The badges of a step's card: how many errors, how many warnings. */
export function StepMarks({ id }) {
  const read = (state) => {
    const all = findingsOf(state.findings ?? NONE, id);
    const loud = heardOnCard(state, all);
    return loud === all ? tallyOfStep(state.findings ?? NONE, id) : tally(loud);
  };
  return <Badges tally={useDerived(read)} id={id} />;
}

/** "error", "warning" or "" of a connection, and its badges. */
export const useEdgeTally = (id) => useDerived(({ findings }) => tallyOfEdge(findings ?? NONE, id));

export function Badges({ tally, id }) {
  const { errors, warnings, words } = tally;
  if (!errors && !warnings) return null;
  return (
    <span className="cw-marks" role="img" aria-label={spokenTally(tally)} title={words} data-testid="marks" data-of={id}>
      {errors > 0 && (
        <span className="cw-mark" data-severity="error">
          <Icon isError size={12} />
          {errors}
        </span>
      )}
      {warnings > 0 && (
        <span className="cw-mark" data-severity="warning">
          <Icon size={12} />
          {warnings}
        </span>
      )}
    </span>
  );
}

/**
 * What is wrong in one place: a field (`scope` nodes, settings, variables or pronunciations, `name`), an entry of a
 * list (`item`), or a cell of it (`sub`). Without a name: what the selected step has that no field of it shows.
 */
export function FieldMarks({ scope, name = "", item = "", sub = "" }) {
  const found = useDerived((state) => {
    const { findings, id, session } = state;
    if (!findings?.length) return NONE;
    if (scope === "nodes" && !name) return heard(state, stepWide(findings, id, session));
    const path = scope === "nodes" ? ["nodes", id, name] : scope === "settings" ? ["settings", name] : [scope];
    return heard(state, findingsAt(findings, [...path, item, sub].filter(Boolean)));
  });
  const canWrite = Boolean(useUi("can_write"));
  if (!found.length) return null;
  return (
    <div className="cw-findings">
      {found.map((finding) => (
        <Finding key={finding.key} finding={finding} canWrite={canWrite} />
      ))}
    </div>
  );
}

function Finding({ finding, canWrite }) {
  const { key, message, mend, fix } = finding;
  const isError = isBlocking(finding);
  return (
    <div className="cw-finding" data-severity={isError ? "error" : "warning"} data-testid="finding" data-rule={finding.rule}>
      <Icon isError={isError} />
      <p>
        <span className="cw-visually-hidden">{isError ? "Error: " : "Warning: "}</span>
        {message} {mend && <span className="cw-finding-mend">{mend}</span>}
        {fix && canWrite && (
          <Fragment>
            {" "}
            <button type="button" className="cw-link cw-finding-fix" onClick={act("mend", key)} data-testid="mend">
              {fix.label}
            </button>
          </Fragment>
        )}
      </p>
    </div>
  );
}

/** The findings of a step that stand under none of the fields its panel shows. */
function stepWide(findings, id, session) {
  const node = session?.spec && id ? readKind(session, id) : null;
  return findingsOf(findings, id).filter(({ path }) => !node || !path[2] || !node.has(path[2]));
}

function readKind({ doc, spec }, id) {
  const step = ui.get().kit?.readNode(doc, spec, id);
  if (!step || step.unknown) return null;
  const { fields } = spec.kinds[step.kind];
  return new Set(["name", ...fields.filter((field) => isShown(field, step.fields)).map(({ name }) => name)]);
}
