/** The editor's store for React. Pages import this module statically, so nothing heavy may be imported here. */

import { useSyncExternalStore } from "react";
import { ui } from "./ui.js";

export { createStore, ui } from "./ui.js";

/** One key of the store, and a new drawing when its value is replaced. */
export function useUi(key) {
  const get = () => ui.get()[key];
  return useSyncExternalStore(ui.sub, get, get);
}
