/** Sizes beyond which a browser does not try. The server's own limits are above them. */

/** The longest text that may be put into a prompt or field in one go. */
export const MAX_TEXT = 2_000_000;

/** An update above this travels as the first message of a new connection, which may be as large as a flow. */
export const MAX_UPDATE_BYTES = 1_400_000;

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
const sizeOf = (state) => encoder.encode(JSON.stringify(state)).length;

/** A presence state cut down until it may be sent: first what is dragged, then most of the selection, then the rest. */
export function modest(state) {
  if (state === null || sizeOf(state) <= MAX_PRESENCE_BYTES) return state;
  const { drag: _drag, ...still } = state;
  if (sizeOf(still) <= MAX_PRESENCE_BYTES) return still;
  const fewer = { ...still, selection: Array.isArray(still.selection) ? still.selection.slice(0, 20) : [] };
  return sizeOf(fewer) <= MAX_PRESENCE_BYTES ? fewer : { pointer: state.pointer ?? null };
}
