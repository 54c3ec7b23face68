/** Requests to the server that are answered by their id, or by the end of the connection. */

export class Asks {
  #open = new Map();
  #count = 0;

  /** {id, answer}: the promise is kept by `answer` or `cut`, it never fails. */
  ask() {
    this.#count += 1;
    const id = `s${this.#count}`;
    const answer = new Promise((resolve) => this.#open.set(id, resolve));
    return { id, answer };
  }

  has(id) {
    return this.#open.has(id);
  }

  answer(id, outcome) {
    this.#open.get(id)?.(outcome);
    this.#open.delete(id);
  }

  cut(outcome) {
    for (const id of [...this.#open.keys()]) this.answer(id, outcome);
  }
}
