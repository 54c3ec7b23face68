/** Time as a value that tests replace: monotonic milliseconds, so that a changed wall clock changes nothing. */

export const realClock = Object.freeze({
  now: () => performance.now(),
  later(run, wait_ms) {
    const timer = setTimeout(run, wait_ms);
    return () => clearTimeout(timer);
  },
  iso: () => new Date().toISOString(),
});

/** Timers by name: setting one again replaces it. */
export class Timers {
  #clock;
  #cancels = new Map();

  constructor(clock) {
    this.#clock = clock;
  }

  set(name, wait_ms, run) {
    this.clear(name);
    const cancel = this.#clock.later(() => {
      this.#cancels.delete(name);
      run();
    }, wait_ms);
    this.#cancels.set(name, cancel);
  }

  has(name) {
    return this.#cancels.has(name);
  }

  clear(name) {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  clearAll() {
    for (const name of [...this.#cancels.keys()]) this.clear(name);
  }
}
