/** Text as people see it: cut between characters, never through one. Twin of app/kit/text.py where a browser needs it. */

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Below this code unit every character stands alone, but for CR LF. */
const ALONE = 0x300;
/** Longer than any character made of several. */
const LONGEST = 64;

/** At most this many code units of a text, ending where a character ends. */
export function cut(text, most) {
  if (text.length <= most) return text;
  if (text.charCodeAt(most - 1) < ALONE && text.charCodeAt(most) < ALONE) return text.slice(0, most);
  const from = Math.max(0, most - LONGEST);
  let end = from;
  for (const { index } of characters.segment(text.slice(from, most + LONGEST))) {
    if (from + index > most) break;
    end = from + index;
  }
  return text.slice(0, end || (from ? from : most));
}

/** The first character as it is seen, "" for none. */
export const firstOf = (text) => characters.segment(text.slice(0, LONGEST))[Symbol.iterator]().next().value?.segment ?? "";

/** Marks that show nothing and parts of no character: a text of nothing else looks blank. */
const SEEN = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;

/** Whether nothing of it can be seen. */
export const isBlank = (text) => !SEEN.test(text);

/** Control characters and marks that turn the reading direction: no line may hold them. */
const FORGING = /[\u202d\u202e]|(?![\t\r\n])\p{Cc}/gu;

/** A line as the document holds it. */
export const clean = (line) => line.replace(FORGING, "");

/** Marks that show nothing and join nothing: with them a name looks like another one and is not. */
const UNSEEN = /[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0]/gu;

/** A name as it is kept once it was typed: one Unicode form, one line, nothing that cannot be seen. */
export const tidyName = (name) => clean(name).replace(UNSEEN, "").normalize("NFC").replace(/\s+/gu, " ").trim();
