/** Reads the greeting aloud with the browser's own voice: what is said, never how the carrier's voice says it. */

const FIRST_STEP = "start";

/** {text, language, rate} of what a caller hears first; `text` is empty where the caller speaks first. */
export function greetingOf(flow) {
  const start = flow.nodes[FIRST_STEP]?.fields ?? {};
  const { language = "", speed = 1 } = flow.settings ?? {};
  return {
    text: start.speaker_first === "caller" ? "" : filled(start.greeting_message ?? "", flow.variables),
    language,
    rate: Math.min(2, Math.max(0.5, Number(speed) || 1)),
  };
}

/** Variables are spoken by the value they begin with, else by their name. */
const filled = (text, variables = []) =>
  text.replace(/\{\{\s*([a-z0-9_]+)\s*\}\}/gi, (_, name) => {
    const found = Object.values(variables).find((each) => each?.name === name);
    return found?.value || name.replaceAll("_", " ");
  });

/** Speak, or stop speaking. Returns why it cannot, as a sentence, or nothing. */
export function speak({ kit, session }, page = globalThis) {
  const { speechSynthesis: voice, SpeechSynthesisUtterance: Utterance } = page;
  if (!kit || !session) return "";
  if (!voice || !Utterance) return "This browser has no voice.";
  if (voice.speaking) {
    voice.cancel();
    return "";
  }
  const { text, language, rate } = greetingOf(kit.project(session.doc, session.spec));
  if (!text.trim()) return "There is no greeting to read yet.";
  const words = new Utterance(text);
  Object.assign(words, { lang: language, rate });
  voice.speak(words);
  return "";
}
