/** A WebSocket that comes back: full-jitter back-off, a limit on the handshake, and an ear for dead links. */

import { Timers } from "./clock.js";
import { SUBPROTOCOL } from "./wire.js";

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;
/** The cap while somebody's edits wait: they should not wait for the long end of the back-off. */
const URGENT_CAP_MS = 4_000;
/** From the first packet to the server's welcome. */
const HANDSHAKE_MS = 10_000;
/** Silence after which the server is asked a question, and after which the link is dead. */
const QUIET_MS = 20_000;
const DEAD_MS = 45_000;
/** How often silence is looked at, and how long an answer may take when we have a reason to doubt. */
const CHECK_MS = 5_000;
/** A short loss is no "offline" yet. */
const GRACE_MS = 1_500;
/** A connection that lived so long was a good one: the back-off begins anew. */
const PROVEN_MS = 10_000;
/** One that was welcomed and soon lost need not wait for the longest. */
const REMEMBERED_ATTEMPTS = 4;
const ABNORMAL = 1006;
const OPEN = 1;

export class Connection {
  #url;
  #WebSocket;
  #clock;
  #random;
  #on;
  #timers;
  #socket = null;
  #isStopped = true;
  #attempts = 0;
  #retryAt = 0;
  #heardAt = 0;
  #isDoubted = false;
  #establishedAt = null;
  status = "stopped";

  /**
   * `on`: opened(), frame(bytes), quiet() (ask the server something), status(status), isUrgent() → whether something
   * waits to be sent, and closed(code) → whether to try again. Statuses: connecting, online, offline, stopped.
   */
  constructor({ url, WebSocketImpl, clock, random, on }) {
    this.#url = url;
    this.#WebSocket = WebSocketImpl;
    this.#clock = clock;
    this.#random = random;
    this.#on = on;
    this.#timers = new Timers(clock);
  }

  start() {
    if (!this.#isStopped) return this.hasten();
    this.#isStopped = false;
    this.#attempts = 0;
    this.#tell("connecting");
    this.#open();
  }

  /** Close for good, or until `start`. */
  stop() {
    this.#isStopped = true;
    this.#detach();
    this.#timers.clearAll();
    this.#tell("stopped");
  }

  send(frame) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(frame);
  }

  /** The server has welcomed us. */
  established() {
    this.#timers.clear("handshake");
    this.#timers.clear("grace");
    this.#establishedAt ??= this.#clock.now();
    this.#attempts = Math.min(this.#attempts, REMEMBERED_ATTEMPTS);
    this.#watch();
    this.#tell("online");
  }

  /** Something suggests that now is a good moment: try at once, or make sure that the link is alive. */
  hasten() {
    if (this.#isStopped) return;
    if (!this.#socket) this.#open();
    else if (this.#establishedAt !== null) this.#doubt();
  }

  /** Something waits to be sent from now on. */
  nudge() {
    if (this.#socket || this.#isStopped || this.#retryAt - this.#clock.now() <= URGENT_CAP_MS) return;
    this.#retryIn(this.#random() * URGENT_CAP_MS);
  }

  /** Give the link up and open another, at once. */
  renew() {
    if (!this.#socket) return this.hasten();
    this.#detach();
    this.#on.closed(ABNORMAL);
    if (this.#isStopped) return;
    this.#tell("connecting");
    this.#open();
  }

  /** Give the link up as dead. */
  drop() {
    if (this.#socket) this.#ended(ABNORMAL);
  }

  #open() {
    this.#timers.clear("retry");
    this.#timers.set("handshake", HANDSHAKE_MS, () => this.drop());
    try {
      this.#listen(new this.#WebSocket(this.#url, [SUBPROTOCOL]));
    } catch (error) {
      console.warn("The connection could not be opened", error);
      this.#ended(ABNORMAL);
    }
  }

  #listen(socket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#on.opened();
    socket.onclose = (event) => this.#ended(event.code);
    socket.onmessage = (event) => {
      this.#heardAt = this.#clock.now();
      this.#isDoubted = false;
      if (event.data instanceof ArrayBuffer) this.#on.frame(new Uint8Array(event.data));
    };
  }

  /** A dead link may take minutes to close: its socket is left alone, and nothing it still says is heard. */
  #detach() {
    const socket = this.#socket;
    this.#socket = null;
    this.#establishedAt = null;
    for (const name of ["handshake", "watch", "doubt", "retry"]) this.#timers.clear(name);
    if (!socket) return;
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close(1000);
  }

  #ended(code) {
    const { status } = this;
    const wasProven = this.#establishedAt !== null && this.#clock.now() - this.#establishedAt >= PROVEN_MS;
    this.#detach();
    if (wasProven) this.#attempts = 0;
    if (!this.#on.closed(code) || this.#isStopped) return this.stop();
    if (status === "online") {
      this.#tell("connecting");
      this.#timers.set("grace", GRACE_MS, () => this.#tell("offline"));
    } else if (!this.#timers.has("grace")) {
      this.#tell("offline");
    }
    const cap_ms = this.#on.isUrgent() ? URGENT_CAP_MS : BACKOFF_CAP_MS;
    this.#retryIn(this.#random() * Math.min(cap_ms, BACKOFF_BASE_MS * 2 ** this.#attempts));
    this.#attempts += 1;
  }

  #retryIn(wait_ms) {
    this.#retryAt = this.#clock.now() + wait_ms;
    this.#timers.set("retry", wait_ms, () => this.#open());
  }

  #watch() {
    this.#timers.set("watch", CHECK_MS, () => {
      const silent_ms = this.#clock.now() - this.#heardAt;
      if (silent_ms >= DEAD_MS) return this.drop();
      if (silent_ms >= QUIET_MS) this.#on.quiet();
      this.#watch();
    });
  }

  #doubt() {
    this.#isDoubted = true;
    this.#on.quiet();
    this.#timers.set("doubt", CHECK_MS, () => {
      if (this.#isDoubted) this.drop();
    });
  }

  #tell(status) {
    if (status === this.status) return;
    this.status = status;
    this.#on.status(status);
  }
}
