/** Hooks of the list of problems: what it shows, and how many there are. */

import { useMemo } from "react";
import { useDerived, useSource } from "./fields.js";
import { isBlocking, stepOf, whereOf } from "./findings.js";
import { heard } from "./quiet.js";
import { useUi } from "./store.js";

const NO_FLOW = { list: [] };

/** {errors, warnings, count, shown, stale, checking}: rows are {key, severity, message, mend, where, fix}. */
export function useProblems() {
  const findings = useUi("findings");
  const filter = useUi("problem_filter");
  const session = useUi("session");
  const { list } = useSource("outline", NO_FLOW);
  return useMemo(() => {
    const steps = new Map(list.map((step) => [step.id, step]));
    const rows = findings.map((finding) => rowOf(finding, steps, session?.spec));
    const of = (isWanted, name) => (filter === "all" || filter === name ? rows.filter(isWanted) : []);
    const errors = of(({ severity }) => severity !== "warning", "errors");
    const warnings = of(({ severity }) => severity === "warning", "warnings");
    return { errors, warnings, shown: errors.length + warnings.length, count: rows.length };
  }, [findings, filter, session, list]);
}

function rowOf(finding, steps, spec) {
  const { key, severity, message, mend, fix } = finding;
  return { key, severity, message, mend, fix: fix?.label ?? "", where: whereOf(finding, steps, spec) };
}

/** {errors, warnings, total, words}: the counts for a badge, such as "2 errors, 1 warning". */
export const useProblemCounts = () =>
  useDerived(({ errors, warnings }) => ({ errors, warnings, total: errors + warnings }));

/** Which problem is being looked at: {shown, at, of}; shown while its place is. */
export const useProblemPlace = () =>
  useDerived(({ findings, problem, id, panel }) => {
    const at = findings.findIndex(({ key }) => key === problem);
    const step = at < 0 ? "" : stepOf(findings[at]);
    const isHere = at >= 0 && (step ? step === id : panel !== "inspector");
    return { shown: isHere, at: at + 1, of: findings.length };
  });

/** How many blocking and other findings stand in these fields of the settings, or in this list: {errors, warnings}. */
export const useSectionTally = (roots, names) =>
  useDerived((state) => {
    const inside = heard(state, state.findings).filter(({ path: [root, name] }) => roots.includes(root) || (root === "settings" && names.includes(name)));
    const errors = inside.filter(isBlocking).length;
    return { errors, warnings: inside.length - errors };
  });
