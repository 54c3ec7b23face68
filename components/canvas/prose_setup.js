/** How the editor of shared texts behaves: CodeMirror's extensions, without React. */

import { standardKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { Decoration, EditorView, keymap, MatchDecorator, placeholder, ViewPlugin } from "@codemirror/view";
import { yCollab, ySyncAnnotation } from "y-codemirror.next";
import { tooBig } from "./limits.js";
import { isTooLong, sendable } from "./prose_text.js";

/** Everything but what may change while the editor stands. `refuse(sentence)` is told what was not taken, "" after. */
export function extensionsFor({ text, carets, undo, label, hint, mark, refuse }) {
  return [
    // The shared text counts every character; an editor that folds \r\n into one would write to the wrong places.
    EditorState.lineSeparator.of("\n"),
    EditorView.clipboardInputFilter.of(sendable),
    keymap.of([{ key: "Escape", run: leave }, ...standardKeymap]),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    EditorView.contentAttributes.of({
      "aria-label": label,
      tabindex: "0",
      "data-flow-field": mark,
      spellcheck: "true",
      dir: "auto",
      autocapitalize: "sentences",
    }),
    placeholder(hint),
    limited(refuse),
    variables,
    yCollab(text, carets, { undoManager: undo }),
  ];
}

/** For who may not write: the text can be reached, selected and copied. */
export const accessFor = (mayWrite) =>
  mayWrite
    ? []
    : [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ tabindex: "0", "aria-readonly": "true" }),
      ];

function limited(refuse) {
  return EditorState.transactionFilter.of((change) => {
    if (!change.docChanged || change.annotation(ySyncAnnotation)) return change;
    const length = change.newDoc.length;
    const isRefused = isTooLong(change.startState.doc.length, length);
    refuse(isRefused ? tooBig({ length }) : "");
    return isRefused ? [] : change;
  });
}

/** Out of the text, to the row it stands in: not to the canvas, where the next Backspace would delete the step. */
function leave({ contentDOM }) {
  const row = contentDOM.closest("[data-field-row], [data-item], [data-focus-region]");
  contentDOM.blur();
  if (!row) return true;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  return true;
}

/** {{caller_name}} stands out from the words around it. */
const matcher = new MatchDecorator({
  regexp: /\{\{\s*[A-Za-z_][A-Za-z0-9_.]*\s*\}\}/g,
  decoration: Decoration.mark({ class: "cw-variable" }),
});

const variables = ViewPlugin.define(
  (view) => ({
    marks: matcher.createDeco(view),
    update(update) {
      this.marks = matcher.updateDeco(update, this.marks);
    },
  }),
  { decorations: (plugin) => plugin.marks },
);
