/** Everything a button of the editor does, by name. All of it runs in the browser, online or not. */

import { documentActions } from "./document_actions.js";
import { entranceActions } from "./entrance_actions.js";
import { liveActions } from "./live_actions.js";
import { attempt, moved } from "./quiet.js";
import { SWITCHING } from "./switching.js";
import { ui } from "./ui.js";

/** Which parts of the page are open. `sheet` is the panel on a phone, where it lies over the canvas. */
const LAYOUT = { dialog: "", shelf: true, shelf_sheet: false, panel: "inspector", panel_open: true, sheet: false };
const FORMS = { note: "", renaming: false, signing_in: false, sign_in_problem: "", sign_out_problem: "" };
const OPEN = { ...LAYOUT, ...FORMS, ...SWITCHING };

for (const [key, value] of Object.entries(OPEN)) if (ui.get()[key] === undefined) ui.set({ [key]: value });

const ASKING_WHAT_IS_WRONG = new Set(["problems", "checklist"]);

const layoutActions = {
  /** Open a panel; its button pressed again brings the step's panel back. */
  panel(name) {
    const { panel, panel_open: isOpen } = ui.get();
    const again = panel === name && isOpen && name !== "inspector";
    if (ASKING_WHAT_IS_WRONG.has(name)) ui.set(attempt);
    ui.set(again ? { panel: "inspector" } : { panel: name, panel_open: true, sheet: true });
  },
  toggle: (key) => ui.set({ [key]: !ui.get()[key] }),
  close_panel: () => ui.set({ panel: "inspector", panel_open: false, sheet: false }),
  /** Its button stands on the canvas and goes: the next key is not meant for the canvas. */
  open_panel() {
    ui.set({ panel_open: true, sheet: true });
    requestAnimationFrame(() => document.querySelector("[data-focus-region=panel]")?.focus());
  },
  dialog: (name) => ui.set({ dialog: name }),
  dialog_open: (name, open) => ui.set({ dialog: open ? name : "" }),
  set: (key, value) => ui.set({ [key]: value }),
  /** Do an action from the command palette, which closes first. */
  run(name, ...args) {
    ui.set({ palette: false });
    ACTIONS[name](...args);
  },
  to_canvas: () => document.querySelector("[data-focus-region=canvas]")?.focus(),
  leave_on_escape: (key, event) => event.key === "Escape" && ui.set({ [key]: false }),
  stay_in_line: (event) => event.key === "Enter" && !event.isComposing && event.preventDefault(),
};

const ACTIONS = { ...layoutActions, ...documentActions, ...entranceActions, ...liveActions };

/** The handler that does an action: it gets the arguments given here, then those of the event. */
export const act = (name, ...args) => (...event) => {
  ACTIONS[name](...args, ...event);
};

/** A step that was just selected belongs in the panel; on a phone the panel comes up for it. */
let selected = "";
ui.sub(() => {
  const { id = "" } = ui.get();
  if (id === selected) return;
  selected = id;
  ui.set(moved(ui.get(), id));
  if (id) ui.set({ panel: "inspector", sheet: true });
});

/** Whoever is signed out in the middle of editing is asked once to sign in where they are. */
let refused = null;
ui.sub(() => {
  const { refusal = null } = ui.get();
  if (refusal === refused) return;
  refused = refusal;
  if (refusal?.action === "sign-in") ui.set({ dialog: "sign-in" });
});
