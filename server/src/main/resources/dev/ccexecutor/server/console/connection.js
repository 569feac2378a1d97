// JSON-RPC over one WebSocket after the other. A session that was cut off is resumed.

const FIRST_RETRY_MILLIS = 500;
const LONGEST_RETRY_MILLIS = 10_000;
const PATIENCE_MILLIS = 15_000;
const WATCH_MILLIS = 1_000;
const HEADER_BYTES = 16;

/** An error that the server has answered. */
export class RpcError extends Error {
  constructor({ code, message, data }) {
    super(message);
    this.code = code;
    this.data = data ?? {};
    this.kind = this.data.kind;
  }
}

/** The connection went before the answer came: whether the request took effect is not known. */
export class ConnectionLost extends Error {
  constructor() {
    super('The connection was lost before the answer came.');
  }
}

/**
 * Events: "state" {state, reason, retryAt}, with the states connecting, open, waiting and token;
 * "open" {connected, resumed}; "lost"; "notification" {method, params}; "frame" {channel, stream,
 * flags, offset, bytes}.
 */
export class Connection extends EventTarget {
  #access;
  #url;
  #offsets;
  #socket = null;
  #attempt = 0;
  #timer = 0;
  #retryMillis = FIRST_RETRY_MILLIS;
  #calls = new Map();
  #lastId = 0;
  /** Since when the server has said nothing at all though it was asked something. */
  #waitingSince = 0;
  #isOpen = false;
  #refusal = '';
  /** Those that may be resumed, the newest first. */
  #sessions = [];

  /** offsets: a function that tells up to where the page has the output of what it owns. */
  constructor(access, offsets) {
    super();
    this.#access = access;
    this.#offsets = offsets;
    const url = new URL('ws', document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#url = url.href;
    setInterval(() => this.#watch(), WATCH_MILLIS);
  }

  get isOpen() {
    return this.#isOpen;
  }

  /** Connects now, whatever it waits for. */
  start() {
    this.#drop();
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.#connect();
  }

  /** Gives the connection up, and what could be resumed by it. */
  end() {
    this.#sessions = [];
    this.#drop();
  }

  call(method, params = {}) {
    if (!this.#socket || this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new ConnectionLost());
    }
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    if (this.#calls.size === 0) {
      this.#waitingSince = Date.now();
    }
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  /** Resolves when the connection is there again, and what was resumed with it. */
  reopened() {
    return new Promise((resolve) => this.addEventListener('open', resolve, { once: true }));
  }

  notify(method, params) {
    if (this.#isOpen) {
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
    }
  }

  async #connect() {
    const attempt = ++this.#attempt;
    this.#tell('connecting');
    const answer = await this.#access.ask(AbortSignal.timeout(PATIENCE_MILLIS));
    if (attempt !== this.#attempt) {
      return;
    }
    if (answer.outcome === 'granted') {
      this.#open();
    } else if (answer.outcome === 'token') {
      this.#tell('token', answer.reason);
    } else {
      this.#waitAndRetry(answer.reason, (answer.waitSeconds ?? 0) * 1000);
    }
  }

  #open() {
    const socket = new WebSocket(this.#url, this.#access.protocols);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = (event) => this.#closed(event);
    this.#socket = socket;
    this.#refusal = '';
    this.#timer = setTimeout(() => this.#goneSilent(socket), PATIENCE_MILLIS);
  }

  #received(data) {
    this.#waitingSince = Date.now();
    if (typeof data !== 'string') {
      this.#frame(data);
      return;
    }
    const message = JSON.parse(data);
    if (message.method === 'connected') {
      this.#connected(message.params);
    } else if (message.method) {
      this.#dispatch('notification', message);
    } else {
      this.#answered(message);
    }
  }

  #frame(data) {
    const view = new DataView(data);
    this.#dispatch('frame', {
      stream: view.getUint8(1) === 2 ? 'stderr' : 'stdout',
      flags: view.getUint16(2),
      channel: view.getUint32(4),
      offset: Number(view.getBigUint64(8)),
      bytes: new Uint8Array(data, HEADER_BYTES),
    });
  }

  #answered({ id, result, error }) {
    const call = this.#calls.get(id);
    if (!call) {
      this.#refusal = error?.message ?? '';
      return;
    }
    this.#calls.delete(id);
    if (error) {
      call.reject(new RpcError(error));
    } else {
      call.resolve(result);
    }
  }

  async #connected(connected) {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    const former = this.#sessions;
    const own = { session_id: connected.session_id, resume_token: connected.resume_token };
    this.#sessions = [own, ...former].slice(0, 3);
    let resumed = null;
    let trouble = '';
    try {
      resumed = await this.#resume(former);
    } catch (failure) {
      if (failure instanceof ConnectionLost) {
        return; // The next connection tries again, with all of them.
      }
      trouble = `What this page had started could not be taken over: ${failure.message}`;
    }
    if (socket !== this.#socket) {
      return;
    }
    this.#sessions = [own];
    this.#isOpen = true;
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.#tell('open', trouble);
    this.#dispatch('open', { connected, resumed });
  }

  /** What the session before owned is this one's from now on; null if there is no such session. */
  async #resume(former) {
    for (const session of former) {
      try {
        return await this.#resumeAll({ ...session, offsets: this.#offsets() });
      } catch (failure) {
        if (failure.kind === 'output_expired' || failure.kind === 'invalid_params') {
          return this.#resumeAll(session); // What is gone is then told as a gap.
        }
        if (failure.kind !== 'session_not_found') {
          throw failure;
        }
      }
    }
    return null;
  }

  async #resumeAll(session) {
    const executions = [];
    let result;
    do {
      result = await this.call('session.resume', session);
      executions.push(...result.executions);
    } while (result.more && result.executions.length > 0);
    return executions;
  }

  #closed({ code, reason }) {
    this.#drop();
    if (code === 1008 && reason === 'the token was revoked') {
      this.#tell('token', 'The token was revoked.');
      return;
    }
    const why = this.#refusal || reason || (code === 1001 ? 'The server has ended.' : 'The connection was lost.');
    this.#waitAndRetry(why, code === 1008 ? LONGEST_RETRY_MILLIS : 0);
  }

  /** One answer may take its time, as long as there are others. */
  #watch() {
    if (this.#calls.size > 0 && Date.now() - this.#waitingSince > PATIENCE_MILLIS) {
      this.#goneSilent(this.#socket);
    }
  }

  /** A connection that answers nothing may never close by itself. */
  #goneSilent(socket) {
    if (socket === this.#socket) {
      this.#closed({ code: 0, reason: 'The server did not answer in time.' });
    }
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#attempt++;
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    for (const call of this.#calls.values()) {
      call.reject(new ConnectionLost());
    }
    this.#calls.clear();
    if (wasOpen) {
      this.#dispatch('lost', {});
    }
  }

  #waitAndRetry(reason, atLeastMillis) {
    // Not all pages at the same moment, when a server comes back.
    const millis = Math.max(atLeastMillis, this.#retryMillis * (0.75 + Math.random() / 2));
    this.#retryMillis = Math.min(this.#retryMillis * 2, LONGEST_RETRY_MILLIS);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), millis);
    this.#tell('waiting', reason, Date.now() + millis);
  }

  #tell(state, reason = '', retryAt = 0) {
    this.#dispatch('state', { state, reason, retryAt });
  }

  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
