/**
 * What holds for the fields of every page: a text that is pasted over a limit is refused with its length instead of
 * being cut unseen, a field that is nearly full says so, a file dropped beside its place does not replace the page, and
 * "Copied." is said only of what was copied.
 */

const NEARLY = 0.9;
const SHOWN_MS = 6_000;
let box = null;
let timer = 0;

/** Say one sentence at the foot of the page, or beside a field. */
function tell(words, kind) {
  if (!box?.isConnected) {
    box = document.createElement("output");
    box.className = "cw-entry-note";
    box.setAttribute("role", "status");
    box.setAttribute("translate", "no");
    document.body.append(box);
  }
  box.textContent = words;
  box.dataset.kind = kind;
  box.hidden = !words;
  clearTimeout(timer);
  if (words) timer = setTimeout(() => (box.hidden = true), SHOWN_MS);
}

const count = (number) => number.toLocaleString("en");

/** The most characters that a field takes, 0 for any number. */
const mostOf = (field) => (field?.matches?.("input, textarea") && field.maxLength > 0 ? field.maxLength : 0);

/** What pasting a text into a field would come to: a sentence if it is too much, else "". */
export function tooMuch({ most, length, selected, pasted }) {
  const after = length - selected + pasted;
  if (!most || after <= most) return "";
  return `Nothing was pasted: with these ${count(pasted)} characters the field would hold ${count(after)}, and it takes ${count(most)}. Shorten the text first.`;
}

function onPaste(event) {
  const field = event.target;
  const most = mostOf(field);
  const text = event.clipboardData?.getData("text") ?? "";
  const pasted = (field.tagName === "INPUT" ? text.replace(/[\r\n]/g, "") : text.replace(/\r\n/g, "\n")).length;
  const words = tooMuch({ most, length: field.value?.length ?? 0, selected: (field.selectionEnd ?? 0) - (field.selectionStart ?? 0), pasted });
  if (!words) return;
  event.preventDefault();
  event.stopPropagation();
  tell(words, "refused");
}

function onInput({ target }) {
  const most = mostOf(target);
  if (!most || target.type === "password") return;
  if (target.value.length >= most * NEARLY) tell(`${count(target.value.length)} of ${count(most)} characters`, "count");
  else if (box?.dataset.kind === "count") tell("", "count");
}

/** A file that nobody took: the browser would open it in the place of the page. */
function onFile(event) {
  if (event.defaultPrevented || ![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
  if (event.target?.matches?.("input[type=file]")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

/** Put a text on the clipboard and say so; where the browser does not let us, select it and say how to copy it by hand. */
export const copier = (text) => async (event) => {
  const shown = event?.currentTarget?.closest?.(".cw-form")?.querySelector(".cw-secret");
  try {
    await navigator.clipboard.writeText(text);
    tell("Copied.", "done");
  } catch {
    if (shown) document.getSelection()?.selectAllChildren(shown);
    const isCopied = Boolean(shown) && document.execCommand("copy");
    tell(isCopied ? "Copied." : "Not copied: the browser did not allow it. The text is selected; press Ctrl+C or ⌘C.", isCopied ? "done" : "refused");
  }
};

if (typeof document !== "undefined" && !globalThis.__callweaveEntries) {
  globalThis.__callweaveEntries = true;
  document.addEventListener("paste", onPaste, true);
  document.addEventListener("input", onInput);
  for (const name of ["dragover", "drop"]) window.addEventListener(name, onFile);
}
