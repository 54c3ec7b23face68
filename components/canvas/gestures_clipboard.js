/** Copy, cut, paste, duplicate: through the system's clipboard as text, so that steps also travel between agents. */

import { GRID } from "./elements.js";
import { idsOf } from "./gestures_select.js";
import { copy, duplicate, paste, pasteRefusal } from "./ops.js";

/** Kept for when the system's clipboard cannot be read: the page is not secure, or the person said no. */
let remembered = "";

export function clipboardGesture({ session, spec, binding, place, mayWrite, undoable, say, remove }) {
  const { doc } = session;
  const selected = () => idsOf(binding.nodes()).filter((id) => binding.card(id)?.kind !== "start");
  let pasted = { text: "", times: 0 };

  /** The selected steps as text; "" if there is nothing that can be copied. */
  function take() {
    const ids = selected();
    if (!ids.length) return "";
    remembered = JSON.stringify(copy(doc, spec, ids));
    pasted = { text: "", times: 0 };
    return remembered;
  }

  function put(text) {
    const clip = parsed(text || remembered);
    if (!Array.isArray(clip?.nodes))
      return say({ text: "There are no steps on the clipboard. Select some and copy them first." });
    if (!mayWrite()) return say({ text: "You can watch this flow, but not change it." });
    const refusal = pasteRefusal(doc, spec, clip);
    if (refusal) return say({ text: refusal });
    const { x, y, isPointer } = place();
    const aside = pasted.text === text && !isPointer ? pasted.times * GRID : 0;
    pasted = { text, times: pasted.text === text ? pasted.times + 1 : 1 };
    return arrived(undoable(() => paste(doc, spec, clip, { x: x + aside, y: y + aside })));
  }

  function twice() {
    if (!mayWrite()) return say({ text: "You can watch this flow, but not change it." });
    const ids = selected();
    const refusal = pasteRefusal(doc, spec, copy(doc, spec, ids));
    if (refusal) return say({ text: refusal });
    return ids.length ? arrived(undoable(() => duplicate(doc, spec, ids))) : ids;
  }

  function arrived(ids) {
    if (ids.length) binding.select(ids);
    else
      say({ text: "These steps cannot be added here: this flow has no room for them, or does not know their kinds." });
    return ids;
  }

  return {
    take,
    put,
    duplicate: twice,
    /** For buttons, where the browser gives no clipboard event. */
    async copy() {
      const text = take();
      if (text) await globalThis.navigator?.clipboard?.writeText(text).catch(() => {});
    },
    async cut() {
      await this.copy();
      remove("Cut");
    },
    async paste() {
      put((await globalThis.navigator?.clipboard?.readText().catch(() => "")) ?? "");
    },
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Answer the browser's own clipboard events while `isMine(event)`; returns a function that stops it. */
export function followClipboard({ take, put }, remove, isMine) {
  const out = (event) => {
    if (!isMine(event) || String(document.getSelection())) return;
    const text = take();
    if (!text) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    if (event.type === "cut") remove("Cut");
  };
  const back = (event) => {
    if (!isMine(event)) return;
    event.preventDefault();
    put(event.clipboardData?.getData("text/plain") ?? "");
  };
  const heard = { copy: out, cut: out, paste: back };
  for (const [name, listener] of Object.entries(heard)) document.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(heard)) document.removeEventListener(name, listener);
  };
}
