// Input on its way to a command, one piece after the other.

const MOST_WAITING_BYTES = 1024 * 1024;
const PIECE_BYTES = 32 * 1024;

export class Input {
  #connection;
  #id;
  #onTrouble;
  #waiting = [];
  #waitingBytes = 0;
  #underWay = false;
  #full = false;

  constructor(connection, id, onTrouble) {
    this.#connection = connection;
    this.#id = id;
    this.#onTrouble = onTrouble;
  }

  send(text) {
    const bytes = new TextEncoder().encode(text);
    if (this.#waitingBytes + bytes.length > MOST_WAITING_BYTES) {
      this.#onTrouble('The command does not read its input; this was not sent.');
      return;
    }
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      this.#waiting.push(bytes.subarray(from, from + PIECE_BYTES));
    }
    this.#waitingBytes += bytes.length;
    this.#pump();
  }

  /** Behind all that was sent. */
  end() {
    this.#waiting.push(null);
    this.#pump();
  }

  /** The server has room, or the input was closed. */
  told({ state }) {
    this.#full = false;
    if (state === 'closed') {
      this.#forget();
    } else {
      this.#pump();
    }
  }

  lost() {
    if (this.#waiting.length > 0) {
      this.#onTrouble('The connection went while input was under way: part of it may not have arrived.');
    }
    this.#forget();
  }

  async #pump() {
    if (this.#underWay) {
      return;
    }
    this.#underWay = true;
    while (this.#waiting.length > 0 && !this.#full) {
      await this.#sendFirst();
    }
    this.#underWay = false;
  }

  async #sendFirst() {
    const [piece] = this.#waiting;
    try {
      await this.#connection.call(...this.#request(piece));
      this.#taken(piece, piece?.length ?? 0);
    } catch (failure) {
      if (failure.kind === 'stdin_full') {
        this.#full = true;
        this.#taken(piece, failure.data.accepted);
      } else if (failure.code !== undefined) {
        const closed = failure.data.state === 'stdin_closed';
        this.#onTrouble(closed ? 'Nobody reads its input any more.' : failure.message);
        this.#forget();
      } else {
        this.lost();
      }
    }
  }

  #request(piece) {
    return piece === null
      ? ['stdin.close', { execution_id: this.#id }]
      : ['stdin.write', { execution_id: this.#id, data_base64: btoa(String.fromCharCode(...piece)) }];
  }

  #taken(piece, count) {
    if (this.#waiting[0] !== piece) {
      return; // All was forgotten meanwhile.
    }
    this.#waitingBytes -= count;
    if (piece === null || count === piece.length) {
      this.#waiting.shift();
    } else {
      this.#waiting[0] = piece.subarray(count);
    }
  }

  #forget() {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#full = false;
  }
}
