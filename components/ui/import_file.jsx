import { Button } from "@radix-ui/themes";
import { useRef, useState } from "react";

const AWAY = "The server cannot be reached. Try again in a moment; nothing was imported.";

/** Sends the file as a form does; answers the agent's id or the sentence that says why not. */
async function send(file, action) {
  const form = new FormData();
  form.append("file", file);
  const response = await fetch(action, { method: "POST", body: form, headers: { Accept: "application/json" } });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error.message);
  return answer.agent.id;
}

/** A button that asks for a file, sends it and says what came of it. Too large a file is refused before it is sent. */
export function ImportFile({ action, limitBytes, tooLarge, disabled, onImported, onRefused, children }) {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);

  async function chosen(event) {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    if (file.size > limitBytes) return onRefused(tooLarge);
    setBusy(true);
    try {
      onImported(await send(file, action));
    } catch (error) {
      onRefused(error instanceof TypeError || error instanceof SyntaxError ? AWAY : error.message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <input ref={input} type="file" accept=".json,application/json" hidden onChange={chosen} />
      <Button type="button" variant="surface" color="gray" highContrast size="2" loading={busy} disabled={disabled} onClick={() => input.current.click()}>
        {children}
      </Button>
    </>
  );
}
