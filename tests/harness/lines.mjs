// Requests and answers as JSON lines: {id, do, ...} in, {id, ...} or {id, error} out, {event, ...} at any time.
import { createInterface } from "node:readline";

export const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

export function serve(verbs) {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const { id, do: verb, ...rest } = JSON.parse(line);
    try {
      say({ id, ...(await verbs[verb](rest)) });
    } catch (error) {
      say({ id, error: String(error?.stack ?? error) });
    }
  });
  lines.on("close", () => process.exit(0));
}

export const base64 = (bytes) => Buffer.from(bytes).toString("base64");
export const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
