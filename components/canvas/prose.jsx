/** The editor for texts that people write together, character by character. */

import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { fieldType } from "./document.js";
import { caretsOf } from "./presence.js";
import { accessFor, extensionsFor } from "./prose_setup.js";
import { isText } from "./reading.js";
import { ui, useUi } from "./store.js";

const mayWrite = () => Boolean(ui.get().can_write);

/**
 * `path`: where the Y.Text stands, such as ["nodes", id, "prompt"]. `label`: its name for screen readers. `mark`: its
 * data-flow-field, by which shortcuts know that undo in here is the flow's undo.
 */
export function Prose({ path, label, placeholder = "", mark }) {
  const session = useUi("session");
  const text = useText(session, path);
  const [problem, setProblem] = useState("");
  if (!text)
    return (
      <div className="cw-prose cw-prose-missing" aria-busy={!session} data-flow-field={mark}>
        {session ? "This text is not here yet." : ""}
      </div>
    );
  return (
    <div className="cw-prose" data-problem={problem ? "" : undefined}>
      <Editor
        key={path.join("/")}
        session={session}
        text={text}
        label={label}
        hint={placeholder}
        mark={mark}
        refuse={setProblem}
      />
      {problem && (
        <p className="cw-prose-problem" role="alert" data-testid="prose-problem">
          {problem}
        </p>
      )}
    </div>
  );
}

/** The Y.Text at a path, as soon as there is one and as long as it is the one. */
function useText(session, path) {
  const place = path.join("/");
  const sub = useCallback(
    (listener) => {
      session?.doc.on("afterTransaction", listener);
      return () => session?.doc.off("afterTransaction", listener);
    },
    [session],
  );
  return useSyncExternalStore(sub, () => {
    const found = session && fieldType(session.doc, place.split("/"));
    return isText(found) ? found : null;
  });
}

function Editor({ session, text, label, hint, mark, refuse }) {
  const parent = useRef(null);
  const editor = useRef(null);
  const canWrite = Boolean(useUi("can_write"));
  // A layout effect is undone while the editor still stands in the page and knows whether it has the focus.
  useLayoutEffect(() => {
    const access = new Compartment();
    const { awareness, undo } = session;
    const carets = caretsOf(awareness, mayWrite);
    const tellLater = (sentence) => queueMicrotask(() => refuse(sentence));
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: text.toString(),
        extensions: [
          extensionsFor({ text, carets, undo, label, hint, mark, refuse: tellLater }),
          access.of(accessFor(mayWrite())),
          EditorView.domEventHandlers({ focus: () => void undo.stopCapturing(), blur: () => void forget(awareness) }),
        ],
      }),
    });
    editor.current = { view, access };
    return () => {
      const wasInside = view.hasFocus;
      view.destroy();
      // An editor that goes while the caret is in it hears no blur.
      if (wasInside) forget(awareness, "field");
    };
  }, [session, text, label, hint, mark, refuse]);
  useEffect(() => {
    const { view, access } = editor.current;
    view.dispatch({ effects: access.reconfigure(accessFor(canWrite)) });
  }, [canWrite, text]);
  return <div className="cw-prose-box" ref={parent} />;
}

function forget(awareness, ...more) {
  for (const name of ["cursor", ...more]) awareness.setLocalStateField(name, null);
}
