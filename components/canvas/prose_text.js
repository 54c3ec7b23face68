/** What a shared text takes from a keyboard or a clipboard. */

import { MAX_TEXT } from "./limits.js";
import { wellFormed } from "./writing.js";

/** Text as the document holds it: one character for the end of a line, and no halves of characters. */
export const sendable = (text) => wellFormed(text.replace(/\r\n?/g, "\n"));

/** Whether a change by this person would make a text too long. Shortening one that is already too long is welcome. */
export const isTooLong = (before, after) => after > MAX_TEXT && after > before;
