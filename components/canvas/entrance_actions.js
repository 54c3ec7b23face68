/** Signing in again without leaving the page, and signing out without losing an edit. */

import { NEWER_SERVER } from "./closing.js";
import { ui } from "./ui.js";

const AWAY = "The server cannot be reached. Your edits are kept on this device; try again in a moment.";

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  return { ok: response.ok, answer };
}

/**
 * The pages' own connection still carries the cookie it was opened with: have it closed and opened anew.
 * It listens to these events of the window, as it does when somebody leaves and comes back.
 */
function reconnectPages() {
  window.dispatchEvent(new Event("beforeunload"));
  document.dispatchEvent(new Event("visibilitychange"));
}

export const entranceActions = {
  async sign_in(form) {
    ui.set({ signing_in: true, sign_in_problem: "" });
    try {
      const { ok, answer } = await post("/auth/sign-in", { email: form.email, password: form.password });
      if (!ok) return ui.set({ sign_in_problem: answer.error?.message ?? AWAY });
      ui.set({ dialog: "" });
      reconnectPages();
      await ui.get().session?.signedInAgain();
    } catch {
      ui.set({ sign_in_problem: AWAY });
    } finally {
      ui.set({ signing_in: false });
    }
    return undefined;
  },
  /** Ask first while edits of this device have not reached the server. */
  sign_out() {
    if (ui.get().unsent) ui.set({ dialog: "sign-out" });
    else entranceActions.leave(false);
  },
  /** Sign out, and only then throw away what this device keeps if that is wanted: without a server nothing happens. */
  async leave(isDiscarding) {
    try {
      await post("/auth/sign-out", {});
    } catch {
      return ui.set({ dialog: "sign-out", sign_out_problem: AWAY });
    }
    if (isDiscarding) await ui.get().session?.discardBackup();
    return location.assign("/sign-in");
  },
  /** Nothing is open here that could be lost: to the sign-in page, and back to this very address. */
  to_sign_in() {
    const { pathname, search, hash } = location;
    location.replace(`/sign-in?${new URLSearchParams({ next: pathname + search + hash })}`);
  },
  /** Load the flow again; a newer server needs the whole page. */
  reload: () => (ui.get().refusal?.code === NEWER_SERVER ? location.reload() : ui.get().session?.reload()),
  go: (path) => location.assign(path),
};
