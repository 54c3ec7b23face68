/** The actions of going live and of the history: they open dialogs, and ask the server through the page's handlers. */

import { findingActions } from "./finding_actions.js";
import { reveal } from "./jump.js";
import { seenNews } from "./news.js";
import { attempt } from "./quiet.js";
import { speak } from "./speech.js";
import { isReachable, openDialog, press, whenStored } from "./switching.js";
import { say, ui } from "./ui.js";

/** "You choose": the version that was live before, or the draft; see state/lifecycle.py. */
const AS_IT_WAS = -1;

/** These do not ask for the draft, so they wait for nobody's edits: stopping must be quick. */
const AT_ONCE = new Set(["deactivate", "roll_back"]);

const ask = (verb, content) => {
  const { switch_note } = ui.get();
  const isSame = ui.get().dialog === "switch" && ui.get().switch_verb === verb;
  ui.set(attempt);
  const ticket = openDialog("switch", { switch_verb: verb, ...(isSame && { switch_note }) });
  const send = () => ui.get().server?.ask(verb, content, ticket);
  if (!isReachable(ui.get())) ui.set({ lost: true });
  else if (AT_ONCE.has(verb)) send();
  else whenStored(ticket, send);
};

export const liveActions = {
  /** The switch in the toolbar was turned: on asks to activate, off to deactivate. */
  switch_turn: (isOn) => liveActions.switch_open(isOn ? "activate" : "deactivate"),
  switch_open(verb, content = AS_IT_WAS) {
    if (isReachable(ui.get())) ask(verb, typeof content === "number" ? content : AS_IT_WAS);
  },
  /** Review another content, or the same once more after the server was away. */
  switch_choose: (content) => ask(ui.get().switch_verb, Number(content)),
  switch_confirm() {
    const { review_id, switch_note: note, switch_concurrent: concurrent, switch_daily: daily, limits_touched } = ui.get();
    const form = { note, ...(limits_touched && { concurrent, daily }) };
    press("confirm", review_id, form);
  },
  limit: (key, value) => ui.set({ [key]: value, limits_touched: true }),
  /** Leave the dialog for the place that a change or a line of the checklist is about. */
  look_at(target) {
    ui.set({ dialog: "" });
    const [root, id] = String(target).split("/");
    if (root === "edges") reveal("", id);
    else findingActions.go_to(target);
  },
  snapshot_open: () => openDialog("snapshot"),
  snapshot: (form) => press("snapshot", { name: String(form.name ?? ""), note: String(form.note ?? "") }),
  restore_open: (number) => openDialog("restore", { restoring: number }),
  restore: () => press("restore", ui.get().restoring),
  news_dismiss: (number) => seenNews(number),
  speak() {
    const sentence = speak(ui.get());
    if (sentence) say(ui, sentence);
  },
};
