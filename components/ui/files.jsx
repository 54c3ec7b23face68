import { Button, DropdownMenu } from "@radix-ui/themes";
import { useRef, useState } from "react";

const AWAY = "The server cannot be reached. Try again in a moment; nothing was changed.";
const FILENAME = /filename="([^"]+)"/;

/** Asks as a program does, so that a refusal comes as a sentence. Throws an Error with that sentence. */
async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { Accept: "application/json" } });
  } catch {
    throw new Error(AWAY);
  }
  if (response.ok) return response;
  const refusal = await response.json().catch(() => ({}));
  throw new Error(refusal.error?.message ?? AWAY);
}

async function send(file, action) {
  const form = new FormData();
  form.append("file", file);
  const answer = await ask(action, { method: "POST", body: form });
  return (await answer.json()).agent.id;
}

function save(blob, filename) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = filename;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A button that asks for a file, sends it and says what came of it. Too large a file is refused before it is sent. */
export function ImportFile({ action, limitBytes, tooLarge, disabled, onImported, onRefused, children }) {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);

  async function chosen(event) {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    if (file.size > limitBytes) {
      onRefused(tooLarge);
      return;
    }
    setBusy(true);
    try {
      onImported(await send(file, action));
    } catch (error) {
      onRefused(error.message);
    } finally {
      setBusy(false);
    }
  }

  const look = { type: "button", variant: "surface", color: "gray", highContrast: true, size: "2" };
  return (
    <>
      <input ref={input} type="file" accept=".json,application/json" hidden onChange={chosen} />
      <Button {...look} loading={busy} disabled={disabled} onClick={() => input.current.click()}>
        {children}
      </Button>
    </>
  );
}

/** An entry of a menu that downloads a file. A plain link would leave the page where the file is refused. */
export function ExportItem({ path, disabled, onRefused, children }) {
  async function fetched() {
    try {
      const answer = await ask(path);
      const [, filename] = FILENAME.exec(answer.headers.get("content-disposition") ?? "") ?? [];
      save(await answer.blob(), filename ?? "agent.json");
    } catch (error) {
      onRefused(error.message);
    }
  }

  return (
    <DropdownMenu.Item disabled={disabled} onSelect={fetched}>
      {children}
    </DropdownMenu.Item>
  );
}
