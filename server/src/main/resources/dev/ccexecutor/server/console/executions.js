// The list of executions, as the server tells it when asked; it does not tell of changes by itself.

const SHORTEST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 30_000;
const HIDDEN_PAUSE_MILLIS = 15_000;

/** A list that takes long to get is asked for less often: a tenth of the time at most goes into it. */
const PAUSE_PER_TIME_TAKEN = 10;

const MOST_ENDED = 2_000;

export function isLive(status) {
  return status.state !== 'completed' && status.state !== 'lost';
}

/** The event "change" tells that entries are others. */
export class Executions extends EventTarget {
  #connection;
  #timer = 0;
  #running = false;
  #round = 0;
  #clockMillis = 0;
  /** By id: {status, bytes, rate, atMillis}. */
  entries = new Map();
  /** How many ended ones are known to the server and not kept here. */
  leftOut = 0;

  constructor(connection) {
    super();
    this.#connection = connection;
    connection.addEventListener('open', () => this.#begin());
    connection.addEventListener('lost', () => this.#stop());
    document.addEventListener('visibilitychange', () => this.refresh());
  }

  /** Looks again at once. */
  refresh() {
    if (this.#running && !document.hidden) {
      clearTimeout(this.#timer);
      this.#look();
    }
  }

  get(id) {
    return this.entries.get(id);
  }

  /** Bytes per second of all that are listed. */
  get rate() {
    let sum = 0;
    for (const entry of this.entries.values()) {
      sum += entry.rate;
    }
    return sum;
  }

  /** Seconds since it started, or that it took. */
  age({ started_at: startedAt, exit }) {
    if (exit?.execution_time !== undefined) {
      return exit.execution_time;
    }
    return startedAt && !exit ? (Date.now() - this.#clockMillis - Date.parse(startedAt)) / 1000 : NaN;
  }

  async #begin() {
    this.#running = true;
    try {
      const info = await this.#connection.call('server.info');
      // How far this machine's clock is ahead of the server's.
      this.#clockMillis = Date.now() - (Date.parse(info.started_at) + info.uptime_s * 1000);
    } catch {
      return; // The connection has gone; the next one begins anew.
    }
    this.#look();
  }

  #stop() {
    this.#running = false;
    this.#round++;
    clearTimeout(this.#timer);
  }

  async #look() {
    const round = ++this.#round;
    const began = performance.now();
    const live = [];
    const ended = [];
    let leftOut = 0;
    let cursor;
    try {
      do {
        const page = await this.#connection.call('execution.list', cursor ? { cursor } : {});
        if (round !== this.#round) {
          return;
        }
        for (const status of page.executions) {
          (isLive(status) ? live : ended).push(status);
        }
        if (ended.length > MOST_ENDED) {
          leftOut += ended.splice(0, ended.length - MOST_ENDED).length;
        }
        cursor = page.cursor;
      } while (cursor);
    } catch {
      return; // As above.
    }
    this.leftOut = leftOut;
    this.#take([...ended, ...live]);
    const took = performance.now() - began;
    const pause = Math.min(Math.max(took * PAUSE_PER_TIME_TAKEN, SHORTEST_PAUSE_MILLIS), LONGEST_PAUSE_MILLIS);
    this.#timer = setTimeout(() => this.#look(), document.hidden ? HIDDEN_PAUSE_MILLIS : pause);
  }

  #take(statuses) {
    const now = performance.now();
    const entries = new Map();
    for (const status of statuses) {
      const total = status.stdout.to + status.stderr.to;
      const before = this.entries.get(status.execution_id);
      const seconds = before ? (now - before.atMillis) / 1000 : 0;
      const rate = before && isLive(status) && seconds > 0 ? Math.max(0, total - before.bytes) / seconds : 0;
      entries.set(status.execution_id, { status, bytes: total, rate, atMillis: now });
    }
    this.entries = entries;
    this.dispatchEvent(new Event('change'));
  }
}
