/** Sizes beyond which a browser does not try. The server's own are in app/flows/limits.py, which a test compares. */

/** The longest text that may be put into a prompt or field in one go. */
export const MAX_TEXT = 2_000_000;

/** The largest plain value, as the wire carries it, with room for what is around it. */
export const MAX_VALUE_BYTES = 99_900;

/** How far from the middle a step may stand, and from where on it is brought back. */
export const MAX_COORDINATE = 10_000_000;
export const FAR_COORDINATE = 1_000_000;

/** How large a flow may become with its history, with room for what is sent meanwhile. */
export const MAX_DOCUMENT_BYTES = 18_000_000;

/** An update above this travels as the first message of a new connection, which may be as large as a flow. */
export const MAX_UPDATE_BYTES = 1_400_000;

/** An update with more parts is sent as several. */
export const MAX_UPDATE_STRUCTS = 16_000;

/** The server closes a connection whose presence is above 4096 bytes. */
export const MAX_PRESENCE_BYTES = 3_800;

/** A sentence for a text that is too long to be pasted or typed, "" for one that is not. */
export function tooBig(text) {
  if (text.length <= MAX_TEXT) return "";
  const millions = (text.length / 1_000_000).toFixed(1);
  const most = MAX_TEXT / 1_000_000;
  const why = `This text is too long: ${millions} million characters, and a field takes ${most} million.`;
  return `${why} Nothing was changed, and your text is still in the clipboard. Shorten it and try again.`;
}

const encoder = new TextEncoder();

/** Whether a plain value is larger than the server takes at one place. */
export const isTooLarge = (value) =>
  typeof value === "string"
    ? value.length > MAX_VALUE_BYTES / 3 && encoder.encode(value).length > MAX_VALUE_BYTES
    : Array.isArray(value) && encoder.encode(JSON.stringify(value)).length > MAX_VALUE_BYTES;

/** A place that the server takes. */
export const clamped = (coordinate) => Math.max(-MAX_COORDINATE, Math.min(MAX_COORDINATE, coordinate));
const sizeOf = (state) => encoder.encode(JSON.stringify(state)).length;

/** A presence state cut down until it may be sent: first what is dragged, then most of the selection, then the rest. */
export function modest(state) {
  if (state === null || sizeOf(state) <= MAX_PRESENCE_BYTES) return state;
  const { drag: _drag, ...still } = state;
  if (sizeOf(still) <= MAX_PRESENCE_BYTES) return still;
  const fewer = { ...still, selection: Array.isArray(still.selection) ? still.selection.slice(0, 20) : [] };
  return sizeOf(fewer) <= MAX_PRESENCE_BYTES ? fewer : { pointer: state.pointer ?? null };
}
