/** Connects the actions in the browser with the page's handlers on the server; shows nothing itself. */

import { useEffect, useRef } from "react";
import { heardNews } from "./news.js";
import { followPanel, followReview } from "./pulse.js";
import { answered, reach } from "./switching.js";
import { ui } from "./store.js";

/** While calls of a former version are still going on, their number is read again so often. */
const CALLS_EVERY_MS = 5_000;

/**
 * Handlers: `onAsk(verb, content, ticket)`, `onConfirm(press, review, form)`, `onMoved(ticket)`, `onChecklist()`,
 * `onHistory()`, `onSnapshot(press, form)`, `onRestore(press, number)`, `onCalls(what)`. `switched` and `kept` are
 * {answered, finished} of the two states that answer presses; `review` is {id, watched, concurrent, daily}; `news` is
 * {userId, agentId, number, isMine}.
 */
export function Switchboard(props) {
  const { away, calls, ticket, switched, kept, review, news } = props;
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => follow(latest), []);
  useEffect(() => reach(Boolean(away)), [away]);
  useEffect(() => answered(switched), [switched.answered, switched.finished]);
  useEffect(() => answered(kept), [kept.answered, kept.finished]);
  useEffect(() => heardNews(news), [news.userId, news.agentId, news.number, news.isMine]);
  useEffect(() => show(ticket, review), [ticket, review.id]);
  useEffect(() => {
    if (!calls || away) return undefined;
    const timer = setInterval(() => latest.current.onCalls("calls"), CALLS_EVERY_MS);
    return () => clearInterval(timer);
  }, [Boolean(calls), away]);
  return null;
}

/** What the dialog shows, if it is still the one that asked. */
function show(ticket, { id, watched, concurrent, daily }) {
  if (ticket !== ui.get().ticket) return;
  const limits = ui.get().limits_touched ? {} : { switch_concurrent: concurrent, switch_daily: daily };
  ui.set({ review_id: id, reviewed: watched, ...limits });
}

function follow(latest) {
  const to = (name) => (...args) => latest.current[name]?.(...args);
  ui.set({
    server: {
      ask: to("onAsk"),
      confirm: to("onConfirm"),
      snapshot: to("onSnapshot"),
      restore: to("onRestore"),
    },
  });
  const stops = [
    followPanel("checklist", ["findings_hash", "announced"], to("onChecklist")),
    followPanel("history", ["announced", "saved_at"], to("onHistory")),
    followReview(to("onMoved")),
  ];
  return () => {
    for (const stop of stops) stop();
    ui.set({ server: null });
  };
}
