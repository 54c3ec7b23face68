/** Long work in short slices, so that the page draws and answers in between. */

const SLICE_MS = 12;

/** Let the browser do what waits, then go on: a message comes back at once, a timer would be held to 4 ms. */
export const breath = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });

/** The same after the next picture; a page that nobody looks at draws none and goes on. */
export const untilDrawn = () =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      breath().then(resolve);
    });
  });

/**
 * Run a generator to its end and return what it returns; every `yield` is a place where the work may be interrupted.
 * It ends early, with undefined, once `isOver()`.
 */
export async function inSlices(make, { isOver = () => false, rest = breath, slice_ms = SLICE_MS } = {}) {
  const work = make();
  await rest();
  for (let until = performance.now() + slice_ms; !isOver(); ) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await rest();
    until = performance.now() + slice_ms;
  }
  return undefined;
}
