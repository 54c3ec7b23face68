/** Brings the document's own modules (and with them Yjs) to the page once a document is open, never before. */

import { ui, useUi } from "./store.js";

let asked = false;

/** Load what reads and changes the document, and put it into the store under `kit`. */
async function load() {
  asked = true;
  try {
    const parts = await Promise.all([import("./document.js"), import("./ops.js"), import("./outline.js"), import("./mend.js")]);
    ui.set({ kit: Object.assign({}, ...parts) });
    await import("./prose.jsx"); // now, so that the first prose field also opens without a network
  } catch (error) {
    asked = false;
    console.error("The editor could not be loaded", error);
  }
}

/** The open session, or null until the document's modules are here too. */
export function ready() {
  const { session, kit } = ui.get();
  return session && kit ? session : null;
}

/** React's view of `ready`. */
export function useSession() {
  const session = useUi("session");
  const kit = useUi("kit");
  return kit && session ? session : null;
}

ui.sub(() => {
  if (!asked && ui.get().session) load();
});
