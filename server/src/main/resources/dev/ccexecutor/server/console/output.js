// The output of one execution on its way into a terminal.

import { bytes as formatBytes } from './format.js';

/**
 * At most so much is under way and not yet shown, whatever the command prints: the server sends no
 * more before that is acknowledged, and tells a gap for what it has then not kept.
 */
const WINDOW_BYTES = 256 * 1024;
const ACKNOWLEDGE_BYTES = WINDOW_BYTES / 4;

const STREAMS = ['stdout', 'stderr'];

/** Ends a control sequence that a gap has cut, and whatever it has switched on (ECMA-48, CAN, SGR). */
const AFRESH = '\x18\x1b[0m';

/** The event "change" tells that the figures are others. */
export class Output extends EventTarget {
  #connection;
  #id;
  #screen;
  #channel = 0;
  #closed = false;
  #decoders = {};
  #shown = { stdout: 0, stderr: 0 };
  #acknowledged = { stdout: 0, stderr: 0 };
  /** The first bytes that have not come. */
  next = { stdout: 0, stderr: 0 };
  gaps = 0;
  skippedBytes = 0;

  constructor(connection, id, screen) {
    super();
    this.#connection = connection;
    this.#id = id;
    this.#screen = screen;
    STREAMS.forEach((stream) => this.#decodeAfresh(stream));
  }

  /** Whether the terminal has come past this offset of what is there to be shown. */
  isLiveAt(offset) {
    return this.#shown.stdout >= offset;
  }

  get isAttached() {
    return this.#channel !== 0;
  }

  /** What has come to be shown, up to here and no further, whatever a later server says. */
  get offsets() {
    return { ...this.next };
  }

  /**
   * From where it was on. own: to stay its owner, instead of looking on. Neither slows the command
   * down. Resolves to the status of the execution.
   */
  async attach(own) {
    const wanted = {
      execution_id: this.#id,
      mode: own ? 'take' : 'observe',
      output: 'binary',
      window: WINDOW_BYTES,
      when_full: 'drop_oldest',
    };
    let status;
    try {
      status = await this.#connection.call('execution.attach', { ...wanted, ...this.#startingFrom() });
    } catch (failure) {
      if (failure.kind !== 'output_expired' && failure.kind !== 'invalid_params') {
        throw failure;
      }
      status = await this.#connection.call('execution.attach', wanted);
    }
    this.attached(status);
    return status;
  }

  #startingFrom() {
    return this.next.stdout + this.next.stderr > 0 ? this.next : {};
  }

  /** It is attached by this, the result of an attach or of a resumption. */
  attached(status) {
    this.#channel = status.channel;
    STREAMS.forEach((stream) => this.#skipTo(stream, status[stream].from, 'no longer kept'));
  }

  /** The connection has gone. */
  lost() {
    this.#channel = 0;
  }

  close() {
    this.#closed = true;
    this.#channel = 0;
  }

  frame({ channel, stream, offset, bytes }) {
    if (channel !== this.#channel || bytes.length === 0) {
      return;
    }
    this.#skipTo(stream, offset, 'did not come');
    this.next[stream] = offset + bytes.length;
    const text = this.#decoders[stream].decode(bytes, { stream: true });
    this.#show(stream, stream === 'stderr' ? `\x1b[31m${text}\x1b[39m` : text);
  }

  gap({ type, to, reason }) {
    if (this.#channel !== 0) {
      this.#skipTo(type, to, reason);
    }
  }

  #skipTo(stream, offset, reason) {
    const skipped = offset - this.next[stream];
    if (skipped <= 0) {
      return;
    }
    this.next[stream] = offset;
    this.gaps++;
    this.skippedBytes += skipped;
    this.#decodeAfresh(stream);
    const words = reason.replaceAll('_', ' ');
    this.#show(stream, `${AFRESH}\r\n\x1b[7m ${formatBytes(skipped)} of ${stream} not shown: ${words} \x1b[0m\r\n`);
  }

  #decodeAfresh(stream) {
    this.#decoders[stream] = new TextDecoder('utf-8');
  }

  #show(stream, text) {
    const upTo = this.next[stream];
    this.#screen.write(text, () => this.#wasShown(stream, upTo));
  }

  #wasShown(stream, upTo) {
    if (this.#closed) {
      return;
    }
    this.#shown[stream] = upTo;
    const owed = STREAMS.reduce((sum, each) => sum + this.#shown[each] - this.#acknowledged[each], 0);
    if (owed >= ACKNOWLEDGE_BYTES && this.isAttached) {
      this.#acknowledged = { ...this.#shown };
      this.#connection.notify('output.ack', { execution_id: this.#id, ...this.#shown });
    }
    this.dispatchEvent(new Event('change'));
  }
}
