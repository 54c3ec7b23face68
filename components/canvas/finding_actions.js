/** The actions on findings: go to what one is about, go through them in turn, and carry out a mend. */

import { stepOf } from "./findings.js";
import { bringIntoView, goTo, reveal } from "./jump.js";
import { ready } from "./kit.js";
import { pathFrom } from "./places.js";
import { attempt } from "./quiet.js";
import { say, ui } from "./ui.js";

const byKey = (key) => ui.get().findings.find((finding) => finding.key === key);
const openPanel = (panel) => ui.set({ panel, panel_open: true, sheet: true });

export const findingActions = {
  open_problems() {
    ui.set(attempt);
    openPanel("problems");
  },
  filter_problems: (which) => ui.set({ problem_filter: String(which) }),
  show_problem(key) {
    const finding = byKey(key);
    if (!finding) return;
    ui.set({ problem: key, ...attempt });
    show(finding);
  },
  next_problem: () => turnTo(1),
  previous_problem: () => turnTo(-1),
  /** Go to a path such as "settings/time_zone" or "nodes/n_1/prompt", or to the panel "problems". */
  go_to(target) {
    if (target === "problems") return findingActions.open_problems();
    const path = pathFrom(target);
    if (path.length && !goTo(path)) say(ui, "That step is no longer there.");
    return undefined;
  },
  mend(key) {
    const session = ready();
    const finding = byKey(key);
    if (session && finding?.fix && ui.get().can_write) mend(session, finding.fix);
  },
  /** A section of the settings was opened or closed by hand. */
  section(part, event) {
    const { closed_sections: closed } = ui.get();
    const isOpen = Boolean(event.currentTarget.open);
    if (isOpen !== closed.includes(part)) return;
    ui.set({ closed_sections: isOpen ? closed.filter((one) => one !== part) : [...closed, part] });
  },
  /** Go to a section of the settings. */
  go_to_section(part) {
    const { closed_sections: closed } = ui.get();
    ui.set({ closed_sections: closed.filter((one) => one !== part) });
    requestAnimationFrame(() => {
      const section = document.querySelector(`details[data-part="${CSS.escape(part)}"]`);
      if (section) bringIntoView(section, false);
    });
  },
};

function show(finding) {
  const step = stepOf(finding);
  if (finding.edge && !finding.path.length) {
    if (!reveal("", finding.edge)) openPanel("problems");
  } else if (finding.path.length || step) {
    const path = finding.path.length ? finding.path : ["nodes", step];
    if (!goTo(path)) say(ui, "That step is no longer there.");
  } else {
    openPanel("problems");
  }
}

/** The one after, or before, the last that was shown; round and round. */
function turnTo(delta) {
  const { findings, problem } = ui.get();
  if (!findings.length) return openPanel("problems");
  const at = findings.findIndex(({ key }) => key === problem);
  const first = delta > 0 ? 0 : findings.length - 1;
  const next = at < 0 ? first : (at + delta + findings.length) % findings.length;
  return findingActions.show_problem(findings[next].key);
}

function mend({ doc, spec, undo, losses }, fix) {
  const { kit, user } = ui.get();
  undo.stopCapturing();
  const isDone = kit.applyFix(doc, spec, fix.ops, { by: user?.name ?? "", at: new Date().toISOString() });
  undo.stopCapturing();
  if (!isDone) return say(ui, "What this would mend is no longer there.");
  const lost = losses.sentence();
  const text = `Done: ${fix.label}${lost && `.${lost}`}`;
  const made = undo.undoStack.at(-1);
  const run = () => undo.undoStack.at(-1) === made && undo.undo();
  return ui.set({ notice: { id: Date.now() + Math.random(), text, action: "Undo", run } });
}
