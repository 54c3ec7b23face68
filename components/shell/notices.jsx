import { useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import { toast } from "sonner";

const LAST = "callweave-last-notice";
const SHORT_MS = 5_000;
const LONG_MS = 10_000;

/** Shows each notice once: a page that is loaded again still finds the last one in its state. */
function isNew(id) {
  if (!id || sessionStorage.getItem(LAST) === id) return false;
  sessionStorage.setItem(LAST, id);
  return true;
}

/** The short messages in the corner. An offer to undo goes with its message: after ten seconds, or on another page. */
export function Notices({ notice, turn, onRecover, onRestore, onTurn }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const undo = useRef({});
  undo.current = { recover: onRecover, restore: onRestore };

  const lastTurn = useRef(turn);
  useEffect(() => {
    if (turn > lastTurn.current) onTurn(); // it falls to zero when the server has started anew
    lastTurn.current = turn;
  }, [turn]);

  useEffect(() => {
    if (!isNew(notice.id)) return;
    const offers = { undo: Boolean(notice.undo), open: Boolean(notice.href) };
    const action =
      (offers.undo && { label: "Undo", onClick: () => undo.current[notice.deed](notice.undo) }) ||
      (offers.open && { label: "Open", onClick: () => navigate(notice.href) }) ||
      undefined;
    const show = notice.kind === "refused" ? toast.error : toast;
    show(notice.text, {
      id: notice.id,
      action,
      closeButton: notice.kind === "refused",
      duration: action || notice.kind === "refused" ? LONG_MS : SHORT_MS,
    });
  }, [notice.id]);

  useEffect(() => () => void toast.dismiss(), [pathname]);

  return null;
}
